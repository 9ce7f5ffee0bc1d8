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
import antiphon.music.token.TokenEncoder;
import antiphon.music.token.Vocabulary;
import antiphon.net.LstmStepper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Several memories of one model, each under the influence of a piece, mixed: p ∝ p₁^w₁ · p₂^w₂ · …,
 * with weights that move. All hear every token that is drawn. Since memories that hear the same
 * become alike, each is made anew every few bars: it hears the next bars of its piece, in the key
 * of the music and not heard by anybody else, and then the last bar of the music.
 */
final class MorphingExpectation implements Expectation {
  /** What sounds is told as if it ended so much later: beyond all that is heard of it. */
  private static final long SOUNDS_ON_CLOCKS = 96;

  /** What a memory made anew hears of the music: the more, the less the influence shows. */
  private static final int TAIL_BARS = 1;

  private static final long ALL = Long.MAX_VALUE;

  private final LstmStepper stepper;
  private final MeterMap meters;
  private final List<List<SeedWindow>> influences;
  private final Morph morph;
  private final int blockBars;
  private final long fromClock;
  private final long endClock;
  private final ModelMemory[] memories;
  private final double[] weights;
  private final float[] mixed;

  // the music so far
  private final List<Note> ended = new ArrayList<>();
  private final Note[][] sounding = new Note[Part.COUNT][PITCHES];
  private long positionClock;
  private boolean begun;
  private int block;
  private long nextBlockClock;

  /**
   * @param influences of each piece the windows that are heard, in turn; of the first piece the
   *     first window is what the music begins with
   * @param blockBars after how many bars the memories are made anew
   * @param fromClock where the continuation begins
   */
  MorphingExpectation(
      LstmStepper stepper,
      MeterMap meters,
      List<List<SeedWindow>> influences,
      Morph morph,
      int blockBars,
      long fromClock,
      long endClock) {
    this.stepper = stepper;
    this.meters = meters;
    this.influences = influences;
    this.morph = morph;
    this.blockBars = blockBars;
    this.fromClock = fromClock;
    this.endClock = endClock;
    memories = new ModelMemory[influences.size()];
    weights = new double[influences.size()];
    mixed = new float[stepper.spec().tokens()];
    nextBlockClock = barsAfter(fromClock, blockBars);
  }

  @Override
  public void hear(int token, Grammar grammar) {
    positionClock = grammar.positionClock();
    note(token, grammar);
    if (!begun) {
      return;
    }
    for (ModelMemory memory : memories) {
      memory.hear(token, grammar);
    }
    if (positionClock >= nextBlockClock) {
      do {
        block++;
        nextBlockClock = barsAfter(nextBlockClock, blockBars);
      } while (positionClock >= nextBlockClock);
      long tailClock = barsBefore(positionClock, TAIL_BARS);
      for (int i = 0; i < memories.length; i++) {
        List<SeedWindow> windows = influences.get(i);
        memories[i] = remember(windows.get(block % windows.size()), tailClock);
      }
    }
  }

  @Override
  public float[] logits(boolean[] mask) {
    if (!begun) {
      begin();
    }
    double progress = (double) (positionClock - fromClock) / (endClock - fromClock);
    morph.weigh(Math.max(0, progress), block, weights);
    Arrays.fill(mixed, 0);
    for (int i = 0; i < memories.length; i++) {
      if (weights[i] > 0) {
        float[] logits = memories[i].logits(mask);
        for (int id = 0; id < mixed.length; id++) {
          mixed[id] += mask[id] ? (float) (weights[i] * logits[id]) : 0;
        }
      }
    }
    return mixed;
  }

  /** Nothing of the continuation has been drawn, and nothing sounds. */
  private void begin() {
    begun = true;
    memories[0] = new ModelMemory(stepper, meters);
    hear(new Score(ended, 1, meters), ALL, memories[0]);
    for (int i = 1; i < memories.length; i++) {
      SeedWindow window = influences.get(i).get(0);
      Score heard = after(window, 0);
      memories[i] = new ModelMemory(stepper, heard.meters());
      hear(heard, ALL, memories[i]);
      memories[i].goOnIn(meters);
    }
  }

  /** A memory of a window and of the music from a bar line up to here. */
  private ModelMemory remember(SeedWindow window, long tailClock) {
    Score heard = after(window, tailClock);
    ModelMemory memory = new ModelMemory(stepper, heard.meters());
    hear(heard, window.clocks() + positionClock - tailClock, memory);
    memory.goOnIn(meters);
    return memory;
  }

  /** A window, and the music from a bar line after it; what sounds goes on for long. */
  private Score after(SeedWindow window, long tailClock) {
    List<Note> notes = new ArrayList<>(window.score().notes());
    long tailTick = MusicalTime.ticksOfClocks(tailClock);
    long shift = MusicalTime.ticksOfClocks(window.clocks()) - tailTick;
    for (Note note : ended) {
      if (note.offTick() > tailTick) {
        notes.add(cutBefore(tailTick, note, note.offTick()).shifted(shift, 0));
      }
    }
    for (Note[] ofPart : sounding) {
      for (Note note : ofPart) {
        if (note != null) {
          long offTick = MusicalTime.ticksOfClocks(positionClock + SOUNDS_ON_CLOCKS);
          notes.add(cutBefore(tailTick, note, offTick).shifted(shift, 0));
        }
      }
    }
    List<MeterMap.Change> changes = new ArrayList<>();
    changes.add(new MeterMap.Change(0, window.meter()));
    for (MeterMap.Change change : meters.from(tailClock).changes()) {
      changes.add(new MeterMap.Change(change.clock() + window.clocks(), change.meter()));
    }
    return new Score(notes, 1, new MeterMap(changes));
  }

  private static Note cutBefore(long tick, Note note, long offTick) {
    return new Note(
        note.part(), note.pitch(), note.velocity(), Math.max(tick, note.onTick()), offTick);
  }

  /** Hears all that happens before a position, and lets time pass up to there; or {@link #ALL}. */
  private static void hear(Score music, long untilClock, ModelMemory memory) {
    Grammar grammar = new Grammar();
    boolean whole = untilClock == ALL;
    long end = whole ? untilClock : Grid.from(untilClock);
    for (int id : TokenEncoder.encode(music)) {
      boolean passes = Vocabulary.kind(id) == Vocabulary.Kind.DUR;
      if (passes && Vocabulary.value(id) >= end - grammar.positionClock()) {
        break;
      }
      grammar.apply(id);
      memory.hear(id, grammar);
    }
    while (!whole && grammar.positionClock() < end) {
      int id = Vocabulary.dur((int) Math.min(MAX_DUR_CLOCKS, end - grammar.positionClock()));
      grammar.apply(id);
      memory.hear(id, grammar);
    }
  }

  private void note(int token, Grammar grammar) {
    Part part = grammar.speaker();
    long tick = MusicalTime.ticksOfClocks(positionClock);
    int pitch = Vocabulary.value(token);
    switch (Vocabulary.kind(token)) {
      case NOTE_ON -> {
        int velocity = Vocabulary.velocityOfBin(grammar.velocityBin(part));
        sounding[part.ordinal()][pitch] = new Note(part, pitch, velocity, tick, tick);
      }
      case NOTE_OFF -> {
        Note begunNote = sounding[part.ordinal()][pitch];
        ended.add(cutBefore(begunNote.onTick(), begunNote, tick));
        sounding[part.ordinal()][pitch] = null;
      }
      default -> {
        // time, velocity and speaker are the grammar's
      }
    }
  }

  private long barsAfter(long clock, int bars) {
    long line = clock - meters.clockInBar(clock);
    for (int i = 0; i < bars; i++) {
      line = meters.nextBarLine(line);
    }
    return line;
  }

  /** The bar line so many bars before the bar line at or before a position, or the first. */
  private long barsBefore(long clock, int bars) {
    long line = clock - meters.clockInBar(clock);
    for (int i = 0; i < bars && line > 0; i++) {
      line -= 1;
      line -= meters.clockInBar(line);
    }
    return Math.max(0, line);
  }
}
