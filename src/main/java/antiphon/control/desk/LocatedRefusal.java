package antiphon.control.desk;

/** A refusal that already names its file and line. */
final class LocatedRefusal extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  LocatedRefusal(String message) {
    super(message);
  }
}
