package antiphon.live.api;

/** What the engine counts. */
public enum Counter {
  MESSAGES_IN,
  /** Refused because the in-ring was full. */
  REFUSED_IN,
  MESSAGES_OUT,
  /** Generated onsets that came too late to be played. */
  LATE_ONSETS_DROPPED,
  /** Requests to the scheduler refused because its ring or its heap was full. */
  REFUSED_OUT,
  TOKENS_HEARD,
  /** Notes that Antiphon has handed out. */
  NOTES_PLAYED,
  ANSWERS,
  TOUCHES,
  /** Steps at which the model's output was not a number. */
  MODEL_FAULTS,
  /** Models that were chosen and could not be taken over. */
  MODELS_REFUSED,
  /**
   * Instants that the model drew too late to be played: what sounded was held, and time went on.
   */
  STEPS_LATE,
  /** Models that took over from another. */
  MODELS_SWAPPED,
  /** Exceptions on live threads, each survived. */
  ERRORS,
  /** Times a live thread stood still for a second with work waiting. */
  STALLS,
  /** Events the journal could not keep up with. */
  JOURNAL_GAPS,
  PORTS_LOST,
  PORTS_FOUND,
  /** Bytes, events or packets that came in and are no MIDI. */
  MALFORMED_IN,
  SYSTEM_EXCLUSIVE_IN,
  /** Messages that came to the audio server too late for their frame, and went out as they came. */
  MISSED_FRAMES,
  /** Cycles that the audio server missed. */
  XRUNS,
  /** Packets of network peers that never came. */
  PACKETS_LOST,
  /** Notes begun or ended by what a network peer says of lost packets. */
  NOTES_RECOVERED,
  /** Notes of Antiphon's own that came back to it. */
  ECHOES_DROPPED
}
