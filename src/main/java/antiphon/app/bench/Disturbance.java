package antiphon.app.bench;

/** Something that happens in every other phase of a measurement. */
interface Disturbance extends AutoCloseable {
  /** How long a phase lasts. */
  long phaseNs();

  /** Begins or ends it; returns when it has begun or ended. */
  void setOpen(boolean isOpen);

  @Override
  void close();
}
