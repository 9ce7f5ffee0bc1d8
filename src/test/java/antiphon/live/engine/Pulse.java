package antiphon.live.engine;

import antiphon.music.note.Part;
import antiphon.music.token.Vocabulary;
import antiphon.net.LstmStepper;
import java.util.Arrays;

/** A model that repeats one pitch evenly, and wants nothing else. */
final class Pulse {
  private static final float UNLIKELY = -30;

  private Pulse() {}

  /**
   * @param clocks from one onset to the next
   */
  static LstmStepper of(int pitch, int clocks) {
    return new ScriptedStepper(
        logits -> {
          Arrays.fill(logits, UNLIKELY);
          // what is legal of these, in this order
          logits[Vocabulary.part(Part.PARTNER)] = 60;
          logits[Vocabulary.noteOff(pitch)] = 50;
          logits[Vocabulary.noteOn(pitch)] = 40;
          logits[Vocabulary.dur(clocks)] = 30;
        });
  }
}
