package antiphon.midi.port.rtp;

/**
 * Takes what a recovery journal tells, in its order: what the stream has done since the checkpoint,
 * up to the packet before the one that carries the journal.
 */
interface JournalReceiver {
  JournalReceiver NONE = new JournalReceiver() {};

  /** First of all: the sequence number from which on the journal covers. */
  default void checkpoint(int sequence) {}

  /** Begins what is known of a channel. */
  default void channel(int channel) {}

  /**
   * The last program change, and the bank that was chosen for it.
   *
   * @param bankMsb -1 when none was chosen
   */
  default void program(int channel, int program, int bankMsb, int bankLsb) {}

  /**
   * The last value of a controller, the wheel or the pressure.
   *
   * @param register as in {@link StreamState}
   */
  default void register(int channel, int register, int value) {}

  /** All controllers of a channel were reset; what was set later follows. */
  default void controllersReset(int channel) {}

  /** All notes of a channel were ended; what was struck later follows. */
  default void notesEnded(int channel) {}

  /** A key is up. */
  default void noteOff(int channel, int pitch) {}

  /**
   * A key is down.
   *
   * @param play whether the sender thinks that it should sound even so late
   */
  default void noteOn(int channel, int pitch, int velocity, boolean play) {}

  /** Ends what is known of a channel. */
  default void channelEnd(int channel) {}
}
