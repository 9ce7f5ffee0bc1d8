package antiphon.learn.compose;

import antiphon.music.note.Score;
import antiphon.music.token.Grammar;
import antiphon.music.token.TokenEncoder;
import antiphon.music.token.Vocabulary;
import antiphon.net.LstmStepper;

/** How little a model expects music that follows other music. Not thread-safe. */
final class Surprise {
  private final LstmStepper stepper;
  private final boolean[] mask = new boolean[Vocabulary.SIZE];

  Surprise(LstmStepper stepper) {
    this.stepper = stepper;
  }

  /**
   * Natural logarithms of likelihood among what the grammar allows, a note, over the tokens of a
   * stretch. Not counted are velocities, which depend on who made the file, and the ends that fall
   * on the first instant, which belong to what came before.
   *
   * @param fromClock where the stretch begins
   * @param untilClock where it ends; a note begins in it
   */
  double natsPerNote(Score music, long fromClock, long untilClock) {
    Score heard = Composer.until(music, untilClock);
    ModelMemory memory = new ModelMemory(stepper, heard.meters());
    Grammar grammar = new Grammar();
    double nats = 0;
    int notes = 0;
    for (int id : TokenEncoder.encode(heard)) {
      long clock = grammar.positionClock();
      Vocabulary.Kind kind = Vocabulary.kind(id);
      boolean counts = clock > fromClock || clock == fromClock && kind != Vocabulary.Kind.NOTE_OFF;
      if (counts && kind != Vocabulary.Kind.VELOCITY) {
        grammar.mask(mask);
        nats += nats(memory.logits(mask), id);
        notes += kind == Vocabulary.Kind.NOTE_ON ? 1 : 0;
      }
      grammar.apply(id);
      memory.hear(id, grammar);
    }
    return nats / notes;
  }

  private double nats(float[] logits, int target) {
    double max = Double.NEGATIVE_INFINITY;
    for (int id = 0; id < logits.length; id++) {
      max = mask[id] ? Math.max(max, logits[id]) : max;
    }
    double sum = 0;
    for (int id = 0; id < logits.length; id++) {
      sum += mask[id] ? Math.exp(logits[id] - max) : 0;
    }
    return max + Math.log(sum) - logits[target];
  }
}
