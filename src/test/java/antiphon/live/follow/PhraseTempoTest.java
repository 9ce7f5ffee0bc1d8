package antiphon.live.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.RandomMusic;
import antiphon.Seeded;
import antiphon.midi.file.MidiFileReader;
import antiphon.midi.file.MidiPiece;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.Meter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PhraseTempoTest {
  private static final int PROMPT_CLOCKS = 16 * 24;
  private static final long PROMPT_TICKS = 16 * 960;

  @Test
  void shouldFindTheTimeOfRealMusicPlayedUnevenly() throws Exception {
    int phrases = 0;
    int tempi = 0;
    int beats = 0;
    try (Stream<Path> files = Files.list(Path.of("src", "test", "resources", "pieces"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".mid")).sorted().toList()) {
        MidiPiece piece = MidiFileReader.read(file);
        Score score = piece.asPart(Part.PLAYER);
        Random random = new Random(1);
        long bar = 0;
        while (bar * 40 + PROMPT_TICKS < score.endTick()) {
          Meter meter = score.meters().meterAt(bar);
          List<Note> notes = Score.between(score.notes(), bar, bar + PROMPT_CLOCKS);
          for (double tempoBpm = 60; notes.size() >= 16 && tempoBpm <= 180; tempoBpm += 30) {
            TempoTrial.Outcome outcome =
                TempoTrial.play(
                    notes,
                    meter,
                    PROMPT_TICKS,
                    tempoBpm,
                    tempoBpm * (1 + random.nextGaussian() * .02),
                    new PhraseTempo(meter),
                    random);
            phrases++;
            tempi += outcome.tempoRight() ? 1 : 0;
            beats += outcome.beatRight() ? 1 : 0;
          }
          bar = score.meters().nextBarLine(bar + PROMPT_CLOCKS - 1);
        }
      }
    }
    System.out.println("pieces: " + phrases + " phrases, tempo " + tempi + ", beat " + beats);
    assertTrue(phrases >= 20, phrases + " phrases");
    assertTrue(tempi >= .9 * phrases, tempi + " of " + phrases);
    assertTrue(beats >= .85 * phrases, beats + " of " + phrases);
  }

  @Test
  void shouldFindTempoAndBeatOfPlainMusicWithoutKnowingATempo() {
    Seeded.forSeeds(
        40,
        random -> {
          PhraseTempo tempo = new PhraseTempo(Meter.COMMON);
          double bpm = 85 + random.nextInt(40);
          double quarterMs = 60_000 / bpm;
          long originNs = random.nextLong();
          // quarter notes, some of them split in two
          for (int beat = 0; beat < 16; beat++) {
            double ms = beat * quarterMs;
            int pitch = 60 + random.nextInt(12);
            onset(tempo, originNs, ms + random.nextGaussian() * 10, pitch);
            onset(tempo, originNs, ms + 5 + random.nextGaussian() * 3, 40 + random.nextInt(7));
            if (random.nextInt(4) == 0) {
              onset(tempo, originNs, ms + quarterMs / 2, pitch + 2);
            }
          }
          TempoEstimate estimate = tempo.estimate(PhraseTempo.UNKNOWN);
          // the half is as good an answer
          double level = estimate.tempoBpm() < .75 * bpm ? .5 : 1;
          assertEquals(level * bpm, estimate.tempoBpm(), .02 * level * bpm);
          double beats = (estimate.atBeatNs() - originNs) / 1e6 / quarterMs;
          assertEquals(Math.rint(beats), beats, .1);
          assertTrue(estimate.confidence() > .25, "confidence " + estimate.confidence());
          double toBar = (estimate.atBeatNs() - estimate.atBarNs()) / (double) estimate.beatNs();
          assertEquals(Math.rint(toBar), toBar, 1e-6);
          assertTrue(toBar > -.5 && toBar < 3.5, "bar line " + toBar + " beats before");
        });
  }

  @Test
  void shouldGiveTheSameAnswerForTheSamePhraseAtAnyInstantOfTheClock() {
    Seeded.forSeeds(
        20,
        random -> {
          Score score = RandomMusic.score(random, 60);
          TempoEstimate first = estimate(score, 0);
          TempoEstimate second = estimate(score, Long.MAX_VALUE - 1_000_000_000L);
          assertEquals(first.quarterNs(), second.quarterNs());
          assertEquals(first.confidence(), second.confidence());
          assertEquals(first.atBeatNs(), second.atBeatNs() - (Long.MAX_VALUE - 1_000_000_000L));
        });
  }

  @Test
  void shouldTakeEveryMeter() {
    for (int beats = 1; beats <= 32; beats += 1 + beats / 4) {
      for (int unit = 1; unit <= 32; unit *= 2) {
        Meter meter = new Meter(beats, unit);
        PhraseTempo tempo = new PhraseTempo(meter);
        Random random = new Random(beats);
        for (int i = 0; i < 30; i++) {
          onset(tempo, 0, i * 250 + random.nextGaussian() * 5, 48 + random.nextInt(24));
        }
        TempoEstimate estimate = tempo.estimate(120);
        assertTrue(estimate.tempoBpm() > 30 && estimate.tempoBpm() < 240, meter + " " + estimate);
        assertTrue(estimate.confidence() >= 0 && estimate.confidence() <= 1, meter.toString());
        assertTrue(estimate.atBeatNs() <= 29 * 250_000_000L + 20_000_000L, meter.toString());
      }
    }
  }

  @Test
  void shouldBeLessSureOfMusicWithoutABeat() {
    double sum = 0;
    for (int seed = 1; seed <= 40; seed++) {
      Random random = new Random(seed);
      PhraseTempo tempo = new PhraseTempo(Meter.COMMON);
      double ms = 0;
      for (int i = 0; i < 40; i++) {
        onset(tempo, 0, ms, 48 + random.nextInt(24));
        ms += 120 - 300 * Math.log(1 - random.nextDouble());
      }
      sum += tempo.estimate(PhraseTempo.UNKNOWN).confidence();
    }
    System.out.println("mean confidence without a beat: " + sum / 40);
    assertTrue(sum / 40 < .4, "mean confidence " + sum / 40);
  }

  @Test
  void shouldSayNothingOfAFewNotesAndKeepTheTempo() {
    PhraseTempo tempo = new PhraseTempo(Meter.parse("3/4"));
    TempoEstimate silence = tempo.estimate(90);
    assertEquals(0, silence.confidence());
    assertEquals(90, silence.tempoBpm(), 1e-6);
    for (int i = 0; i < 4; i++) {
      onset(tempo, 0, i * 500, 60);
    }
    assertEquals(0, tempo.estimate(90).confidence());
    assertEquals(90, tempo.estimate(90).tempoBpm(), 1e-6);
    // a cluster is one instant, however many notes
    tempo.reset();
    for (int i = 0; i < 100; i++) {
      onset(tempo, 0, i % 5, i);
    }
    assertEquals(0, tempo.estimate(90).confidence());
  }

  @Test
  void shouldKeepToTheLastNotesOfALongPhrase() {
    PhraseTempo tempo = new PhraseTempo(Meter.COMMON);
    double ms = 0;
    for (int i = 0; i < 2000; i++) {
      // the first half in another tempo
      onset(tempo, 0, ms, i % 4 == 0 ? 40 : 60 + i % 3);
      ms += i < 1000 ? 450 : 600;
    }
    assertEquals(100, tempo.estimate(100).tempoBpm(), .5);
  }

  private static TempoEstimate estimate(Score score, long originNs) {
    PhraseTempo tempo = new PhraseTempo(Meter.COMMON);
    for (Note note : score.notes()) {
      tempo.onset(originNs + note.onTick() * 520_833, note.pitch(), note.velocity());
    }
    return tempo.estimate(PhraseTempo.UNKNOWN);
  }

  private static void onset(PhraseTempo tempo, long originNs, double ms, int pitch) {
    tempo.onset(originNs + Math.round(ms * 1e6), pitch, 80);
  }
}
