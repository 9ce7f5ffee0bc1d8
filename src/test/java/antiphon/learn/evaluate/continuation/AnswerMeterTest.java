package antiphon.learn.evaluate.continuation;

import static antiphon.learn.evaluate.continuation.Music.line;
import static antiphon.learn.evaluate.continuation.Music.note;
import static antiphon.learn.evaluate.continuation.Music.prompt;
import static antiphon.learn.evaluate.continuation.Music.shifted;
import static antiphon.learn.evaluate.continuation.Music.together;
import static org.junit.jupiter.api.Assertions.assertEquals;

import antiphon.Seeded;
import antiphon.music.note.Note;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every measure on music small enough to be counted by hand. */
class AnswerMeterTest {
  private static final double CLOSE = 1e-12;
  private static final List<Note> C_MAJOR = line(60, 62, 64, 65, 67, 69, 71, 72);
  private static final List<Note> CHROMATIC = line(60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71);

  private final AnswerMeter meter = new AnswerMeter(new TopLines.Builder().build());

  @Test
  void shouldCallACopyAndATransposedOrLateCopyPerfect() {
    List<Note> truth = line(60, 64, 62, 67, 65);
    assertEquals(1, TranslationScore.f1(truth, truth, 4), CLOSE);
    assertEquals(1, TranslationScore.f1(truth, shifted(truth, 0, 5), 10), CLOSE);
    assertEquals(1, TranslationScore.f1(truth, shifted(truth, 3, -7), 10), CLOSE);
  }

  @Test
  void shouldCountThePointsThatOneTranslationBringsTogether() {
    // three of four points are met; five were generated: recall 2/3, precision 2/4
    List<Note> truth = line(60, 62, 64, 70);
    List<Note> generated = together(line(72, 74, 76), List.of(note(3, 40, 1), note(3.5, 41, 1)));
    assertEquals(2 * (2 / 3.0) * 0.5 / (2 / 3.0 + 0.5), score(truth, generated), CLOSE);
    assertEquals(0, score(line(60, 62), List.of(note(0, 60, 1), note(0.5, 62, 1))), CLOSE);
  }

  @Test
  void shouldCountPointsUpToTheEndAndThoseUponIt() {
    List<Note> truth = line(60, 62, 64, 65, 67, 40, 50);
    List<Note> generated = line(60, 62, 64, 65, 67, 90, 91);
    assertEquals(1, score(truth, generated), CLOSE);
    assertEquals(4 / 6.0, TranslationScore.f1(truth, generated, 10), CLOSE);
  }

  @Test
  void shouldScoreFewerThanTwoPointsByTheirNumber() {
    assertEquals(1, score(line(60), line(70)), CLOSE);
    assertEquals(0, score(line(60), line(70, 71)), CLOSE);
    assertEquals(0, score(line(60, 61), List.of()), CLOSE);
  }

  @Test
  void shouldCountUnisonsOnce() {
    assertEquals(1, score(together(line(60, 62), line(60, 62)), line(60, 62)), CLOSE);
  }

  @Test
  void shouldScoreAsATextbookDoes() {
    Seeded.forSeeds(
        200,
        random -> {
          List<Note> truth = randomNotes(random);
          List<Note> generated = randomNotes(random);
          assertEquals(textbookF1(truth, generated), score(truth, generated), CLOSE);
        });
  }

  @Test
  void shouldFindSevenOfTwelveChromaticNotesInAKey() {
    assertEquals(7 / 12.0, value(Measure.IN_KEY, C_MAJOR, CHROMATIC), CLOSE);
    assertEquals(1, value(Measure.IN_KEY, C_MAJOR, line(60, 64, 67)), CLOSE);
    assertEquals(0, value(Measure.IN_KEY, C_MAJOR, line(61, 63, 66, 68, 70)), CLOSE);
    assertEquals(0, value(Measure.IN_KEY, C_MAJOR, List.of()), CLOSE);
  }

  @Test
  void shouldChooseTheKeyBySoundingTimeNotByNumberOfNotes() {
    // long notes of D major, more but short ones of C major
    List<Note> heard =
        together(
            List.of(note(0, 62, 4), note(0, 66, 4), note(0, 69, 4), note(4, 61, 4)),
            List.of(note(8, 60, .1), note(9, 60, .1), note(10, 65, .1), note(11, 65, .1)),
            List.of(note(12, 60, .1), note(13, 65, .1), note(14, 67, 1), note(14, 71, 1)));
    assertEquals(new Scale(2, false), Scale.of(heard));
  }

  @Test
  void shouldKnowTheNaturalMinorScale() {
    Scale aMinor = new Scale(9, true);
    assertEquals(1, aMinor.share(line(69, 71, 72, 74, 76, 77, 79)), CLOSE);
    assertEquals(0, aMinor.share(line(68, 70, 73, 75, 78)), CLOSE);
  }

  @Test
  void shouldOverlapByTheLesserShares() {
    assertEquals(1, value(Measure.PITCH_CLASS_OVERLAP, line(60, 62), line(74, 48)), CLOSE);
    assertEquals(0, value(Measure.PITCH_CLASS_OVERLAP, line(60, 62), line(61, 63)), CLOSE);
    assertEquals(
        0.75, value(Measure.PITCH_CLASS_OVERLAP, line(60, 62), line(60, 60, 60, 62)), CLOSE);
    assertEquals(0, value(Measure.PITCH_CLASS_OVERLAP, line(60, 62), List.of()), CLOSE);
  }

  @Test
  void shouldTellLengthsApartByTwelfthsUpToFourQuarters() {
    List<Note> quarters = line(60, 60);
    List<Note> eighths = List.of(note(0, 60, .5), note(1, 60, .5));
    assertEquals(0, value(Measure.LENGTH_OVERLAP, quarters, eighths), CLOSE);
    assertEquals(
        0.5,
        value(Measure.LENGTH_OVERLAP, quarters, List.of(note(0, 60, 1.01), note(1, 60, .5))),
        CLOSE);
    assertEquals(
        1, value(Measure.LENGTH_OVERLAP, List.of(note(0, 60, 4)), List.of(note(0, 60, 7))), CLOSE);
  }

  @Test
  void shouldMeasureTheDistanceOfDensities() {
    assertEquals(0, value(Measure.DENSITY_DISTANCE, line(60, 62), line(61, 61)), CLOSE);
    assertEquals(
        Math.log(2), value(Measure.DENSITY_DISTANCE, line(1, 2, 3), line(1)), CLOSE, "thinner");
    assertEquals(
        Math.log(2), value(Measure.DENSITY_DISTANCE, line(1), line(1, 2, 3)), CLOSE, "thicker");
    assertEquals(3 / 16.0, value(Measure.NOTES_PER_QUARTER, line(1), line(1, 2, 3)), CLOSE);
  }

  @Test
  void shouldCompareHowManyPitchesSoundTogether() {
    List<Note> chords = together(line(60, 60), line(64, 65), line(67, 69));
    assertEquals(3, value(Measure.POLYPHONY_RATIO, line(60, 62), chords), CLOSE);
    // a unison is one pitch, silence does not count, half of the time there are two
    List<Note> half = List.of(note(0, 60, 4), note(0, 60, 4), note(2, 64, 2), note(9, 60, 0));
    assertEquals(1.5, value(Measure.POLYPHONY_RATIO, line(60, 62), half), CLOSE);
  }

  @Test
  void shouldNoticeABarThatStandsFourTimes() {
    List<Note> bar = line(60, 64, 67, 64);
    List<Note> three = together(bar, shifted(bar, 4, 0), shifted(bar, 12, 0));
    assertEquals(0, value(Measure.BAR_LOOP, bar, three), CLOSE);
    assertEquals(3, BarLoop.mostFrequent(three, MeterMap.of(Meter.COMMON), 0, 16 * 24));
    assertEquals(1, value(Measure.BAR_LOOP, bar, together(three, shifted(bar, 8, 0))), CLOSE);
    assertEquals(0, value(Measure.BAR_LOOP, bar, together(three, shifted(bar, 8, 1))), CLOSE);
    assertEquals(0, value(Measure.BAR_LOOP, bar, List.of()), CLOSE, "empty bars are no loop");
  }

  @Test
  void shouldLookForBarsFromTheBarLinesOfThePiece() {
    // 16 quarter notes are five bars of 3/4 and a quarter note: the next bar begins two later
    List<Note> bar = line(60, 64, 67);
    List<Note> loop = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      loop.addAll(shifted(bar, 2 + 3 * i, 0));
    }
    ContinuationPrompt waltz = prompt("a.mid", bar, bar, new Meter(3, 4));
    assertEquals(1, meter.measure(waltz, Answer.of(loop)).get(Measure.BAR_LOOP), CLOSE);
    List<Note> offTheBar = together(shifted(bar, 0, 0), shifted(bar, 3, 0), shifted(bar, 6, 1));
    assertEquals(0, meter.measure(waltz, Answer.of(offTheBar)).get(Measure.BAR_LOOP), CLOSE);
  }

  @Test
  void shouldCountNotesLongerThanEightQuarters() {
    List<Note> notes = List.of(note(0, 60, 8), note(0, 62, 8.01), note(1, 64, 12));
    assertEquals(2, value(Measure.OVERLONG_NOTES, C_MAJOR, notes), CLOSE);
  }

  @Test
  void shouldCountSilencesLongerThanTwoBars() {
    assertEquals(1, silences(List.of()), CLOSE, "16 quarters of it");
    assertEquals(0, silences(List.of(note(0, 60, 8))), CLOSE, "8 quarters at the end");
    assertEquals(1, silences(List.of(note(0, 60, 7.9))), CLOSE, "more at the end");
    assertEquals(1, silences(List.of(note(8.1, 60, 1))), CLOSE, "at the beginning");
    assertEquals(1, silences(List.of(note(0, 60, 1), note(9.5, 60, 1))), CLOSE, "in between");
    assertEquals(
        0, silences(List.of(note(0, 60, 6), note(1, 50, 1), note(13, 60, 1))), CLOSE, "7 quarters");
    ContinuationPrompt waltz = prompt("a.mid", C_MAJOR, C_MAJOR, new Meter(3, 4));
    Answer answer = Answer.of(List.of(note(0, 60, 4), note(11, 60, 4)));
    assertEquals(1, meter.measure(waltz, answer).get(Measure.LONG_SILENCES), CLOSE, "in 3/4");
  }

  private double silences(List<Note> notes) {
    return value(Measure.LONG_SILENCES, C_MAJOR, notes);
  }

  private static double score(List<Note> truth, List<Note> generated) {
    return TranslationScore.f1(truth, generated, 4);
  }

  private double value(Measure measure, List<Note> heard, List<Note> answer) {
    return meter.measure(prompt(heard, heard), Answer.of(answer)).get(measure);
  }

  private static List<Note> randomNotes(Random random) {
    List<Note> notes = new ArrayList<>();
    for (int i = random.nextInt(12); i >= 0; i--) {
      notes.add(note(random.nextInt(12) / 2.0, 60 + random.nextInt(6), 1));
    }
    return notes;
  }

  private static double textbookF1(List<Note> truth, List<Note> generated) {
    Set<List<Long>> wanted = points(truth);
    Set<List<Long>> made = points(generated);
    if (wanted.size() < 2 || made.size() < 2) {
      return wanted.size() == made.size() ? 1 : 0;
    }
    int most = 0;
    for (List<Long> from : made) {
      for (List<Long> to : wanted) {
        int met = 0;
        for (List<Long> point : made) {
          long onTick = point.get(0) + to.get(0) - from.get(0);
          met += wanted.contains(List.of(onTick, point.get(1) + to.get(1) - from.get(1))) ? 1 : 0;
        }
        most = Math.max(most, met);
      }
    }
    double recall = (most - 1.0) / (wanted.size() - 1);
    double precision = (most - 1.0) / (made.size() - 1);
    return most == 1 ? 0 : 2 * recall * precision / (recall + precision);
  }

  private static Set<List<Long>> points(List<Note> notes) {
    Set<List<Long>> points = new HashSet<>();
    for (Note note : notes) {
      if (note.onTick() <= 4 * 960) {
        points.add(List.of(note.onTick(), (long) note.pitch()));
      }
    }
    return points;
  }
}
