package antiphon.live.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antiphon.Seeded;
import antiphon.live.api.Counters;
import antiphon.live.api.Owner;
import antiphon.live.api.TimingRecorder;
import antiphon.midi.port.ChannelMap;
import antiphon.midi.port.HeldKeys;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.MidiReceiver;
import antiphon.midi.port.MidiSender;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Attempts to leave a note sounding at a synthesiser that has pedals, by all that the scheduler can
 * be asked.
 */
class HangingNoteAttackTest {
  private static final long MS = 1_000_000;
  private static final int SUSTAIN = MidiMessages.CONTROLLER_SUSTAIN;
  private static final int SOSTENUTO = 66;
  private static final int[] HOLDS = {SUSTAIN, SOSTENUTO, 69};

  private Synthesiser synthesiser = new Synthesiser();
  private Scheduler scheduler = scheduler(Routing.of(true), synthesiser);

  @Test
  void shouldEndAllNotesOfAChannelThoughTheHeapIsHalfFull() {
    thru(MidiMessages.noteOn(0, 60, 80), 0);
    scheduler.dispatch(0);
    fill();
    thru(MidiMessages.controlChange(0, 123, 0), 0);
    scheduler.dispatch(2_000 * MS);
    assertEquals(0, synthesiser.sounding());
  }

  @Test
  void shouldRaiseAPedalThoughTheHeapIsHalfFull() {
    for (int hold : HOLDS) {
      synthesiser = new Synthesiser();
      scheduler = scheduler(Routing.of(true), synthesiser);
      thru(MidiMessages.noteOn(0, 60, 80), 0);
      thru(MidiMessages.controlChange(0, hold, 127), 0);
      thru(MidiMessages.noteOff(0, 60), 0);
      scheduler.dispatch(0);
      assertEquals(1, synthesiser.sounding());
      fill();
      thru(MidiMessages.controlChange(0, hold, 0), 0);
      scheduler.dispatch(2_000 * MS);
      assertEquals(0, synthesiser.sounding());
    }
  }

  @Test
  void shouldRaisePedalsWhenTheirEndFindsNoRoomAtAll() {
    thru(MidiMessages.noteOn(0, 60, 80), 0);
    thru(MidiMessages.controlChange(0, SUSTAIN, 127), 0);
    thru(MidiMessages.noteOff(0, 60), 0);
    scheduler.dispatch(0);
    for (int i = 0; i < 10_000; i++) {
      thru(MidiMessages.noteOff(1, 1), 1_000 * MS);
    }
    thru(MidiMessages.controlChange(0, SUSTAIN, 0), 0);
    scheduler.dispatch(2_000 * MS);
    assertEquals(0, synthesiser.sounding());
  }

  @Test
  void shouldNotPressAWaitingPedalOnceDrained() {
    for (int hold : HOLDS) {
      thru(MidiMessages.noteOn(0, 60, 80), 0);
      scheduler.dispatch(0);
      thru(MidiMessages.controlChange(0, hold, 127), 10 * MS);
      scheduler.drain(Owner.THRU, 5 * MS); // events were lost, the pedal's end among them
      scheduler.dispatch(10 * MS);
      assertEquals(0, synthesiser.sounding());
      assertEquals(0, synthesiser.pedals(), "controller " + hold);
    }
  }

  @Test
  void shouldRaiseEveryPedalThatHoldsNotesWhenDrainedAndInAPanic() {
    for (boolean panic : new boolean[] {false, true}) {
      for (int hold : HOLDS) {
        thru(MidiMessages.noteOn(0, 60, 80), 0);
        thru(MidiMessages.controlChange(0, hold, 127), 0);
        scheduler.dispatch(0);
        if (panic) {
          scheduler.panic(1);
        } else {
          scheduler.drain(Owner.THRU, 1);
        }
        assertEquals(0, synthesiser.sounding());
        assertEquals(0, synthesiser.pedals(), "controller " + hold);
      }
    }
  }

  @Test
  void shouldEndTheNotesOfTheOneChannelOnly() {
    thru(MidiMessages.noteOn(0, 60, 80), 0);
    thru(MidiMessages.noteOn(1, 60, 80), 0);
    thru(MidiMessages.controlChange(1, 123, 0), 0);
    scheduler.dispatch(0);
    assertEquals(1, synthesiser.sounding(), "somebody plays on another channel");
    assertEquals(1, scheduler.sounding());
  }

  @Test
  void shouldNotKeepOtherInputsWaitingForOneWhoseClockIsAhead() {
    Scheduler two =
        scheduler(
            new Routing(
                List.of(new Routing.Input(1, 0), new Routing.Input(1, 0)),
                List.of(new Routing.Output(ChannelMap.ALL, 0, true))),
            synthesiser);
    two.add(Owner.THRU, MidiMessages.noteOn(0, 60, 80), 1_000 * MS, 0, 0);
    two.add(Owner.THRU, MidiMessages.atPort(MidiMessages.noteOn(0, 62, 80), 1), 0, 0, 0);
    two.dispatch(0);
    assertEquals(1, synthesiser.sounding());
  }

  /**
   * The transport passes a player's short note on at once; Antiphon's note of that pitch, asked for
   * a little earlier, is placed after it, a period later; its end comes while the player's end is
   * still on its way here.
   */
  @Test
  void shouldEndANoteWhoseEndWasLeftToAnOwnerThatHadEndedAlready() {
    Scheduler passing =
        scheduler(
            new Routing(
                List.of(new Routing.Input(1, 1)),
                List.of(new Routing.Output(ChannelMap.ALL, 0, true))),
            synthesiser);
    synthesiser.send(MidiMessages.noteOn(0, 60, 70), 0); // by the transport
    synthesiser.send(MidiMessages.noteOff(0, 60), 0);
    passing.add(Owner.THRU, MidiMessages.noteOn(0, 60, 70), 0, 0, 0);
    passing.add(Owner.PARTNER, MidiMessages.noteOn(0, 60, 80), MS, 0, 0);
    passing.add(Owner.PARTNER, MidiMessages.noteOff(0, 60), 22 * MS, 0, 0);
    passing.dispatch(22 * MS);
    passing.add(Owner.THRU, MidiMessages.noteOff(0, 60), 22 * MS + 1, 0, 0);
    passing.dispatch(23 * MS);
    assertEquals(0, synthesiser.sounding());
  }

  @Test
  void shouldLeaveNothingSoundingAfterAStormOfNotesPedalsAndLossesThroughAnyMatrix() {
    Seeded.forSeeds(300, HangingNoteAttackTest::storm);
  }

  @Test
  void shouldLeaveNothingSoundingWhereATransportPassesThroughAheadOfWhatIsSent() {
    Seeded.forSeeds(300, HangingNoteAttackTest::passAhead);
  }

  /**
   * A transport passes a player's notes on at once, and what is sent a period later; news of what
   * it passed comes here after a while, or is lost.
   */
  private static void passAhead(Random random) {
    Synthesiser synthesiser = new Synthesiser();
    long periodNs = (1 + random.nextInt(24)) * MS;
    int longestWayNs = 1 + random.nextInt(random.nextBoolean() ? 2_000_000 : 40_000_000);
    Queue<long[]> placed = new ArrayDeque<>();
    Queue<long[]> news = new ArrayDeque<>();
    long[] nowNs = {0};
    Scheduler scheduler =
        scheduler(
            new Routing(
                List.of(new Routing.Input(1, 1)),
                List.of(new Routing.Output(ChannelMap.ALL, 0, true))),
            (message, timeNs) -> placed.add(new long[] {nowNs[0] + periodNs, message}));
    HeldKeys held = new HeldKeys();
    MidiReceiver transport =
        (message, timeNs) -> {
          held.pass(message);
          synthesiser.send(message, timeNs);
          news.add(new long[] {timeNs + random.nextInt(longestWayNs), message});
        };
    int epoch = 0;
    int steps = 5_000;
    for (int i = 0; i < steps + 2_000; i++) {
      nowNs[0] += MS / 2;
      while (!placed.isEmpty() && placed.peek()[0] <= nowNs[0]) {
        synthesiser.send((int) placed.remove()[1], nowNs[0]);
      }
      int pitch = 60 + random.nextInt(2);
      switch (i < steps ? random.nextInt(30) : 99) {
        case 0, 1, 2 -> transport.receive(MidiMessages.noteOn(0, pitch, 70), nowNs[0]);
        case 3, 4, 5 -> transport.receive(MidiMessages.noteOff(0, pitch), nowNs[0]);
        case 6 -> scheduler.cancel(Owner.PARTNER, ++epoch, nowNs[0]);
        case 7, 8, 9 -> {
          long deadlineNs = nowNs[0] + random.nextLong(20 * MS);
          long endNs = deadlineNs + MS + random.nextLong(100 * MS);
          scheduler.add(Owner.PARTNER, MidiMessages.noteOn(0, pitch, 80), deadlineNs, 0, epoch);
          scheduler.add(Owner.PARTNER, MidiMessages.noteOff(0, pitch), endNs, 0, epoch);
        }
        case 10 -> {
          if (random.nextInt(20) == 0 && !news.isEmpty()) {
            news.remove();
            scheduler.drain(Owner.THRU, nowNs[0]);
          } else if (random.nextInt(20) == 0) {
            held.release(transport, nowNs[0]);
          }
        }
        default -> {
          // time passes
        }
      }
      if (i == steps) {
        held.release(transport, nowNs[0]);
      }
      while (!news.isEmpty() && news.peek()[0] <= nowNs[0]) {
        scheduler.add(Owner.THRU, (int) news.remove()[1], nowNs[0], 0, 0);
      }
      scheduler.dispatch(nowNs[0]);
    }
    assertEquals(0, synthesiser.sounding());
    assertEquals(0, scheduler.sounding());
  }

  private static void storm(Random random) {
    int outputs = 1 + random.nextInt(3);
    int inputs = 1 + random.nextInt(3);
    ChannelMap some = ChannelMap.parse(List.of("1>2", "2>2", "3-9"));
    List<Routing.Output> out = new ArrayList<>();
    List<Synthesiser> synthesisers = new ArrayList<>();
    for (int i = 0; i < outputs; i++) {
      out.add(
          new Routing.Output(
              random.nextBoolean() ? ChannelMap.ALL : some,
              random.nextInt(20) * MS,
              random.nextBoolean()));
      synthesisers.add(new Synthesiser());
    }
    List<Routing.Input> in = new ArrayList<>();
    HeldKeys[] held = new HeldKeys[inputs];
    for (int i = 0; i < inputs; i++) {
      in.add(new Routing.Input(random.nextLong(1L << outputs), 0));
      held[i] = new HeldKeys();
    }
    Scheduler scheduler =
        scheduler(
            new Routing(in, out),
            (message, timeNs) ->
                synthesisers.get(MidiMessages.port(message)).send(message, timeNs));
    boolean crowded = random.nextInt(4) == 0;
    long nowNs = random.nextLong();
    int epoch = 0;
    for (int i = 0; i < 3_000; i++) {
      nowNs += random.nextLong(3 * MS);
      int input = random.nextInt(inputs);
      int message = MidiMessages.atPort(message(random), input);
      long stampNs = nowNs + (random.nextInt(5) == 0 ? random.nextLong(100 * MS) : 0);
      switch (random.nextInt(40)) {
        case 0 -> scheduler.cancel(Owner.PARTNER, ++epoch, nowNs);
        case 1 -> scheduler.drain(Owner.THRU, nowNs);
        case 2 -> scheduler.panic(nowNs);
        case 3 -> {
          long lostNs = nowNs;
          held[input].release(
              (end, timeNs) -> scheduler.add(Owner.THRU, end, timeNs, 0, 0), lostNs);
        }
        case 4, 5, 6, 7, 8, 9, 10 -> {
          int note = MidiMessages.noteOn(0, 60 + random.nextInt(4), 80);
          scheduler.add(Owner.PARTNER, note, nowNs + 20 * MS, 0, epoch);
          scheduler.add(
              Owner.PARTNER,
              MidiMessages.noteOff(0, MidiMessages.data1(note)),
              nowNs + (21 + random.nextInt(500)) * MS,
              0,
              epoch);
        }
        default -> {
          for (int n = crowded ? random.nextInt(40) : 1; n > 0; n--) {
            held[input].pass(message);
            scheduler.add(Owner.THRU, message, stampNs, 0, 0);
          }
        }
      }
      if (!crowded || random.nextInt(200) == 0) {
        scheduler.dispatch(nowNs);
      }
    }
    for (HeldKeys each : held) {
      each.release((end, timeNs) -> scheduler.add(Owner.THRU, end, timeNs, 0, 0), nowNs);
    }
    scheduler.dispatch(nowNs + 1_000 * MS);
    for (Synthesiser synthesiser : synthesisers) {
      assertEquals(0, synthesiser.pedals(), "pedals");
      assertEquals(0, synthesiser.sounding(), "notes");
    }
    assertEquals(0, scheduler.sounding());
  }

  private static int message(Random random) {
    int channel = random.nextInt(3);
    int pitch = 60 + random.nextInt(4);
    return switch (random.nextInt(12)) {
      case 0 ->
          MidiMessages.controlChange(
              channel, HOLDS[random.nextInt(HOLDS.length)], random.nextInt(128));
      case 1 -> MidiMessages.controlChange(channel, 120 + random.nextInt(8), 0);
      case 2 -> MidiMessages.controlChange(channel, 1, random.nextInt(128));
      case 3, 4, 5, 6 -> MidiMessages.noteOff(channel, pitch);
      default -> MidiMessages.noteOn(channel, pitch, random.nextInt(128));
    };
  }

  /** Fills half of the heap with what is due later. */
  private void fill() {
    for (int i = 0; i < 6_000; i++) {
      thru(MidiMessages.controlChange(5, 1, 1), 1_000 * MS);
    }
  }

  private void thru(int message, long timeNs) {
    scheduler.add(Owner.THRU, message, timeNs, 0, 0);
  }

  private static Scheduler scheduler(Routing routing, MidiSender sender) {
    return new Scheduler(
        routing, sender, (message, timeNs, tick) -> {}, new Counters(), TimingRecorder.NONE);
  }

  /**
   * A note sounds while its key is down or one of its channel's pedals is; of the modes it obeys
   * only "all sound off", so that it is of no help.
   */
  private static final class Synthesiser implements MidiSender {
    private final boolean[] keys = new boolean[16 * 128];
    private final boolean[] sounds = new boolean[16 * 128];
    private final boolean[][] pedals = new boolean[16][128];

    @Override
    public void send(int message, long timeNs) {
      int channel = MidiMessages.channel(message);
      int data1 = MidiMessages.data1(message);
      int key = channel * 128 + data1;
      if (MidiMessages.isNoteOn(message)) {
        keys[key] = true;
        sounds[key] = true;
      } else if (MidiMessages.isNoteOff(message)) {
        keys[key] = false;
      } else if (MidiMessages.command(message) == MidiMessages.CONTROL_CHANGE) {
        for (int hold : HOLDS) {
          if (data1 == hold) {
            pedals[channel][hold] = MidiMessages.data2(message) >= MidiMessages.PEDAL_DOWN;
          }
        }
        if (data1 == MidiMessages.CONTROLLER_ALL_SOUND_OFF) {
          for (int pitch = 0; pitch < 128; pitch++) {
            sounds[channel * 128 + pitch] = false;
            keys[channel * 128 + pitch] = false;
          }
        }
      }
      for (int i = channel * 128; i < channel * 128 + 128; i++) {
        sounds[i] &= keys[i] || pedals(channel) > 0;
      }
    }

    private int pedals(int channel) {
      int count = 0;
      for (int hold : HOLDS) {
        count += pedals[channel][hold] ? 1 : 0;
      }
      return count;
    }

    int pedals() {
      int count = 0;
      for (int channel = 0; channel < 16; channel++) {
        count += pedals(channel);
      }
      return count;
    }

    int sounding() {
      int count = 0;
      for (boolean sound : sounds) {
        count += sound ? 1 : 0;
      }
      return count;
    }
  }
}
