package antiphon.learn.compose;

import static antiphon.music.token.Vocabulary.MAX_DUR_CLOCKS;
import static antiphon.music.token.Vocabulary.PITCHES;

import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.Grid;
import antiphon.music.time.MeterMap;
import antiphon.music.time.MusicalTime;
import antiphon.music.token.Grammar;
import antiphon.music.token.NoteCollector;
import antiphon.music.token.TokenEncoder;
import antiphon.music.token.TokenReader;
import antiphon.music.token.Vocabulary;
import antiphon.net.LstmStepper;
import antiphon.net.TokenSampler;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * Composes on from where a prompt ends. The same stepper, settings, seed and prompt give the same
 * notes. Not thread-safe; one composer may compose any number of times, each time anew.
 */
public final class Composer {
  /** Makes what the composer draws from; it is then told all tokens of the prompt. */
  @FunctionalInterface
  interface Listening {
    Expectation begin(MeterMap meters);
  }

  private final LstmStepper stepper;
  private final TokenSampler sampler;
  private final Recall recall;
  private final long seed;
  private final boolean[] mask = new boolean[Vocabulary.SIZE];
  private LongConsumer progress = clock -> {};

  /**
   * @param seed of all that is drawn
   */
  public Composer(LstmStepper stepper, SamplingSettings sampling, long seed) {
    this.stepper = stepper;
    this.seed = seed;
    recall = sampling.recall();
    sampler = sampling.sampler();
  }

  /**
   * @param listener told the position in clocks whenever time has passed
   */
  public void onProgress(LongConsumer listener) {
    progress = listener;
  }

  /**
   * Composes on.
   *
   * @param prompt begins on a bar line at position 0; each note in the part that plays it. Notes
   *     that begin at or after {@code fromClock} are not heard; those that sound there end there
   * @param fromClock where the prompt ends, in clocks, on the grid; the first note comes here or
   *     later
   * @param clocks how long, 1 or more
   * @param speakers who may play
   * @throws IllegalArgumentException when an argument is not as said
   * @throws IllegalStateException when the model's output is no number
   */
  public Continuation compose(Score prompt, long fromClock, long clocks, Set<Part> speakers) {
    return compose(
        prompt,
        fromClock,
        clocks,
        speakers,
        meters -> new RecallingExpectation(stepper, meters, recall));
  }

  /**
   * Composes on under changing influences; nothing is recalled but by them.
   *
   * @param opening begins with the first window of the seed
   * @param seed whose pieces are the influences
   * @param blockBars 1 or more: after so many bars the next bars of each piece are heard, and
   *     {@link Morph#ALTERNATE} goes to the next piece
   */
  public Continuation morph(
      Opening opening,
      HybridSeed seed,
      Morph morph,
      int blockBars,
      long clocks,
      Set<Part> speakers) {
    if (blockBars < 1) {
      throw new IllegalArgumentException("a block has 1 bar or more, not " + blockBars);
    }
    long fromClock = opening.endClock();
    return compose(
        opening.heard(),
        fromClock,
        clocks,
        speakers,
        meters ->
            new MorphingExpectation(
                stepper,
                meters,
                seed.influences(),
                morph,
                blockBars,
                fromClock,
                fromClock + clocks));
  }

  /** As {@link #compose(Score, long, long, Set)}, from another's expectation. */
  Continuation compose(
      Score prompt, long fromClock, long clocks, Set<Part> speakers, Listening listening) {
    if (fromClock < 0 || clocks < 1 || !Grid.contains(fromClock) || speakers.isEmpty()) {
      throw new IllegalArgumentException(
          "cannot compose " + clocks + " clocks from clock " + fromClock + " by " + speakers);
    }
    Grammar grammar = new Grammar();
    Guard guard = new Guard(prompt.meters());
    Expectation expectation = listening.begin(prompt.meters());
    for (int id : TokenEncoder.encode(until(prompt, fromClock))) {
      grammar.apply(id);
      guard.hear(id, grammar);
      expectation.hear(id, grammar);
    }
    guard.resetCounts();

    Set<Part> may = EnumSet.copyOf(speakers);
    NoteCollector collector = new NoteCollector();
    TokenReader reader = new TokenReader(grammar, collector);
    List<Integer> drawn = new ArrayList<>();
    long endClock = fromClock + clocks;
    for (long step = 0; ; step++) {
      grammar.mask(mask);
      allowOnly(may, grammar);
      guard.restrict(mask, grammar, fromClock);
      restUntil(fromClock, grammar);
      int id = sampler.sample(expectation.logits(mask), mask, seed, step);
      if (id == TokenSampler.NONE) {
        throw new IllegalStateException("the model's output is no number; use another model");
      }
      boolean passes = Vocabulary.kind(id) == Vocabulary.Kind.DUR;
      if (passes && grammar.positionClock() + Vocabulary.value(id) >= endClock) {
        break;
      }
      reader.read(id);
      guard.hear(id, grammar);
      expectation.hear(id, grammar);
      drawn.add(id);
      if (passes) {
        progress.accept(grammar.positionClock());
      }
    }
    endAll(grammar, collector, endClock);
    return new Continuation(
        prompt.withNotes(collector.finish()),
        drawn.stream().mapToInt(Integer::intValue).toArray(),
        guard.notesAtLimit(),
        guard.silencesAtLimit());
  }

  /** What begins before a position, ended there at the latest, on the grid. */
  static Score until(Score score, long clock) {
    long tick = MusicalTime.ticksOfClocks(clock);
    List<Note> notes = new ArrayList<>();
    // on the grid first: what would snap to the end is after it
    for (Note note : TokenEncoder.quantise(score).notes()) {
      if (note.onTick() < tick) {
        long offTick = Math.min(note.offTick(), tick);
        notes.add(new Note(note.part(), note.pitch(), note.velocity(), note.onTick(), offTick));
      }
    }
    return score.withNotes(notes);
  }

  private void allowOnly(Set<Part> may, Grammar grammar) {
    boolean speakerMay = may.contains(grammar.speaker());
    for (int id = 0; id < Vocabulary.SIZE; id++) {
      mask[id] &=
          switch (Vocabulary.kind(id)) {
            case NOTE_ON, NOTE_OFF, VELOCITY -> speakerMay;
            case PART -> may.contains(Part.of(Vocabulary.value(id)));
            case DUR, START -> true;
          };
    }
  }

  /** Before the end of the prompt only time may pass, and so much that nothing comes before it. */
  private void restUntil(long clock, Grammar grammar) {
    long gap = clock - grammar.positionClock();
    if (gap > 0) {
      for (int id = 0; id < Vocabulary.SIZE; id++) {
        mask[id] &=
            Vocabulary.kind(id) == Vocabulary.Kind.DUR
                && Vocabulary.value(id) >= Math.min(gap, MAX_DUR_CLOCKS);
      }
    }
  }

  private static void endAll(Grammar grammar, NoteCollector collector, long endClock) {
    for (int ordinal = 0; ordinal < Part.COUNT; ordinal++) {
      for (int pitch = 0; pitch < PITCHES; pitch++) {
        if (grammar.sounds(Part.of(ordinal), pitch)) {
          collector.noteOff(endClock, Part.of(ordinal), pitch);
        }
      }
    }
  }
}
