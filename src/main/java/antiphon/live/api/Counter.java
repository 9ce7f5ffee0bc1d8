package antiphon.live.api;

/** What the engine counts. */
public enum Counter {
  MESSAGES_IN("MIDI messages that came in."),
  REFUSED_IN("Events refused because the in-ring was full.", true),
  MESSAGES_OUT("MIDI messages that went out."),
  LATE_ONSETS_DROPPED("Generated onsets that came too late to be played.", true),
  REFUSED_OUT("Requests to the scheduler refused because its ring or its heap was full.", true),
  TOKENS_HEARD("Tokens of the player's that the model heard."),
  NOTES_PLAYED("Notes that Antiphon has handed out."),
  ANSWERS("Answers begun."),
  TOUCHES("Times the player touched a key and Antiphon fell silent."),
  MODEL_FAULTS("Steps at which the model's output was not a number."),
  MODELS_REFUSED("Models that were chosen and could not be taken over."),
  STEPS_LATE(
      "Instants that the model drew too late to be played: what sounded was held, and time went"
          + " on."),
  MODELS_SWAPPED("Models that took over from another."),
  ERRORS("Exceptions on live threads, each survived."),
  STALLS("Times a live thread stood still for a second."),
  JOURNAL_GAPS("Events the journal could not keep up with.", true),
  PORTS_LOST("Times a port went away."),
  PORTS_FOUND("Times a port came back."),
  MALFORMED_IN("Bytes, events or packets that came in and are no MIDI.", true),
  SYSTEM_EXCLUSIVE_IN("System exclusive messages that came in."),
  MISSED_FRAMES(
      "Messages that came to the audio server too late for their frame, and went out as they"
          + " came; onsets that were much too late did not."),
  XRUNS("Cycles that the audio server missed."),
  PACKETS_LOST("Packets of network peers that never came.", true),
  NOTES_RECOVERED("Notes begun or ended by what a network peer says of lost packets."),
  ECHOES_DROPPED("Notes of Antiphon's own that came back to it.", true);

  private final String doc;
  private final boolean drop;

  Counter(String doc) {
    this(doc, false);
  }

  Counter(String doc, boolean drop) {
    this.doc = doc;
    this.drop = drop;
  }

  /** As outside: {@code messagesIn}. */
  public String word() {
    return Words.camelCase(this);
  }

  /** What is counted, a sentence. */
  public String doc() {
    return doc;
  }

  /** Whether each of them is something that came to nothing. */
  public boolean isDrop() {
    return drop;
  }
}
