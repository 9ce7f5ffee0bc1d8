package antiphon.midi.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class HeldKeysTest {
  private static final int SUSTAIN = MidiMessages.CONTROLLER_SUSTAIN;

  private final HeldKeys held = new HeldKeys();

  @Test
  void shouldReleaseWhatIsDownAndNothingElse() {
    held.pass(MidiMessages.noteOn(0, 60, 80));
    held.pass(MidiMessages.noteOn(0, 64, 80));
    held.pass(MidiMessages.noteOn(15, 127, 1));
    held.pass(MidiMessages.noteOff(0, 60));
    held.pass(MidiMessages.controlChange(3, SUSTAIN, 64));
    held.pass(MidiMessages.controlChange(4, SUSTAIN, 127));
    held.pass(MidiMessages.controlChange(4, SUSTAIN, 63));
    held.pass(MidiMessages.pack(MidiMessages.PROGRAM_CHANGE, 64, 64));
    held.pass(MidiMessages.pack(0xF8, 0, 0));
    assertTrue(held.any());
    assertEquals(
        List.of(
            MidiMessages.noteOff(0, 64),
            MidiMessages.noteOff(15, 127),
            MidiMessages.controlChange(3, SUSTAIN, 0)),
        released());
    assertFalse(held.any());
    assertEquals(List.of(), released());
  }

  @Test
  void shouldTakeANoteOnOfVelocityZeroAsAnEnd() {
    held.pass(MidiMessages.noteOn(9, 63, 80));
    held.pass(MidiMessages.noteOn(9, 63, 0));
    assertFalse(held.any());
  }

  @Test
  void shouldEndAllKeysOfTheOneChannelByItsModes() {
    for (int controller : new int[] {120, 123, 124, 125, 126, 127}) {
      held.clear();
      held.pass(MidiMessages.noteOn(2, 10, 80));
      held.pass(MidiMessages.noteOn(2, 100, 80));
      held.pass(MidiMessages.noteOn(3, 100, 80));
      held.pass(MidiMessages.controlChange(2, controller, 0));
      assertEquals(List.of(MidiMessages.noteOff(3, 100)), released(), "controller " + controller);
    }
  }

  @Test
  void shouldKeepAPedalThroughModesAndResets() {
    for (int pedal : new int[] {SUSTAIN, 66, 69}) {
      held.pass(MidiMessages.controlChange(2, pedal, 127));
      held.pass(MidiMessages.controlChange(2, 121, 0));
      held.pass(MidiMessages.controlChange(2, 123, 0));
      assertTrue(held.any());
      assertEquals(List.of(MidiMessages.controlChange(2, pedal, 0)), released());
    }
    held.pass(MidiMessages.controlChange(2, 67, 127));
    assertFalse(held.any(), "the soft pedal holds nothing");
  }

  @Test
  void shouldReleaseAtThePortByWhichItCame() {
    held.pass(MidiMessages.noteOn(0, 60, 80) | 5 << 24);
    held.pass(MidiMessages.controlChange(0, SUSTAIN, 127) | 5 << 24);
    assertEquals(
        List.of(
            MidiMessages.noteOff(0, 60) | 5 << 24,
            MidiMessages.controlChange(0, SUSTAIN, 0) | 5 << 24),
        released());
  }

  @Test
  void shouldCopyAndForgetApartFromItsOriginal() {
    held.pass(MidiMessages.noteOn(1, 1, 1));
    HeldKeys copy = new HeldKeys();
    copy.pass(MidiMessages.noteOn(7, 7, 7));
    copy.copyFrom(held);
    held.clear();
    assertFalse(held.any());
    List<Integer> messages = new ArrayList<>();
    copy.release((message, timeNs) -> messages.add(message), 0);
    assertEquals(List.of(MidiMessages.noteOff(1, 1)), messages);
  }

  @Test
  void shouldAgreeWithASetOfKeys() {
    Seeded.forSeeds(
        50,
        random -> {
          held.clear();
          Set<Integer> keys = new HashSet<>();
          for (int i = 0; i < 3_000; i++) {
            int channel = random.nextInt(16);
            int pitch = random.nextInt(128);
            int velocity = random.nextInt(3);
            boolean on = random.nextBoolean();
            held.pass(
                on
                    ? MidiMessages.noteOn(channel, pitch, velocity)
                    : MidiMessages.noteOff(channel, pitch));
            if (on && velocity > 0) {
              keys.add(MidiMessages.noteOff(channel, pitch));
            } else {
              keys.remove(MidiMessages.noteOff(channel, pitch));
            }
          }
          assertEquals(keys, new HashSet<>(released()));
        });
  }

  @Test
  void shouldHandEachKeyToOneOfTwoThreadsThatRelease() throws InterruptedException {
    for (int round = 0; round < 200; round++) {
      for (int key = 0; key < 16 * 128; key++) {
        held.pass(MidiMessages.noteOn(key / 128, key % 128, 1));
      }
      AtomicIntegerArray ends = new AtomicIntegerArray(16 * 128);
      Runnable release =
          () ->
              held.release(
                  (message, timeNs) ->
                      ends.incrementAndGet(
                          MidiMessages.channel(message) * 128 + MidiMessages.data1(message)),
                  0);
      Thread other = new Thread(release);
      other.start();
      release.run();
      other.join();
      for (int key = 0; key < 16 * 128; key++) {
        assertEquals(1, ends.get(key), "key " + key);
      }
    }
  }

  @Test
  void shouldAllocateNothing() {
    var threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    HeldKeys copy = new HeldKeys();
    MidiReceiver nobody = (message, timeNs) -> {};
    long bytes = Long.MAX_VALUE;
    for (int round = 0; round < 20; round++) {
      long before = threads.getThreadAllocatedBytes(id);
      for (int i = 0; i < 10_000; i++) {
        held.pass(MidiMessages.noteOn(i & 15, i & 127, i & 64));
        held.pass(MidiMessages.controlChange(i & 15, SUSTAIN, i & 127));
        copy.copyFrom(held);
        if (i % 100 == 0 && copy.any()) {
          copy.release(nobody, i);
        }
      }
      bytes = Math.min(bytes, threads.getThreadAllocatedBytes(id) - before);
    }
    assertEquals(0, bytes);
  }

  private List<Integer> released() {
    List<Integer> messages = new ArrayList<>();
    held.release((message, timeNs) -> messages.add(message), 42);
    return messages;
  }
}
