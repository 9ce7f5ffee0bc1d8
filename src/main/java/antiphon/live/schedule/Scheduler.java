package antiphon.live.schedule;

import antiphon.live.api.Counter;
import antiphon.live.api.Counters;
import antiphon.live.api.RealTimeSafe;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.MidiSender;
import antiphon.music.note.NoteLedger;

/**
 * Sends messages at their deadlines, every note through the one ledger. Ends of notes are never
 * dropped; generated onsets that are too late are, and counted. Owned by the out thread; given the
 * time, it reads no clock.
 */
public final class Scheduler {
  public static final long NO_TICK = Long.MIN_VALUE;

  /**
   * Generated onsets later than this are not played: a note in the wrong beat is worse than none.
   */
  static final long LATEST_ONSET_NS = 150_000_000;

  private static final int CAPACITY = 8192;

  private final DeadlineHeap heap = new DeadlineHeap(CAPACITY);
  private final NoteLedger ledger;
  private final MidiSender sender;
  private final SentListener listener;
  private final Counters counters;
  private final int[] currentEpoch;
  private final long[] onsetsFrom; // [owner]: earlier arrivals begin no note any more
  private final int inOrderOwner;
  private final boolean[] pedalDown = new boolean[NoteLedger.CHANNELS];
  private final NoteLedger.Release release = this::releaseNow;
  private long releaseNs;
  private int releaseOwner;
  private boolean orderStarted;
  private long orderNs;

  /**
   * @param inOrderOwner the owner whose messages leave in the order in which they came, whatever
   *     their times say: what is passed through
   */
  public Scheduler(
      int owners, int inOrderOwner, MidiSender sender, SentListener listener, Counters counters) {
    this.inOrderOwner = inOrderOwner;
    onsetsFrom = new long[owners];
    ledger = new NoteLedger(owners);
    currentEpoch = new int[owners];
    this.sender = sender;
    this.listener = listener;
    this.counters = counters;
  }

  /** Takes a message to be sent at its deadline. */
  @RealTimeSafe
  public void add(int owner, int message, long deadlineNs, long tick, int epoch) {
    if (epoch - currentEpoch[owner] < 0) {
      return;
    }
    boolean end = MidiMessages.isNoteOff(message);
    if (heap.size() >= (end ? CAPACITY : CAPACITY / 2)) {
      counters.count(Counter.REFUSED_OUT);
      if (end) {
        drain(owner, deadlineNs);
      }
      return;
    }
    if (owner == inOrderOwner) {
      orderNs = orderStarted && deadlineNs - orderNs < 0 ? orderNs : deadlineNs;
      orderStarted = true;
      heap.add(owner, message, orderNs, tick, epoch, false);
    } else {
      heap.add(owner, message, deadlineNs, tick, epoch, end);
    }
  }

  /** Ends what an owner has sounding, now, and forgets what it asked for before {@code epoch}. */
  @RealTimeSafe
  public void cancel(int owner, int epoch, long nowNs) {
    currentEpoch[owner] = epoch;
    drain(owner, nowNs);
  }

  /** Ends all that an owner has sounding, now; onsets of its that wait are not played any more. */
  @RealTimeSafe
  public void drain(int owner, long nowNs) {
    onsetsFrom[owner] = heap.nextSequence();
    releaseNs = nowNs;
    releaseOwner = owner;
    ledger.drain(owner, release);
    if (owner == inOrderOwner) {
      for (int channel = 0; channel < NoteLedger.CHANNELS; channel++) {
        if (pedalDown[channel]) {
          pedalDown[channel] = false;
          sender.send(
              MidiMessages.controlChange(channel, MidiMessages.CONTROLLER_SUSTAIN, 0), nowNs);
        }
      }
    }
  }

  /**
   * Ends all that sounds and forgets all that waits; the far side is told on every channel to be
   * silent as well.
   */
  @RealTimeSafe
  public void panic(long nowNs) {
    heap.clear();
    for (int owner = 0; owner < currentEpoch.length; owner++) {
      drain(owner, nowNs);
    }
    for (int channel = 0; channel < NoteLedger.CHANNELS; channel++) {
      sender.send(MidiMessages.controlChange(channel, MidiMessages.CONTROLLER_SUSTAIN, 0), nowNs);
      sender.send(
          MidiMessages.controlChange(channel, MidiMessages.CONTROLLER_ALL_NOTES_OFF, 0), nowNs);
      sender.send(
          MidiMessages.controlChange(channel, MidiMessages.CONTROLLER_ALL_SOUND_OFF, 0), nowNs);
    }
  }

  /** Sends all that is due. */
  @RealTimeSafe
  public void dispatch(long nowNs) {
    while (heap.size() > 0 && heap.deadlineNs() - nowNs <= 0) {
      int owner = heap.owner();
      int message = heap.message();
      long deadlineNs = heap.deadlineNs();
      long tick = heap.tick();
      boolean stale =
          heap.epoch() - currentEpoch[owner] < 0
              || MidiMessages.isNoteOn(message) && heap.sequence() < onsetsFrom[owner];
      heap.removeFirst();
      if (!stale) {
        send(owner, message, deadlineNs, tick, nowNs);
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

  /** Notes that sound at the far side. */
  @RealTimeSafe
  public int sounding() {
    return ledger.sounding();
  }

  private void send(int owner, int message, long deadlineNs, long tick, long nowNs) {
    int channel = MidiMessages.channel(message);
    int pitch = MidiMessages.data1(message);
    if (MidiMessages.isNoteOn(message)) {
      if (owner != inOrderOwner && nowNs - deadlineNs > LATEST_ONSET_NS) {
        counters.count(Counter.LATE_ONSETS_DROPPED);
        return;
      }
      if (ledger.on(owner, channel, pitch)) {
        pass(owner, MidiMessages.noteOff(channel, pitch), deadlineNs, tick);
      }
    } else if (MidiMessages.isNoteOff(message)) {
      if (ledger.owns(owner, channel, pitch)) {
        end(owner, message, deadlineNs, tick, ledger.off(owner, channel, pitch));
      }
      return;
    } else if (MidiMessages.command(message) == MidiMessages.CONTROL_CHANGE) {
      control(owner, channel, pitch, MidiMessages.data2(message), nowNs);
    }
    pass(owner, message, deadlineNs, tick);
  }

  /** What a controller that passes through means for what sounds. */
  private void control(int owner, int channel, int controller, int value, long nowNs) {
    if (controller == MidiMessages.CONTROLLER_SUSTAIN) {
      pedalDown[channel] = value >= MidiMessages.PEDAL_DOWN;
    } else if (MidiMessages.endsAllNotes(controller)) {
      releaseNs = nowNs;
      releaseOwner = owner;
      ledger.drain(owner, release);
    }
  }

  private void releaseNow(int channel, int pitch, boolean last) {
    end(releaseOwner, MidiMessages.noteOff(channel, pitch), releaseNs, NO_TICK, last);
  }

  /** An owner's note ends; the far side is told when no other owner holds it. */
  private void end(int owner, int message, long timeNs, long tick, boolean last) {
    if (last) {
      pass(owner, message, timeNs, tick);
    } else {
      listener.sent(owner, message, timeNs, tick);
    }
  }

  private void pass(int owner, int message, long timeNs, long tick) {
    sender.send(message, timeNs);
    counters.count(Counter.MESSAGES_OUT);
    listener.sent(owner, message, timeNs, tick);
  }
}
