package antiphon.learn.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.RandomMusic;
import antiphon.Seeded;
import antiphon.learn.corpus.TokenWindow;
import antiphon.learn.evaluate.CanonicalNotes.Velocity;
import antiphon.midi.file.MidiPiece;
import antiphon.midi.file.MidiTrack;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import antiphon.music.token.Grammar;
import antiphon.music.token.TokenEncoder;
import antiphon.music.token.Vocabulary;
import antiphon.music.token.Vocabulary.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CanonicalScorerTest {
  private static final MeterMap METERS = MeterMap.of(Meter.COMMON);

  @Test
  void shouldGiveAllThatMayComeNextTogetherTheProbabilityOneInOneVelocity() {
    Seeded.forSeeds(
        15,
        random -> {
          Part part = Part.of(random.nextInt(Part.COUNT));
          int[] tokens = TokenEncoder.encode(music(random, part, Velocity.SAME));
          int[] heard = Arrays.copyOf(tokens, random.nextInt(random.nextBoolean() ? 3 : 60));
          Grammar grammar = grammarAfter(heard);
          boolean silent = Arrays.stream(heard).allMatch(id -> Vocabulary.kind(id) == Kind.DUR);
          boolean partAhead = part == Part.PARTNER && silent;
          CanonicalScorer scorer = new CanonicalScorer(Listener.random(2));
          double sum = 0;
          for (int id = 0; id < Vocabulary.SIZE; id++) {
            Kind kind = Vocabulary.kind(id);
            if (grammar.legal(id) && kind != Kind.PART && kind != Kind.VELOCITY) {
              int[] next =
                  partAhead && kind != Kind.DUR
                      ? new int[] {Vocabulary.part(part), id}
                      : new int[] {id};
              sum += share(scorer, part, heard, next, Velocity.SAME);
            }
          }
          assertEquals(1, sum, 1e-9);
        });
  }

  @Test
  void shouldGiveAllThatMayComeNextTogetherTheProbabilityOneWhateverVelocityIsKnown() {
    Seeded.forSeeds(
        15,
        random -> {
          int[] tokens = TokenEncoder.encode(music(random, Part.PLAYER, Velocity.OWN));
          int length = random.nextInt(60);
          while (length > 0 && Vocabulary.kind(tokens[length - 1]) == Kind.VELOCITY) {
            length--;
          }
          int[] heard = Arrays.copyOf(tokens, length);
          Grammar grammar = grammarAfter(heard);
          int bin = random.nextInt(Vocabulary.VELOCITY_BINS); // of the next note, if one begins
          boolean said = bin != grammar.velocityBin(Part.PLAYER);
          CanonicalScorer scorer = new CanonicalScorer(Listener.random(4));
          double sum = 0;
          for (int id = 0; id < Vocabulary.SIZE; id++) {
            Kind kind = Vocabulary.kind(id);
            if (grammar.legal(id) && kind != Kind.PART && kind != Kind.VELOCITY) {
              int[] next =
                  said && kind == Kind.NOTE_ON
                      ? new int[] {Vocabulary.velocity(bin), id}
                      : new int[] {id};
              sum += share(scorer, Part.PLAYER, heard, next, Velocity.OWN);
            }
          }
          assertEquals(1, sum, 1e-9);
        });
  }

  @Test
  void shouldCountChoicesWhereAllAreAlike() {
    CanonicalScorer scorer = new CanonicalScorer(Listener.withoutOpinion());
    Score score =
        new Score(
            List.of(new Note(Part.PARTNER, 60, 72, 960, 1920)), 120, METERS); // at clock 24, for 24
    CanonicalScorer.Likelihood found = scorer.score(score, Velocity.SAME);
    // from a quarter: the lengths to the grid positions of two quarters
    int durs = 32;
    double expected =
        Math.log(durs + 1) // DUR 24, or PART: a note now
            + Math.log(1) // PART: no rest may follow a rest
            + Math.log(128) // ON 60, after PART
            + Math.log(127 - 60 + durs) // DUR 24, or a higher onset
            + Math.log(1 + 127); // OFF 60, or another onset
    assertEquals(expected, found.nats(), 1e-6);
    assertEquals(1, found.notes());
    assertEquals(4, found.events(), "PART is none");
    assertEquals(2, found.quarters());
  }

  @Test
  void shouldCountThatANoteBeginsBeItsVelocitySaidOrNot() {
    CanonicalScorer scorer = new CanonicalScorer(Listener.withoutOpinion());
    for (int bin : new int[] {Grammar.INITIAL_VELOCITY_BIN, 6}) {
      Note note = new Note(Part.PLAYER, 60, Vocabulary.velocityOfBin(bin), 0, 960);
      double expected =
          Math.log((128 + 7 + 32) / (128 + 7.0)) // a note begins, and no rest
              + Math.log(128) // ON 60
              + Math.log(67 + 7 + 32) // DUR 24, or a higher onset with or without VELOCITY
              + Math.log(1 + 127 + 7); // OFF 60
      Score score = new Score(List.of(note), 120, METERS);
      assertEquals(expected, scorer.score(score, Velocity.OWN).nats(), 1e-6);
    }
  }

  @Test
  void shouldHearAPieceAsTrainingDoes() {
    Score score = music(new Random(8), Part.PARTNER, Velocity.OWN);
    Listener listener = Listener.random(1);
    new CanonicalScorer(listener).score(score, Velocity.OWN);
    TokenWindow window = TokenWindow.of(score, Integer.MAX_VALUE);
    assertArrayEquals(window.inputs(), Arrays.copyOf(listener.tokens(), window.steps()));
    assertArrayEquals(window.positions(), Arrays.copyOf(listener.positions(), window.steps()));
  }

  @Test
  void shouldSumFiguresOverPiecesAndTellHowTheyScatter() {
    CanonicalFigures figures = new CanonicalFigures();
    figures.add(new CanonicalScorer.Likelihood(30, 10, 20, 5));
    assertTrue(Double.isNaN(figures.natsPerNote().standardError()), "of one piece");
    figures.add(new CanonicalScorer.Likelihood(0, 0, 0, 0));
    figures.add(new CanonicalScorer.Likelihood(10, 10, 30, 5));
    assertEquals(2, figures.natsPerNote().ratio());
    assertEquals(0.8, figures.natsPerEvent().ratio(), 1e-12);
    assertEquals(4, figures.natsPerQuarter().ratio());
    // of two alike: 1, 2 or 3 nats a note, once, twice, once in four
    assertEquals(Math.sqrt(0.5), figures.natsPerNote().standardError(), 0.03);
    assertEquals(
        figures.natsPerNote().standardError(), figures.natsPerNote().standardError(), "seeded");
    RatioOfSums many = new RatioOfSums();
    Random random = new Random(3);
    for (int i = 0; i < 400; i++) {
      many.add(5 + 2 * random.nextGaussian(), 1);
    }
    assertEquals(0.1, many.standardError(), 0.01, "deviation by the root of the number");
  }

  /** A random piece of 60 tokens or more. */
  private static Score music(Random random, Part part, Velocity velocity) {
    List<Note> notes =
        RandomMusic.score(random, 120).notes().stream()
            .map(note -> note.withPart(Part.PLAYER).shifted(2880, 0))
            .sorted(Note.ORDER)
            .toList();
    MidiTrack track = new MidiTrack("", 0, notes);
    return CanonicalNotes.of(new MidiPiece(List.of(track), 120, METERS, 0), part, velocity);
  }

  private static Grammar grammarAfter(int[] tokens) {
    Grammar grammar = new Grammar();
    Arrays.stream(tokens).forEach(grammar::apply);
    return grammar;
  }

  /** How likely {@code next} is after {@code heard}. */
  private static double share(
      CanonicalScorer scorer, Part part, int[] heard, int[] next, Velocity velocity) {
    int[] both = Arrays.copyOf(heard, heard.length + next.length);
    System.arraycopy(next, 0, both, heard.length, next.length);
    double before = scorer.score(heard, part, METERS, velocity).nats();
    return Math.exp(before - scorer.score(both, part, METERS, velocity).nats());
  }
}
