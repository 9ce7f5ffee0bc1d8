package antiphon.live.guard;

import antiphon.live.api.RealTimeSafe;
import antiphon.music.token.Vocabulary;

/**
 * The chord that is held, or was held last: it stays in force when its keys are let go, until the
 * next is struck. Keys that are held over from one chord to the next belong to both.
 */
final class HeldChord {
  private final boolean[] held = new boolean[Vocabulary.PITCHES];
  private boolean letGo;
  private int pitchClasses;

  @RealTimeSafe
  void keyDown(int pitch) {
    held[pitch] = true;
    if (letGo) {
      letGo = false;
      pitchClasses = 0;
      for (int key = 0; key < held.length; key++) {
        if (held[key]) {
          pitchClasses |= 1 << key % 12;
        }
      }
    }
    pitchClasses |= 1 << pitch % 12;
  }

  @RealTimeSafe
  void keyUp(int pitch) {
    letGo |= held[pitch];
    held[pitch] = false;
  }

  /** All its keys are let go. */
  @RealTimeSafe
  void letGo() {
    for (int key = 0; key < held.length; key++) {
      keyUp(key);
    }
  }

  @RealTimeSafe
  void forget() {
    for (int key = 0; key < held.length; key++) {
      held[key] = false;
    }
    letGo = false;
    pitchClasses = 0;
  }

  /** Pitch classes as bits, that of C the lowest; 0 while there was no chord. */
  @RealTimeSafe
  int pitchClasses() {
    return pitchClasses;
  }
}
