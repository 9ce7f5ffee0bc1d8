package antiphon.control.web;

/** Why somebody is turned away. */
enum Refusal {
  FOREIGN_HOST("foreignHost"),
  FOREIGN_ORIGIN("foreignOrigin"),
  NO_TOKEN("noToken"),
  WRONG_TOKEN("wrongToken"),
  /** No HTTP, or a method, path or header that nobody needs here. */
  MALFORMED("malformed"),
  TOO_LARGE("tooLarge"),
  TOO_SLOW("tooSlow"),
  TOO_MANY_REQUESTS("tooManyRequests"),
  TOO_MANY_CONNECTIONS("tooManyConnections"),
  TOO_MANY_PAGES("tooManyPages"),
  /** A page that talked nonsense. */
  BAD_MESSAGE("badMessage"),
  /** A page that talked too much. */
  FLOOD("flood");

  private final String word;

  Refusal(String word) {
    this.word = word;
  }

  /** As the status has it. */
  String word() {
    return word;
  }
}
