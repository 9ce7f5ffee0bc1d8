package antiphon.learn.evaluate.continuation;

import antiphon.learn.compose.Composer;
import antiphon.learn.compose.Continuation;
import antiphon.learn.compose.SamplingSettings;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.token.TokenEncoder;
import antiphon.net.LstmStepper;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Has a model go on, by a {@link Composer}: the answer is the partner's. */
public final class ModelContinuer implements Continuer {
  private final LstmStepper stepper;
  private final SamplingSettings sampling;
  private final Part prompter;

  /**
   * @param prompter whose the prompts are
   */
  public ModelContinuer(LstmStepper stepper, SamplingSettings sampling, Part prompter) {
    this.stepper = stepper;
    this.prompter = prompter;
    this.sampling = sampling;
  }

  @Override
  public Answer goOn(ContinuationPrompt prompt, long seed) {
    Score heard = cut(prompt);
    Continuation composed =
        new Composer(stepper, sampling, seed)
            .compose(
                heard, prompt.promptClocks(), prompt.continuationClocks(), Set.of(Part.PARTNER));
    LegalityCheck check = new LegalityCheck(heard);
    check.read(composed.tokens());
    List<Note> notes = composed.score().notes();
    long endTick = prompt.promptTicks() + prompt.continuationTicks();
    return new Answer(
        notes.stream().map(note -> note.shifted(-prompt.promptTicks(), 0)).toList(),
        check.illegalTokens(),
        check.hangingNotes(notes, endTick));
  }

  /** The prompt on the grid, with nothing that sounds beyond its end. */
  private Score cut(ContinuationPrompt prompt) {
    List<Note> notes = new ArrayList<>();
    for (Note note : TokenEncoder.quantise(prompt.prompt()).notes()) {
      if (note.onTick() < prompt.promptTicks()) {
        long offTick = Math.min(note.offTick(), prompt.promptTicks());
        notes.add(new Note(prompter, note.pitch(), note.velocity(), note.onTick(), offTick));
      }
    }
    return prompt.prompt().withNotes(notes);
  }
}
