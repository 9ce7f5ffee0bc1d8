package antiphon.live.api;

/** What may be asked of a running engine from outside. Nothing here waits for the live path. */
@AnyThread
public interface EngineControl {
  /** Ends all that sounds, at once, and hands the floor to nobody. */
  void panic();

  void setMode(Mode mode);

  /** A tap on the beat, now: four of them give the tempo, further ones correct it. */
  void tap();

  /**
   * @throws IllegalArgumentException when the value is out of the parameter's range
   */
  void set(Parameter parameter, double value);

  /**
   * A note from the page.
   *
   * @param pitch 0 to 127
   * @param velocity 1 to 127, or 0 for its end
   */
  void play(int pitch, int velocity);

  LiveStatus status();

  void addListener(NoteListener listener);

  void removeListener(NoteListener listener);
}
