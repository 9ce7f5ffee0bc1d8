package antiphon.midi.port.jack;

import antiphon.midi.port.ChannelMap;
import antiphon.midi.port.HeldKeys;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.MidiReceiver;
import antiphon.midi.port.PortCount;
import antiphon.midi.port.PortListener;
import antiphon.midi.port.PortPlan;
import antiphon.midi.port.StreamParser;

/**
 * One of Antiphon's own inputs, and how far a period's events have been taken from it. Each is
 * handed on with its stamp, and passed through at the frame at which it came. Used by the process
 * callback: no lock, no log, no allocation.
 */
final class Inlet {
  /** Where an event is that there is not. */
  static final int NONE = Integer.MAX_VALUE;

  private static final int SYSTEM_EXCLUSIVE = 0xF0;

  /** Longest system exclusive message that is passed through, in bytes. */
  private static final int LONGEST = 4096;

  private final int input;
  private final int passes; // set of outputs
  private final ChannelMap channels;
  private final FrameClock clock;
  private final MidiReceiver receiver;
  private final Outlets outlets;
  private final PortListener listener;
  private final HeldKeys held = new HeldKeys();
  private final MidiReceiver releases = this::release;
  private final MidiReceiver parsed = this::handParsed;
  private final StreamParser stream;
  private final byte[] bytes = new byte[LONGEST];
  private volatile boolean sourceGone;

  private CycleBuffers buffers;
  private int count;
  private int next;
  private int offset;

  Inlet(
      PortPlan plan,
      int input,
      FrameClock clock,
      MidiReceiver receiver,
      Outlets outlets,
      PortListener listener) {
    this.input = input;
    this.clock = clock;
    this.receiver = receiver;
    this.outlets = outlets;
    this.listener = listener;
    stream = new StreamParser(listener::counted);
    passes = plan.passes(input);
    channels = plan.inputs().get(input).channels();
  }

  /** Any thread: what is down is to be ended with the next period. */
  void sourceGone() {
    sourceGone = true;
  }

  /** While no callback runs: ends what is down. */
  void serverGone(long nowNs) {
    sourceGone = false;
    held.release(
        (message, timeNs) -> {
          listener.counted(PortCount.NOTES_RECOVERED, 1);
          receiver.receive(MidiMessages.atPort(message, input), timeNs);
        },
        nowNs);
  }

  /** A new period: its first messages are the ends that are due. */
  void begin(CycleBuffers filled) {
    buffers = filled;
    if (sourceGone) {
      sourceGone = false;
      held.release(releases, 0);
    }
    count = buffers.count(input);
    next = -1;
    turnToNext();
  }

  /** A new period of which nothing is taken. */
  void skip() {
    offset = NONE;
  }

  /** Where the next event is, or {@link #NONE}. */
  int offset() {
    return offset;
  }

  /** Takes the next event. */
  void take() {
    buffers.turnTo(input, next);
    int size = buffers.size();
    buffers.read(bytes);
    if (size > 0 && (bytes[0] & 0xff) == SYSTEM_EXCLUSIVE) {
      if (passes == 0 || size > LONGEST || !outlets.pass(passes, offset, bytes, size)) {
        listener.counted(PortCount.SYSTEM_EXCLUSIVE, 1);
      }
    } else {
      takeShort(Math.min(size, LONGEST));
    }
    turnToNext();
  }

  /**
   * An event is to be one message (jack/midiport.h); whoever writes more or less is understood too.
   */
  private void takeShort(int size) {
    int message = MidiMessages.ofBytes(bytes, size);
    if (message != 0 && MidiMessages.length(MidiMessages.status(message)) == size) {
      hand(offset, message);
    } else {
      stream.parse(bytes, 0, size, 0, parsed);
    }
  }

  private void hand(int at, int message) {
    held.pass(message);
    receiver.receive(MidiMessages.atPort(message, input), clock.timeNs(at));
    int admitted = channels.apply(message);
    if (admitted != 0) {
      outlets.pass(passes, at, admitted);
    }
  }

  private void handParsed(int message, long unstamped) {
    hand(offset, message);
  }

  private void release(int message, long unstamped) {
    listener.counted(PortCount.NOTES_RECOVERED, 1);
    hand(0, message);
  }

  private void turnToNext() {
    offset = NONE;
    while (++next < count) {
      if (buffers.turnTo(input, next)) {
        offset = buffers.offset();
        return;
      }
    }
  }
}
