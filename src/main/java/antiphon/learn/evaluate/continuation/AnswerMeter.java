package antiphon.learn.evaluate.continuation;

import antiphon.music.note.Note;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Takes every measure of an answer. */
public final class AnswerMeter {
  private static final int NEAR_QUARTERS = 4;
  private static final int FAR_QUARTERS = 10;

  private final TopLines training;

  /**
   * @param training where melodies are looked for
   */
  public AnswerMeter(TopLines training) {
    this.training = training;
  }

  public Map<Measure, Double> measure(ContinuationPrompt prompt, Answer answer) {
    Map<Measure, Double> values = new EnumMap<>(Measure.class);
    for (Measure measure : Measure.values()) {
      values.put(measure, value(measure, prompt, answer));
    }
    return values;
  }

  private double value(Measure measure, ContinuationPrompt prompt, Answer answer) {
    List<Note> heard = prompt.prompt().notes();
    List<Note> notes = answer.notes();
    return switch (measure) {
      case F1_AT_4, F1_AT_4_BEST -> TranslationScore.f1(prompt.truth(), notes, NEAR_QUARTERS);
      case F1_AT_10, F1_AT_10_BEST -> TranslationScore.f1(prompt.truth(), notes, FAR_QUARTERS);
      case IN_KEY -> Scale.of(heard).share(notes);
      case PITCH_CLASS_OVERLAP ->
          Histogram.ofPitchClasses(notes).overlap(Histogram.ofPitchClasses(heard));
      case LENGTH_OVERLAP -> Histogram.ofLengths(notes).overlap(Histogram.ofLengths(heard));
      case DENSITY_DISTANCE -> Texture.densityDistance(notes.size(), heard.size());
      case NOTES_PER_QUARTER -> (double) notes.size() / prompt.continuationQuarters();
      case POLYPHONY_RATIO ->
          Texture.polyphony(notes, prompt.continuationTicks())
              / Texture.polyphony(heard, prompt.promptTicks());
      case MELODY_IN_TRAINING -> training.greatestShare(notes, true);
      case RUNS_IN_TRAINING -> training.greatestShare(notes, false);
      case BAR_LOOP ->
          BarLoop.mostFrequent(
                      notes,
                      prompt.prompt().meters(),
                      prompt.promptClocks(),
                      prompt.continuationClocks())
                  >= BarLoop.TIMES
              ? 1
              : 0;
      case ILLEGAL_TOKENS -> answer.illegalTokens();
      case HANGING_NOTES -> answer.hangingNotes();
      case OVERLONG_NOTES -> Texture.overlongNotes(notes);
      case LONG_SILENCES ->
          Texture.longSilences(
              notes, prompt.continuationTicks(), prompt.prompt().meters(), prompt.promptClocks());
    };
  }
}
