package antiphon.live.api;

import java.util.List;

/** What may be asked of a running engine from outside. Nothing here waits for the live path. */
@AnyThread
public interface EngineControl {
  /** Does what is asked, now. */
  void perform(Action action);

  /**
   * Does what is asked, as of the moment it was asked for.
   *
   * @param timeNs on the process's clock, as a {@link MessageListener} was told it
   */
  void perform(Action action, long timeNs);

  /** Ends all that sounds, at once, and hands the floor to nobody. */
  default void panic() {
    perform(Action.PANIC);
  }

  /**
   * @throws IllegalArgumentException when the value is out of the parameter's range
   */
  void set(Parameter parameter, double value);

  /**
   * A note from the page or another program.
   *
   * @param pitch 0 to 127
   * @param velocity 1 to 127, or 0 for its end
   */
  void play(int pitch, int velocity);

  /** Says which keys ask for something and are not music. */
  void setTriggers(TriggerKeys keys);

  /**
   * Sends a message to the outputs that light controllers, if there are any.
   *
   * @param command 0x80 to 0xE0, without the channel
   * @param channel 0 to 15
   */
  void feedback(int command, int channel, int data1, int data2);

  LiveStatus status();

  /** Another number whenever {@link #draft} has changed. */
  long draftVersion();

  /** What Antiphon is about to play, as far as it has thought. */
  List<DraftedNote> draft();

  long count(Counter counter);

  /** How full the rings are, from the way in to the way out. */
  List<RingLevel> rings();

  /** How long things take. */
  Timings timings();

  void addListener(NoteListener listener);

  void removeListener(NoteListener listener);

  void addListener(MessageListener listener);

  void removeListener(MessageListener listener);
}
