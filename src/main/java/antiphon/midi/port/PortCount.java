package antiphon.midi.port;

/** What transports count besides losing a port and finding it again. */
public enum PortCount {
  /** Messages that a device, a queue or a socket did not take. */
  REFUSED,
  /** Messages sent so late that they missed their frame, and went out as soon as they could. */
  LATE,
  /** Times that the audio server came too late. */
  XRUNS,
  /**
   * Bytes, or packets, that are no MIDI: stray data bytes, undefined status, messages cut short.
   */
  MALFORMED,
  /** System exclusive messages, which are passed over. */
  SYSTEM_EXCLUSIVE,
  /** Packets of a network session that never came. */
  PACKETS_LOST,
  /** Ends of notes learnt from what follows a lost packet, or from a source's silence. */
  NOTES_RECOVERED,
  /** Messages of Antiphon's own that came back in, and were dropped. */
  ECHOES
}
