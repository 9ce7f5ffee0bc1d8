package antiphon.learn.corpus;

import antiphon.music.note.Score;
import antiphon.music.token.Grammar;
import antiphon.music.token.MetricPosition;
import antiphon.music.token.TokenEncoder;
import antiphon.music.token.Vocabulary;
import java.util.Arrays;

/**
 * A run of tokens as a model hears it: at step t it is fed {@code inputs[t]} at metric position
 * {@code positions[t]}, and {@code targets[t]} is what came next. {@code inputs[0]} is {@code
 * START}.
 *
 * @param inputs [steps]
 * @param positions [steps]
 * @param targets [steps]
 */
public record TokenWindow(int[] inputs, int[] positions, int[] targets) {
  /**
   * @param score begins on a bar line
   * @param maxSteps how many steps to keep
   */
  public static TokenWindow of(Score score, int maxSteps) {
    int[] targets = TokenEncoder.encode(score);
    targets = Arrays.copyOf(targets, Math.min(maxSteps, targets.length));
    int[] inputs = new int[targets.length];
    int[] positions = new int[targets.length];
    Grammar grammar = new Grammar();
    for (int i = 0; i < targets.length; i++) {
      inputs[i] = i == 0 ? Vocabulary.START : targets[i - 1];
      positions[i] = MetricPosition.of(score.meters().clockInBar(grammar.positionClock()));
      grammar.apply(targets[i]);
    }
    return new TokenWindow(inputs, positions, targets);
  }

  /**
   * Without the {@code NOTE_OFF}s it closes with, if it does: where a piano roll is cut, nobody can
   * tell what would have ended there.
   */
  public TokenWindow withoutLastEnds() {
    int steps = targets.length;
    while (steps > 0 && Vocabulary.kind(targets[steps - 1]) == Vocabulary.Kind.NOTE_OFF) {
      steps--;
    }
    return new TokenWindow(
        Arrays.copyOf(inputs, steps),
        Arrays.copyOf(positions, steps),
        Arrays.copyOf(targets, steps));
  }

  public int steps() {
    return targets.length;
  }
}
