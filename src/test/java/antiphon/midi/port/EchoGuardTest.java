package antiphon.midi.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.Test;

class EchoGuardTest {
  private static final long MS = 1_000_000;
  private static final int SUSTAIN = MidiMessages.CONTROLLER_SUSTAIN;

  /** Times are near the overflow of the clock. */
  private static final long START_NS = Long.MAX_VALUE - 70 * MS;

  private static final int ON = MidiMessages.noteOn(0, 60, 80);
  private static final int OFF = MidiMessages.noteOff(0, 60);
  private static final int PLAYERS_ON = MidiMessages.noteOn(0, 60, 81);

  private long echoes;
  private final EchoGuard guard = guard();

  @Test
  void shouldDropANoteThatComesBackAndItsEnd() {
    sent(ON, 0);
    assertTrue(isEcho(ON, 20));
    sent(OFF, 100);
    assertTrue(isEcho(OFF, 120));
    assertEquals(2, echoes);
  }

  @Test
  void shouldDropTheEndOfADroppedNoteHoweverLateItComes() {
    sent(ON, 0);
    assertTrue(isEcho(ON, 20));
    assertTrue(isEcho(MidiMessages.noteOn(0, 60, 0), 5_000), "a note-on of velocity 0 is an end");
    assertFalse(isEcho(OFF, 5_001), "one end to one note");
  }

  @Test
  void shouldLetPassWhatIsNotTheSameOrTooLate() {
    sent(ON, 0);
    assertFalse(isEcho(MidiMessages.noteOn(0, 61, 80), 1));
    assertFalse(isEcho(MidiMessages.noteOn(1, 60, 80), 1));
    assertFalse(isEcho(PLAYERS_ON, 1));
    assertFalse(isEcho(ON, 53));
    assertFalse(isEcho(OFF, 54));
    assertEquals(0, echoes);
  }

  @Test
  void shouldExcuseOneEchoForEachNoteThatWasSent() {
    sent(ON, 0);
    sent(ON, 1);
    assertTrue(isEcho(ON, 2));
    assertTrue(isEcho(ON, 3));
    assertFalse(isEcho(ON, 4));
  }

  @Test
  void shouldGuardEachGuardedInputForItselfAndNoOther() {
    EchoGuard two = new EchoGuard(3, 0b101, (what, count) -> echoes += count);
    two.sent(ON, START_NS);
    assertFalse(two.isEcho(MidiMessages.atPort(ON, 1), START_NS));
    assertFalse(two.isEcho(MidiMessages.atPort(ON, 7), START_NS));
    assertTrue(two.isEcho(MidiMessages.atPort(ON, 0), START_NS));
    assertTrue(two.isEcho(MidiMessages.atPort(ON, 2), START_NS));
    assertEquals(2, echoes);
  }

  @Test
  void shouldLetThePlayersOwnKeyOfThatPitchEndWhenHeLetsGo() {
    assertFalse(isEcho(PLAYERS_ON, 0));
    sent(ON, 10);
    assertTrue(isEcho(ON, 20));
    assertFalse(isEcho(OFF, 200), "nothing of the kind was sent");
    sent(OFF, 300);
    assertTrue(isEcho(OFF, 310));
  }

  @Test
  void shouldNotEndThePlayersKeyWhenAntiphonsNoteOfThatPitchEnds() {
    sent(ON, 0);
    assertTrue(isEcho(ON, 10));
    assertFalse(isEcho(PLAYERS_ON, 100));
    sent(OFF, 101);
    assertTrue(isEcho(OFF, 111));
    assertFalse(isEcho(OFF, 500));
  }

  @Test
  void shouldEndThePlayersKeyWithTheEchoWhenBothEndTogether() {
    sent(ON, 0);
    assertTrue(isEcho(ON, 10));
    assertFalse(isEcho(PLAYERS_ON, 100));
    sent(OFF, 200);
    assertTrue(isEcho(OFF, 205), "the player's, but nobody can know that");
    assertFalse(isEcho(OFF, 210), "so this one ends his key");
  }

  @Test
  void shouldEndAKeyWhoseEndMayHaveBeenDroppedAfterAWhileOrWhenAPortGoes() {
    long limitMs = EchoGuard.LONGEST_DOUBT_NS / MS;
    for (boolean portGoes : new boolean[] {false, true}) {
      sent(ON, 0);
      assertTrue(isEcho(ON, 10));
      assertFalse(isEcho(PLAYERS_ON, 100));
      sent(OFF, 200);
      assertTrue(isEcho(OFF, 205));
      List<Integer> ends = new ArrayList<>();
      guard.settle((message, timeNs) -> ends.add(message), START_NS + (205 + limitMs) * MS - MS);
      assertEquals(List.of(), ends);
      if (portGoes) {
        guard.release((message, timeNs) -> ends.add(message), START_NS + 206 * MS);
      } else {
        guard.settle((message, timeNs) -> ends.add(message), START_NS + (205 + limitMs) * MS + MS);
      }
      assertEquals(List.of(MidiMessages.atPort(OFF, 1)), ends);
      guard.release((message, timeNs) -> ends.add(message), START_NS + 1_000_000 * MS);
      assertEquals(1, ends.size(), "once");
    }
  }

  @Test
  void shouldExcuseNoEndOfANoteThatDidNotComeBack() {
    sent(ON, 0);
    assertTrue(isEcho(ON, 10));
    assertFalse(isEcho(PLAYERS_ON, 20));
    sent(ON, 100);
    sent(OFF, 110);
    assertFalse(isEcho(OFF, 120), "the loop was cut: this is the player's");
  }

  @Test
  void shouldDropControllersOnlyWhereANoteHasComeBack() {
    int pedal = MidiMessages.controlChange(0, SUSTAIN, 127);
    sent(pedal, 0);
    assertFalse(isEcho(pedal, 1), "no loop is known of");
    sent(ON, 2);
    assertTrue(isEcho(ON, 3));
    sent(pedal, 10);
    assertFalse(isEcho(MidiMessages.controlChange(0, SUSTAIN, 0), 11));
    assertTrue(isEcho(pedal, 11));
    long laterMs = EchoGuard.LOOP_NS / MS + 10;
    sent(pedal, laterMs);
    assertFalse(isEcho(pedal, laterMs + 1), "the loop may be gone");
    assertFalse(isEcho(MidiMessages.pack(0xF8, 0, 0), 11));
  }

  @Test
  void shouldDropAllThatComesBackOverACable() {
    Seeded.forSeeds(
        50,
        random -> {
          EchoGuard mine = guard();
          long latencyNs = random.nextLong(48 * MS);
          long nowNs = random.nextLong();
          PriorityQueue<long[]> cable = cable();
          List<Integer> down = new ArrayList<>();
          for (int i = 0; i < 3_000; i++) {
            nowNs += random.nextLong(8 * MS);
            int message = machine(random, down, i == 0);
            while (!cable.isEmpty() && cable.peek()[0] - nowNs <= 0) {
              long[] back = cable.remove();
              assertTrue(mine.isEcho((int) back[1], back[0]), Integer.toHexString((int) back[1]));
            }
            mine.sent(message, nowNs);
            if (MidiMessages.command(message) != MidiMessages.CONTROL_CHANGE || i > 20) {
              cable.add(new long[] {nowNs + latencyNs, MidiMessages.atPort(message, 1), i});
            }
          }
        });
  }

  @Test
  void shouldDropNothingOfAPlayerWhoseVelocitiesWereNotSent() {
    Seeded.forSeeds(
        50,
        random -> {
          EchoGuard mine = guard();
          long nowNs = random.nextLong();
          for (int i = 0; i < 5_000; i++) {
            nowNs += random.nextLong(3 * MS);
            int channel = random.nextInt(2);
            int pitch = 60 + random.nextInt(4);
            switch (random.nextInt(6)) {
              case 0 ->
                  mine.sent(MidiMessages.noteOn(channel, pitch, 1 + random.nextInt(63)), nowNs);
              case 1 -> mine.sent(MidiMessages.noteOff(channel, pitch), nowNs);
              case 2, 3 ->
                  assertFalse(
                      mine.isEcho(player(MidiMessages.noteOn(channel, pitch, 64 + i % 64)), nowNs));
              case 4 ->
                  assertFalse(mine.isEcho(player(MidiMessages.noteOff(channel, pitch)), nowNs));
              default ->
                  assertFalse(
                      mine.isEcho(player(MidiMessages.controlChange(0, SUSTAIN, i & 127)), nowNs));
            }
          }
        });
  }

  @Test
  void shouldNeitherLoseNorHangAPlayersKeyWhileAllThatIsSentComesBack() {
    Seeded.forSeeds(100, EchoGuardTest::playIntoALoop);
  }

  /**
   * A player and Antiphon on the same five keys; all that goes out, what the player plays too,
   * comes back after a while.
   */
  private static void playIntoALoop(Random random) {
    EchoGuard mine = guard(new long[1]);
    long latencyNs = MS + random.nextLong(45 * MS);
    PriorityQueue<long[]> events = cable();
    long order = 0;
    for (int pitch = 60; pitch < 65; pitch++) {
      long playerNs = 0;
      long machineNs = 0;
      for (int i = 0; i < 300; i++) {
        playerNs += random.nextLong(120 * MS);
        long playerOffNs = playerNs + random.nextLong(300 * MS);
        int playerVelocity = 64 + i % 64;
        events.add(
            new long[] {
              playerNs, player(MidiMessages.noteOn(0, pitch, playerVelocity)), 0, order++
            });
        events.add(new long[] {playerOffNs, player(MidiMessages.noteOff(0, pitch)), 0, order++});
        playerNs = playerOffNs;
        machineNs += random.nextLong(200 * MS);
        long machineOffNs = machineNs + random.nextLong(200 * MS);
        events.add(new long[] {machineNs, MidiMessages.noteOn(0, pitch, 1 + i % 63), 1, order++});
        events.add(new long[] {machineOffNs, MidiMessages.noteOff(0, pitch), 1, order++});
        machineNs = machineOffNs;
      }
    }
    HeldKeys heard = new HeldKeys();
    int playersOns = 0;
    long nowNs = 0;
    while (!events.isEmpty()) {
      long[] event = events.remove();
      nowNs = event[0];
      int message = (int) event[1];
      boolean machines = event[2] == 1;
      boolean echo = !machines && mine.isEcho(message, nowNs);
      if (!machines && MidiMessages.isNoteOn(message)) {
        assertEquals(event[2] == 2, echo, "an onset");
        playersOns += echo ? 0 : 1;
      }
      if (!machines && !echo) {
        heard.pass(message);
      }
      // what passes goes out again
      if (machines || !echo && event[2] == 0) {
        mine.sent(message, nowNs);
        events.add(new long[] {nowNs + latencyNs, player(message), 2, order++});
      }
    }
    assertEquals(5 * 300, playersOns);
    mine.release((message, timeNs) -> heard.pass(message), nowNs);
    assertFalse(heard.any(), "a key hangs");
  }

  @Test
  void shouldDropWhatAnotherThreadHasSent() throws InterruptedException {
    BlockingQueue<Integer> cable = new ArrayBlockingQueue<>(64);
    int notes = 200_000;
    Thread out =
        new Thread(
            () -> {
              for (int i = 0; i < notes; i++) {
                int on = MidiMessages.noteOn(i & 15, i * 7 & 127, 1 + i % 127);
                int off = MidiMessages.noteOff(i & 15, i * 7 & 127);
                send(cable, on, i * MS);
                send(cable, off, i * MS);
              }
            });
    out.start();
    int passed = 0;
    for (int i = 0; i < 2 * notes; i++) {
      passed += guard.isEcho(MidiMessages.atPort(cable.take(), 1), i / 2 * MS) ? 0 : 1;
    }
    out.join();
    assertEquals(0, passed);
  }

  private void send(BlockingQueue<Integer> cable, int message, long timeNs) {
    guard.sent(message, timeNs);
    try {
      cable.put(message);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void shouldAllocateNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    MidiReceiver nobody = (message, timeNs) -> {};
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 20; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 20_000; i++) {
        int message = MidiMessages.noteOn(i & 3, i & 127, i >>> 3 & 127);
        guard.sent(message, i * MS);
        guard.isEcho(MidiMessages.atPort(message, 1), i * MS + (i & 63) * MS);
        guard.settle(nobody, i * MS);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertEquals(0, least);
  }

  private static int machine(Random random, List<Integer> down, boolean note) {
    int kind = note ? 1 : random.nextInt(5);
    if (kind == 0) {
      return MidiMessages.controlChange(0, 1 + random.nextInt(100), random.nextInt(128));
    }
    if (kind < 3 || down.isEmpty()) {
      int pitch = 30 + random.nextInt(60);
      down.add(pitch);
      return MidiMessages.noteOn(0, pitch, 1 + random.nextInt(127));
    }
    return MidiMessages.noteOff(0, down.remove(random.nextInt(down.size())));
  }

  private static PriorityQueue<long[]> cable() {
    return new PriorityQueue<>(
        (a, b) ->
            a[0] != b[0]
                ? Long.signum(a[0] - b[0])
                : Long.compare(a[a.length - 1], b[b.length - 1]));
  }

  private static int player(int message) {
    return MidiMessages.atPort(message, 1);
  }

  private EchoGuard guard() {
    return new EchoGuard(
        2,
        0b10,
        (what, count) -> {
          assertEquals(PortCount.ECHOES, what);
          echoes += count;
        });
  }

  private static EchoGuard guard(long[] echoes) {
    return new EchoGuard(2, 0b10, (what, count) -> echoes[0] += count);
  }

  private void sent(int message, long atMs) {
    guard.sent(message, START_NS + atMs * MS);
  }

  private boolean isEcho(int message, long atMs) {
    return guard.isEcho(MidiMessages.atPort(message, 1), START_NS + atMs * MS);
  }
}
