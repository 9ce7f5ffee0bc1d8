package antiphon.live.schedule;

import antiphon.live.api.Counter;
import antiphon.live.api.Counters;
import antiphon.live.api.Owner;
import antiphon.live.api.RealTimeSafe;
import antiphon.live.api.Timing;
import antiphon.live.api.TimingRecorder;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.MidiSender;
import antiphon.music.note.NoteLedger;

/**
 * Sends messages at their deadlines to the outputs they are for, every note through the ledger of
 * its output. Ends of notes are never dropped; generated onsets that are too late are, and counted.
 * The account of what Antiphon played is kept as if it were one more output. Owned by the out
 * thread; given the time, it reads no clock.
 */
public final class Scheduler {
  public static final long NO_TICK = Long.MIN_VALUE;

  /**
   * Generated onsets later than this are not played: a note in the wrong beat is worse than none.
   */
  static final long LATEST_ONSET_NS = 150_000_000;

  private static final int CAPACITY = 8192;

  private final DeadlineHeap heap = new DeadlineHeap(CAPACITY);
  private final Routing routing;
  private final int account; // the output that is none: who hears it is the listener
  private final NoteLedger[] ledgers; // [output]
  private final int[][] pedalsDown; // [output][channel], as bits, by what passed through

  /** [output][key]: an end was left to another owner that holds the key. */
  private final boolean[][] leftToAnother;

  private final MidiSender sender;
  private final SentListener listener;
  private final Counters counters;
  private final TimingRecorder timings;
  private long cycleNs;
  private final int[] currentEpoch = new int[Owner.COUNT];
  private final long[] onsetsFrom =
      new long[Owner.COUNT]; // earlier arrivals begin no note any more
  private final NoteLedger.Release release = this::releaseNow;
  private long releaseNs;
  private int releaseOwner;
  private int releaseOutput;
  private final boolean[] orderStarted; // [input]
  private final long[] orderNs; // [input]

  /**
   * @param sender takes each message with the number of its output as its port
   * @param listener told of what the partner plays, once whatever outputs it goes to
   * @param timings told how late what is sent in its turn leaves
   */
  public Scheduler(
      Routing routing,
      MidiSender sender,
      SentListener listener,
      Counters counters,
      TimingRecorder timings) {
    this.routing = routing;
    this.sender = sender;
    this.listener = listener;
    this.counters = counters;
    this.timings = timings;
    account = routing.outputs();
    ledgers = new NoteLedger[account + 1];
    for (int output = 0; output < ledgers.length; output++) {
      ledgers[output] = new NoteLedger(Owner.COUNT);
    }
    pedalsDown = new int[account][NoteLedger.CHANNELS];
    leftToAnother = new boolean[ledgers.length][NoteLedger.CHANNELS * NoteLedger.PITCHES];
    orderStarted = new boolean[routing.inputs()];
    orderNs = new long[routing.inputs()];
  }

  /**
   * Takes a message to be sent at its deadline.
   *
   * @param owner {@link Owner#PARTNER}, or {@link Owner#THRU}: then the message's port is the input
   *     it came by, and it leaves in the order in which it came by that, whatever its time says; or
   *     {@link Owner#PASSED}, where nothing is to be sent of what a transport has passed
   */
  @RealTimeSafe
  public void add(int owner, int message, long deadlineNs, long tick, int epoch) {
    if (epoch - currentEpoch[owner] < 0) {
      return;
    }
    if (owner == Owner.PARTNER) {
      spread(owner, routing.playing(), message, deadlineNs, tick, epoch);
      place(owner, MidiMessages.atPort(message, account), deadlineNs, tick, epoch);
      return;
    }
    int input = MidiMessages.port(message);
    if (input >= orderNs.length) {
      return;
    }
    if (!orderStarted[input] || deadlineNs - orderNs[input] > 0) {
      orderStarted[input] = true;
      orderNs[input] = deadlineNs;
    }
    if (owner == Owner.THRU) {
      spread(owner, routing.sends(input), message, orderNs[input], tick, epoch);
    }
    spread(Owner.PASSED, routing.passes(input), message, orderNs[input], tick, epoch);
  }

  /** Ends what an owner has sounding, now, and forgets what it asked for before {@code epoch}. */
  @RealTimeSafe
  public void cancel(int owner, int epoch, long nowNs) {
    currentEpoch[owner] = epoch;
    drain(owner, nowNs);
  }

  /**
   * Ends all that an owner has sounding, now; onsets of its that wait are not played any more, and
   * pedals not pressed.
   */
  @RealTimeSafe
  public void drain(int owner, long nowNs) {
    onsetsFrom[owner] = heap.nextSequence();
    releaseNs = nowNs;
    for (int output = 0; output <= account; output++) {
      drain(owner, output);
    }
    if (owner == Owner.THRU) {
      drain(Owner.PASSED, nowNs);
      raisePedals(nowNs);
    }
  }

  /**
   * Ends all that sounds and forgets all that waits; the far sides are told on every channel to be
   * silent as well.
   */
  @RealTimeSafe
  public void panic(long nowNs) {
    heap.clear();
    drain(Owner.PARTNER, nowNs);
    drain(Owner.THRU, nowNs);
    for (long rest = routing.used(); rest != 0; rest &= rest - 1) {
      int output = Long.numberOfTrailingZeros(rest);
      for (int channel = 0; channel < NoteLedger.CHANNELS; channel++) {
        control(output, channel, MidiMessages.CONTROLLER_SUSTAIN, nowNs);
        control(output, channel, MidiMessages.CONTROLLER_ALL_NOTES_OFF, nowNs);
        control(output, channel, MidiMessages.CONTROLLER_ALL_SOUND_OFF, nowNs);
      }
    }
  }

  /**
   * Sends all that is due.
   *
   * @return whether anything was: what is only entered into a ledger changes what follows, too
   */
  @RealTimeSafe
  public boolean dispatch(long nowNs) {
    cycleNs = nowNs;
    boolean any = false;
    while (heap.size() > 0 && heap.deadlineNs() - nowNs <= 0) {
      int owner = heap.owner();
      int message = heap.message();
      long deadlineNs = heap.deadlineNs();
      long tick = heap.tick();
      boolean stale =
          heap.epoch() - currentEpoch[owner] < 0
              || heap.sequence() < onsetsFrom[owner]
                  && (MidiMessages.isNoteOn(message) || MidiMessages.isPedalDown(message));
      heap.removeFirst();
      any = true;
      if (!stale) {
        send(owner, message, deadlineNs, tick, nowNs);
      }
    }
    return any;
  }

  /**
   * Sends a message to the outputs that light controllers, now. What is lit is no note: it is in no
   * ledger, and no panic ends it.
   */
  @RealTimeSafe
  public void feedback(int message, long nowNs) {
    for (long rest = routing.lights(); rest != 0; rest &= rest - 1) {
      int output = Long.numberOfTrailingZeros(rest);
      int mapped = routing.channels(output).apply(message);
      if (mapped != 0) {
        sender.send(MidiMessages.atPort(mapped, output), nowNs);
        counters.count(Counter.MESSAGES_OUT);
      }
    }
  }

  /** Whether anything waits. */
  @RealTimeSafe
  public boolean waits() {
    return heap.size() > 0;
  }

  /** The deadline of the first that waits; only while {@link #waits}. */
  @RealTimeSafe
  public long nextDeadlineNs() {
    return heap.deadlineNs();
  }

  /** Notes that sound, at the output where most do. */
  @RealTimeSafe
  public int sounding() {
    int most = 0;
    for (int output = 0; output < account; output++) {
      most = Math.max(most, ledgers[output].sounding());
    }
    return most;
  }

  /** Takes a message to every output of a set, as it passes there. */
  private void spread(int owner, long set, int message, long deadlineNs, long tick, int epoch) {
    for (long rest = set; rest != 0; rest &= rest - 1) {
      int output = Long.numberOfTrailingZeros(rest);
      int mapped = routing.channels(output).apply(message);
      if (mapped != 0) {
        long leavesNs =
            owner == Owner.PARTNER ? deadlineNs - routing.latencyNs(output) : deadlineNs;
        place(owner, MidiMessages.atPort(mapped, output), leavesNs, tick, epoch);
      }
    }
  }

  private void place(int owner, int message, long deadlineNs, long tick, int epoch) {
    boolean end = MidiMessages.isEnd(message);
    if (heap.size() >= (end ? CAPACITY : CAPACITY / 2)) {
      counters.count(Counter.REFUSED_OUT);
      if (end) {
        drain(owner == Owner.PASSED ? Owner.THRU : owner, deadlineNs);
      }
      return;
    }
    heap.add(owner, message, deadlineNs, tick, epoch, end && owner == Owner.PARTNER);
  }

  private void send(int owner, int message, long deadlineNs, long tick, long nowNs) {
    int output = MidiMessages.port(message);
    NoteLedger ledger = ledgers[output];
    int channel = MidiMessages.channel(message);
    int pitch = MidiMessages.data1(message);
    if (MidiMessages.isNoteOn(message)) {
      if (owner == Owner.PARTNER && nowNs - deadlineNs > LATEST_ONSET_NS) {
        if (output == account) {
          counters.count(Counter.LATE_ONSETS_DROPPED);
        }
        return;
      }
      boolean sounded = ledger.on(owner, channel, pitch);
      if (sounded) {
        pass(
            owner,
            MidiMessages.atPort(MidiMessages.noteOff(channel, pitch), output),
            deadlineNs,
            tick);
      }
    } else if (MidiMessages.isNoteOff(message)) {
      if (ledger.owns(owner, channel, pitch)) {
        end(owner, message, deadlineNs, tick, ledger.off(owner, channel, pitch));
      }
      return;
    } else if (MidiMessages.command(message) == MidiMessages.CONTROL_CHANGE) {
      takeControl(owner, output, channel, pitch, MidiMessages.data2(message), nowNs);
    }
    pass(owner, message, deadlineNs, tick);
  }

  /**
   * An owner's note ends; it is told when no other holds the key. What a transport has passed
   * through has ended at its output earlier than here, perhaps before a note whose end was left to
   * it began there: then it is told again.
   */
  private void end(int owner, int message, long timeNs, long tick, boolean last) {
    int key = key(message);
    boolean[] left = leftToAnother[MidiMessages.port(message)];
    if (!last) {
      left[key] |= owner != Owner.PASSED;
      return;
    }
    if (left[key]) {
      deliver(owner, message, timeNs, tick);
    } else {
      pass(owner, message, timeNs, tick);
    }
    left[key] = false;
  }

  private static int key(int message) {
    return MidiMessages.channel(message) * NoteLedger.PITCHES + MidiMessages.data1(message);
  }

  /** What a controller that passes through means for what sounds. */
  private void takeControl(
      int owner, int output, int channel, int controller, int value, long nowNs) {
    if (output == account) {
      return;
    }
    if (MidiMessages.isPedal(controller)) {
      int bit = 1 << controller - MidiMessages.CONTROLLER_SUSTAIN;
      boolean down = value >= MidiMessages.PEDAL_DOWN;
      pedalsDown[output][channel] =
          down ? pedalsDown[output][channel] | bit : pedalsDown[output][channel] & ~bit;
    } else if (MidiMessages.endsAllNotes(controller)) {
      releaseNs = nowNs;
      releaseOwner = owner;
      releaseOutput = output;
      ledgers[output].drain(owner, channel, release);
    }
  }

  private void drain(int owner, int output) {
    releaseOwner = owner;
    releaseOutput = output;
    ledgers[output].drain(owner, release);
  }

  private void releaseNow(int channel, int pitch, boolean last) {
    int message = MidiMessages.atPort(MidiMessages.noteOff(channel, pitch), releaseOutput);
    leftToAnother[releaseOutput][key(message)] = !last;
    if (last) {
      deliver(releaseOwner, message, releaseNs, NO_TICK);
    }
  }

  private void raisePedals(long nowNs) {
    for (int output = 0; output < account; output++) {
      for (int channel = 0; channel < NoteLedger.CHANNELS; channel++) {
        for (int rest = pedalsDown[output][channel]; rest != 0; rest &= rest - 1) {
          int pedal = MidiMessages.CONTROLLER_SUSTAIN + Integer.numberOfTrailingZeros(rest);
          control(output, channel, pedal, nowNs);
        }
        pedalsDown[output][channel] = 0;
      }
    }
  }

  private void control(int output, int channel, int controller, long nowNs) {
    sender.send(
        MidiMessages.atPort(MidiMessages.controlChange(channel, controller, 0), output), nowNs);
  }

  /** Delivers in turn: what has been passed already is only entered. */
  private void pass(int owner, int message, long timeNs, long tick) {
    if (owner != Owner.PASSED) {
      if (MidiMessages.port(message) != account) {
        Timing timing = owner == Owner.PARTNER ? Timing.LATENESS : Timing.HOP_THRU;
        timings.record(timing, cycleNs - timeNs, 1);
      }
      deliver(owner, message, timeNs, tick);
    }
  }

  private void deliver(int owner, int message, long timeNs, long tick) {
    if (MidiMessages.port(message) == account) {
      listener.sent(MidiMessages.atPort(message, 0), timeNs, tick);
      return;
    }
    if (owner == Owner.PARTNER) {
      sender.sendOwn(message, timeNs);
    } else {
      sender.send(message, timeNs);
    }
    counters.count(Counter.MESSAGES_OUT);
  }
}
