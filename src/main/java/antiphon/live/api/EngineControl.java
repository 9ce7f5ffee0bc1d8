package antiphon.live.api;

/** What may be asked of a running engine from outside. Nothing here waits for the live path. */
@AnyThread
public interface EngineControl {
  /** Ends all that sounds, at once, and hands the floor to nobody. */
  void panic();

  void setMode(Mode mode);

  /**
   * @throws IllegalArgumentException when it is not 0 to {@value LiveSettings#MAX_TEMPERATURE}
   */
  void setTemperature(double temperature);

  /**
   * @throws IllegalArgumentException when it is not 0.01 to 1
   */
  void setTopP(double topP);

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
