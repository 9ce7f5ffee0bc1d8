package antiphon.learn.evaluate.continuation;

import static antiphon.learn.evaluate.continuation.Music.line;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.RandomMusic;
import antiphon.Seeded;
import antiphon.learn.compose.SamplingSettings;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import antiphon.music.token.Vocabulary;
import antiphon.net.LstmSpec;
import antiphon.net.LstmWeights;
import antiphon.net.StepKind;
import antiphon.net.Steppers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A bad answer is noticed, and a model's is good. */
class LegalityCheckTest {
  private static final Score HEARD = new Score(line(60), 120, MeterMap.of(Meter.COMMON));
  private static final long END = 16 * 960;

  @Test
  void shouldFindNoFaultInAGoodAnswer() {
    LegalityCheck check = new LegalityCheck(HEARD);
    check.read(tokens("NOTE_ON 64", "DUR 24", "NOTE_OFF 64", "NOTE_ON 65", "DUR 24"));
    assertEquals(0, check.illegalTokens());
    assertEquals(0, check.hangingNotes(List.of(note(64, 960, 1920), note(65, 1920, END)), END));
  }

  @Test
  void shouldCountTokensThatMayNotComeWhereTheyStand() {
    LegalityCheck check = new LegalityCheck(HEARD);
    check.read(
        tokens(
            "NOTE_OFF 64", "NOTE_ON 64", "NOTE_ON 62", "NOTE_ON 64", "DUR 24", "DUR 12", "START"));
    assertEquals(
        5, check.illegalTokens(), "an end of nothing, a lower and a double onset, two rests");
    LegalityCheck nonsense = new LegalityCheck(HEARD);
    nonsense.read(new int[] {-1, Vocabulary.SIZE});
    assertEquals(2, nonsense.illegalTokens());
  }

  @Test
  void shouldCountNotesThatDoNotEnd() {
    LegalityCheck check = new LegalityCheck(HEARD);
    check.read(tokens("NOTE_ON 64", "NOTE_ON 67", "DUR 24", "NOTE_ON 70"));
    assertEquals(3, check.hangingNotes(List.of(), END));
    List<Note> notes = List.of(note(64, 960, 960), note(67, 960, END + 1), note(70, 1920, 2000));
    assertEquals(2, check.hangingNotes(notes, END), "one without length, one beyond the end");
  }

  @Test
  void shouldFindNoFaultInWhatAModelAnswersAndTheSameAgain() {
    LstmWeights weights = LstmWeights.random(LstmSpec.ofVocabulary(1, 16), 5);
    ModelContinuer continuer =
        new ModelContinuer(
            Steppers.create(StepKind.PLAIN, weights), new SamplingSettings(1, 1), Part.PARTNER);
    Seeded.forSeeds(
        10,
        random -> {
          List<Note> heard = RandomMusic.score(random, 60).notes();
          ContinuationPrompt prompt = Music.prompt(heard, line(60));
          long seed = random.nextLong();
          Answer answer = continuer.goOn(prompt, seed);
          assertEquals(0, answer.illegalTokens());
          assertEquals(0, answer.hangingNotes());
          assertTrue(answer.notes().size() > 0);
          assertTrue(
              answer.notes().stream().allMatch(note -> note.onTick() >= 0 && note.onTick() < END));
          assertEquals(answer, continuer.goOn(prompt, seed));
        });
  }

  private static Note note(int pitch, long onTick, long offTick) {
    return new Note(Part.PARTNER, pitch, 80, onTick, offTick);
  }

  private static int[] tokens(String... texts) {
    int[] ids = new int[texts.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = Vocabulary.parse(texts[i]);
    }
    return ids;
  }
}
