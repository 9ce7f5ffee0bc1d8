package antiphon.learn.compose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import antiphon.music.time.MusicalTime;
import antiphon.music.token.TokenEncoder;
import antiphon.net.LstmSpec;
import antiphon.net.LstmStepper;
import antiphon.net.LstmWeights;
import antiphon.net.StepKind;
import antiphon.net.Steppers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SeedSearchTest {
  private static final LstmStepper STEPPER =
      Steppers.create(StepKind.PLAIN, LstmWeights.random(LstmSpec.ofVocabulary(1, 16), 5));
  private static final int[] C_MINOR_HARMONIC = {0, 2, 3, 5, 7, 8, 11};

  @Test
  void shouldFindTheKeyOfMusicInEveryKey() {
    for (int tonic = 0; tonic < 12; tonic++) {
      double[] major = Tonality.soundingTicks(Tunes.major(48 + tonic, Meter.COMMON, 4).notes());
      assertEquals(new Tonality(tonic, false), Tonality.of(major));
      double[] minor = new double[12];
      for (int step : C_MINOR_HARMONIC) {
        minor[(step + tonic) % 12] = step == 0 || step == 7 ? 3 : step == 3 ? 2 : 1;
      }
      assertEquals(new Tonality(tonic, true), Tonality.of(minor));
    }
  }

  @Test
  void shouldCountKeysApartOnTheCircleOfFifths() {
    Tonality c = new Tonality(0, false);
    assertEquals(0, c.fifthsFrom(new Tonality(9, true)), "A minor has no accidentals either");
    assertEquals(1, c.fifthsFrom(new Tonality(7, false)));
    assertEquals(1, c.fifthsFrom(new Tonality(5, false)));
    assertEquals(6, c.fifthsFrom(new Tonality(6, false)));
    assertEquals(3, c.fifthsFrom(new Tonality(0, true)));
    assertEquals("A minor", new Tonality(2, true).transposed(-5).toString());
  }

  @Test
  void shouldTransposeThePieceThatFollowsIntoTheKeyOfTheFirst() {
    Score first = Tunes.major(50, Meter.COMMON, 8);
    for (int up = -6; up <= 6; up++) {
      HybridSeed seed = join(first, Tunes.major(50 + up, Meter.COMMON, 8), 4);
      SeedChoice second = seed.choices().get(1);
      assertEquals("D major", second.key());
      assertEquals(0, second.terms().get(JoinTerm.KEY));
      assertEquals(0, Math.floorMod(second.semitones() + up, 12));
      assertTrue(second.semitones() >= -5 && second.semitones() <= 6);
    }
  }

  @Test
  void shouldTakeWholeBarsAndSayWhich() {
    for (Meter meter : List.of(Meter.COMMON, new Meter(3, 4), new Meter(6, 8))) {
      Score a = TokenEncoder.quantise(Tunes.major(48, meter, 9));
      Score b = TokenEncoder.quantise(Tunes.major(53, meter, 9));
      HybridSeed seed = join(a, b, 2);
      Opening opening = seed.opening();
      long window = 2L * meter.clocksPerBar();
      assertEquals(2 * window, opening.endClock());
      List<Score> pieces = List.of(a, b);
      for (int i = 0; i < 2; i++) {
        SeedChoice choice = seed.choices().get(i);
        assertEquals(choice.firstBar() + 1, choice.lastBar());
        long start = (choice.firstBar() - 1L) * meter.clocksPerBar();
        long tick = MusicalTime.ticksOfClocks(i * window);
        List<Note> expected =
            Composer.until(pieces.get(i).excerpt(start, start + window), window).notes().stream()
                .map(note -> note.shifted(tick, choice.semitones()))
                .toList();
        assertEquals(expected, opening.sections().get(i).notes());
      }
      List<Note> both = new ArrayList<>(opening.sections().get(0).notes());
      both.addAll(opening.sections().get(1).notes());
      assertEquals(both.size(), opening.heard().notes().size());
    }
  }

  @Test
  void shouldChooseTheBarsInTheRightTextureMeterAndKey() {
    // after four bars of quiet tune come four of repeated clusters
    List<Note> notes = new ArrayList<>(Tunes.major(48, Meter.COMMON, 4).notes());
    for (int i = 0; i < 64; i++) {
      for (int pitch = 60; pitch < 66; pitch++) {
        long onTick = 16 * 960 + i * 240L;
        notes.add(new Note(Part.PARTNER, pitch, 72, onTick, onTick + 240));
      }
    }
    Score mixed = new Score(notes, 100, MeterMap.of(Meter.COMMON));
    SeedChoice second = join(Tunes.major(48, Meter.COMMON, 4), mixed, 4).choices().get(1);
    assertEquals(1, second.firstBar());
    assertTrue(second.terms().get(JoinTerm.DENSITY) < 0.1);
    assertEquals(0, second.terms().get(JoinTerm.METER));
  }

  @Test
  void shouldMeetANewMeterAtTheJoin() {
    HybridSeed seed =
        join(Tunes.major(48, Meter.COMMON, 4), Tunes.major(48, new Meter(3, 4), 4), 4);
    MeterMap meters = seed.opening().heard().meters();
    assertEquals(Meter.COMMON, meters.meterAt(4 * 96 - 1));
    assertEquals(new Meter(3, 4), meters.meterAt(4 * 96));
    assertEquals(1, seed.choices().get(1).terms().get(JoinTerm.METER));
    HybridSeed halves =
        join(Tunes.major(48, Meter.COMMON, 4), Tunes.major(48, new Meter(2, 4), 4), 4);
    assertEquals(0.25, halves.choices().get(1).terms().get(JoinTerm.METER));
  }

  @Test
  void shouldNoticeNotesThatTheCutGoesThrough() {
    List<Note> notes = List.of(Tunes.note(60, 0, 4), Tunes.note(64, 2, 4), Tunes.note(67, 4, 4));
    Score piece = new Score(notes, 100, MeterMap.of(Meter.COMMON));
    List<SeedWindow> windows = SeedWindow.of("piece", piece, 1, 8);
    assertEquals(2, windows.size());
    assertEquals(0.5, windows.get(0).cutAtEnd(), "64 of 60 and 64");
    assertEquals(0.5, windows.get(1).cutAtStart());
    assertEquals(0, windows.get(0).cutAtStart());
    assertEquals(4 * 960L, windows.get(0).score().endTick(), "and cuts them");
    assertEquals(96, windows.get(1).pastClocks());
  }

  @Test
  void shouldLeaveOutBarsWithoutOnsetsAndChangesOfMeter() {
    List<Note> notes = List.of(Tunes.note(60, 0, 1), Tunes.note(60, 4, 1), Tunes.note(62, 12, 1));
    Score gap = new Score(notes, 100, MeterMap.of(Meter.COMMON));
    assertEquals(1, SeedWindow.of("gap", gap, 2, 8).size());
    MeterMap change =
        new MeterMap(
            List.of(
                new MeterMap.Change(0, Meter.COMMON), new MeterMap.Change(192, new Meter(3, 4))));
    Score changing = new Score(Tunes.major(48, Meter.COMMON, 5).notes(), 100, change);
    for (SeedWindow window : SeedWindow.of("changing", changing, 2, 8)) {
      assertTrue(window.firstBar() != 2, "bars 2 and 3 have different meters");
    }
  }

  @Test
  void shouldSayWhichPieceIsTooShort() {
    Score tune = Tunes.major(48, Meter.COMMON, 4);
    Exception error =
        assertThrows(IllegalArgumentException.class, () -> join(tune, tune.excerpt(0, 96), 2));
    assertTrue(error.getMessage().startsWith("b.mid has no 2 bars"), error.getMessage());
  }

  @Test
  void shouldBeAsSurprisedAsTheSumOfItsTokensSays() {
    Seeded.forSeeds(
        5,
        random -> {
          Surprise surprise = new Surprise(STEPPER);
          Score tune = Tunes.major(40 + random.nextInt(20), Meter.COMMON, 4);
          // the whole is the mean of its halves, by notes
          double whole = surprise.natsPerNote(tune, 0, 4 * 96) * count(tune, 0, 4);
          double first = surprise.natsPerNote(tune, 0, 2 * 96) * count(tune, 0, 2);
          assertTrue(whole > first && first > 0);
        });
  }

  private static long count(Score score, int fromBar, int untilBar) {
    return score.excerpt(fromBar * 96L, untilBar * 96L).notes().size();
  }

  private static HybridSeed join(Score a, Score b, int bars) {
    HybridSeed seed = new SeedSearch(STEPPER, bars).join(List.of("a.mid", "b.mid"), List.of(a, b));
    double cost = 0;
    Map<JoinTerm, Double> terms = seed.choices().get(1).terms();
    for (JoinTerm term : JoinTerm.values()) {
      assertEquals(term != JoinTerm.DISSONANCE, terms.containsKey(term), term.toString());
      cost += term.weight() * terms.getOrDefault(term, 0.0);
    }
    assertEquals(cost, seed.choices().get(1).cost(), 1e-9);
    return seed;
  }
}
