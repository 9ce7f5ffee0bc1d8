package antiphon.live.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.live.api.KeyLock;
import antiphon.live.api.Parameter;
import antiphon.music.note.Part;
import antiphon.music.time.Meter;
import antiphon.music.time.MusicalTime;
import antiphon.music.token.Grammar;
import antiphon.music.token.Vocabulary;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GuardAllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int WARM_UP_ROUNDS = 4;
  private static final int TOKENS = 20_000;

  private final GuardRails rails = new GuardRails(Meter.COMMON);
  private final Grammar grammar = new Grammar();
  private final Past past = new Past();
  private final Past saved = new Past();
  private final boolean[] mask = new boolean[Vocabulary.SIZE];
  private final Random random = new Random(1);
  private int onsets;

  @Test
  void shouldAllocateNothingWhateverIsSet() {
    rails.set(Parameter.KEY_LOCK, KeyLock.FOUND.ordinal());
    rails.set(Parameter.CHORD_LOCK, 1);
    rails.set(Parameter.POLYPHONY, 3);
    rails.set(Parameter.DENSITY, 4);
    rails.set(Parameter.DENSITY_FOLLOW, 0.5);
    rails.set(Parameter.REGISTER_FOLLOW, 0.5);
    rails.set(Parameter.VELOCITY_FOLLOW, 0.5);
    rails.set(Parameter.REPETITION, 2);
    for (int round = 0; round < WARM_UP_ROUNDS; round++) {
      play();
    }
    long before = THREADS.getCurrentThreadAllocatedBytes();
    long itself = THREADS.getCurrentThreadAllocatedBytes() - before;
    before = THREADS.getCurrentThreadAllocatedBytes();
    play();
    long bytes = THREADS.getCurrentThreadAllocatedBytes() - before - itself;
    assertTrue(onsets > 1_000, "it has played");
    assertTrue(rails.keyConfidence() > 0);
    assertEquals(0, bytes);
  }

  private void play() {
    for (int i = 0; i < TOKENS; i++) {
      long clock = grammar.positionClock();
      if (i % 10 == 0) {
        hear(i, MusicalTime.ticksOfClocks(clock));
      }
      grammar.mask(mask);
      mask[Vocabulary.part(Part.PLAYER)] = false;
      rails.narrow(mask, grammar, past);
      int id = draw();
      if (id == Vocabulary.SIZE) {
        grammar.reset(clock);
        past.copyFrom(saved);
      } else {
        take(id);
      }
    }
  }

  private void hear(int i, long tick) {
    if (i % 50 == 0) {
      rails.callBegins(tick);
      rails.chordOff(i % 7);
      rails.chordOn((i + 1) % 7);
    }
    rails.noteOff(60 + (i + 9) % 12, tick);
    rails.noteOn(60 + i % 12, 80, tick);
    saved.copyFrom(past);
  }

  private int draw() {
    int start = random.nextInt(Vocabulary.SIZE);
    for (int i = 0; i < Vocabulary.SIZE; i++) {
      int id = (start + i) % Vocabulary.SIZE;
      if (mask[id]) {
        return id;
      }
    }
    return Vocabulary.SIZE;
  }

  private void take(int id) {
    grammar.apply(id);
    long clock = grammar.positionClock();
    int value = Vocabulary.value(id);
    if (grammar.speaker() == Part.PARTNER) {
      switch (Vocabulary.kind(id)) {
        case NOTE_ON -> {
          past.noteOn(value, clock);
          onsets += rails.velocity(grammar.velocityBin(Part.PARTNER)) > 0 ? 1 : 0;
        }
        case NOTE_OFF -> past.noteOff(value, clock);
        default -> rails.mustEnd(value, clock, past, grammar);
      }
    }
  }
}
