package antiphon.live.api;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What can be asked of Antiphon while it plays, by whatever door. */
public enum Action {
  PANIC("Ends all that sounds, at once; silent until you play."),
  TAP("A tap on the beat: four of them give the tempo."),
  HAND_OVER("Gives Antiphon the floor now, or takes it back while Antiphon has it."),
  AGAIN("Plays the last answer again."),
  MUTATE_PITCHES("Plays the last answer in its rhythm, with other pitches."),
  MUTATE_RHYTHM("Plays the pitches of the last answer in another rhythm."),
  LOOP("Repeats the last answer until it is touched; in a jam, until the floor is handed over."),
  CALL_RESPONSE("Mode: answers when you have been silent for a while."),
  JAM("Mode: plays its part while you play yours."),
  SOLO("Mode: plays alone until touched."),
  LISTEN("Mode: hears, and stays silent.");

  private static final Action[] VALUES = values();

  private final String doc;

  Action(String doc) {
    this.doc = doc;
  }

  /** As outside: {@code hand-over}. */
  public String word() {
    return Words.of(this);
  }

  /** What it does, a sentence. */
  public String doc() {
    return doc;
  }

  /** The mode that it brings, or null. */
  public Mode mode() {
    return ordinal() < CALL_RESPONSE.ordinal()
        ? null
        : Mode.of(ordinal() - CALL_RESPONSE.ordinal());
  }

  /** The action that brings a mode. */
  public static Action of(Mode mode) {
    return VALUES[CALL_RESPONSE.ordinal() + mode.ordinal()];
  }

  @RealTimeSafe
  public static Action of(int ordinal) {
    return VALUES[ordinal];
  }

  public static Optional<Action> ofWord(String word) {
    return Arrays.stream(VALUES).filter(action -> action.word().equals(word)).findFirst();
  }

  /**
   * @throws IllegalArgumentException naming the actions there are
   */
  public static Action parse(String word) {
    return ofWord(word)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "action must be one of "
                        + String.join(", ", words())
                        + ", not '"
                        + word
                        + "'"));
  }

  public static List<String> words() {
    return Words.of(VALUES);
  }
}
