package antiphon.live.api;

/** What the live path says of its times. Each is recorded by one thread. */
public enum Timing {
  /**
   * By the time of the cycle that sends it, against the moment at which it was to be handed to its
   * output: on an output with a latency, that much before it is to be heard. What is sent out of
   * turn, as at a touch or a panic, has no moment of its own and is left out.
   */
  LATENESS("How late a message of Antiphon's own leaves, against its deadline."),
  /**
   * By the time of the cycle that sends it, as lateness is. Where the beat is somebody else's, it
   * may turn out to be earlier than was thought: a clock that has its place in the past by that is
   * late.
   */
  CLOCK_LATENESS("How late a MIDI clock of Antiphon's leaves, against its place in the beat."),
  /** MIDI alone; waiting in the ring included. */
  HOP_TO_MIND("From the driver's stamp on a message to the mind having decided what comes of it."),
  /** What a transport passes through itself, as JACK does, never comes this way. */
  HOP_THRU("From the driver's stamp on a message to the same passed through."),
  /** Of drafting ahead: the mean of what was drafted at a time, counted once for each step. */
  STEP("One step of the model, the draw and the guard-rails included."),
  /** For what Antiphon plays from its deadline on. */
  HOP_TO_JOURNAL(
      "From the driver's stamp on a message, or its deadline, to the journal that records it and"
          + " tells the page.");

  private final String doc;

  Timing(String doc) {
    this.doc = doc;
  }

  /** As outside: {@code hopToMind}. */
  public String word() {
    return Words.camelCase(this);
  }

  /** What it is, a sentence. */
  public String doc() {
    return doc;
  }
}
