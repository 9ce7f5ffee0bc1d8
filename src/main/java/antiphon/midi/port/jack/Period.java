package antiphon.midi.port.jack;

import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.MidiReceiver;
import antiphon.midi.port.OutQueue;
import antiphon.midi.port.PortCount;
import antiphon.midi.port.PortListener;
import antiphon.midi.port.PortPlan;
import java.util.Arrays;

/**
 * What happens in one period of the graph, apart from the server. What comes in is stamped to the
 * frame, handed on, and passed through to the outputs at the same frame; what was sent goes out at
 * the frame of its deadline and {@link #latencyFrames}. All of it is done in the order of frames,
 * which the buffers require; of two at one frame, what passes through comes first.
 *
 * <p>Where Antiphon misses a period, an end may have come in that nobody will say again: then all
 * that is down at the inputs is ended, and a key that is still down has to be struck again. Where
 * it comes too late with what it sends, that may not have been heard: what ended lately is ended
 * again. Where the server itself came too late, nobody was there to say anything.
 *
 * <p>Called by the process callback: no lock, no log, no allocation.
 */
final class Period {
  private static final double MARGIN_SECONDS = 0.001;

  /** Onsets that are later, because the server stood still, are not played all at once. */
  private static final double STALE_SECONDS = 0.15;

  /** Who is away for longer has missed something, whosever fault it was. */
  private static final double LONG_SECONDS = 0.05;

  private final OutQueue out;
  private final PortListener listener;
  private final FrameClock clock = new FrameClock();
  private final Outlets outlets;
  private final Inlet[] inlets; // [input]
  private final long promisedNs;
  private int leastLatencyFrames;
  private int periodFrames;
  private int marginFrames;
  private int staleFrames;
  private int longFrames;
  private boolean ran;
  private int nextFrame;
  private boolean beganLate;
  private boolean endedLate;
  private volatile boolean silent;
  private volatile int latencyFrames;

  /** Nothing was promised. */
  Period(PortPlan plan, OutQueue out, MidiReceiver receiver, PortListener listener) {
    this(plan, out, receiver, listener, 0);
  }

  /**
   * @param promisedNs how long after its deadline a message is to be placed, if that can be; it is
   *     later where a period is too long for that
   */
  Period(
      PortPlan plan, OutQueue out, MidiReceiver receiver, PortListener listener, long promisedNs) {
    this.out = out;
    this.promisedNs = promisedNs;
    this.listener = listener;
    outlets = new Outlets(plan, listener);
    inlets = new Inlet[plan.inputs().size()];
    Arrays.setAll(inlets, input -> new Inlet(plan, input, clock, receiver, outlets, listener));
  }

  /** Before the first period at a server: drops what was sent before. */
  void connect(int framesPerSecond) {
    clock.sampleRate(framesPerSecond);
    marginFrames = marginFrames(framesPerSecond);
    longFrames = (int) Math.round(framesPerSecond * LONG_SECONDS);
    staleFrames = (int) Math.round(framesPerSecond * STALE_SECONDS);
    leastLatencyFrames = (int) Math.round(promisedNs * 1e-9 * framesPerSecond);
    periodFrames = 0;
    ran = false;
    endedLate = false;
    out.takeOverflow();
    drop();
  }

  /**
   * One period.
   *
   * @param buffers those of the outputs empty
   * @param frame number of the period's first frame; wraps around
   * @param nowNs the instant of the callback
   */
  void run(CycleBuffers buffers, int frames, int frame, long nowNs) {
    if (periodFrames != frames) {
      periodFrames = frames;
      latencyFrames = Math.max(leastLatencyFrames, frames + marginFrames);
      clock.restart();
    }
    clock.beginPeriod(frame, nowNs);
    if (ran && hasMissed(frame - nextFrame)) {
      for (Inlet inlet : inlets) {
        inlet.sourceGone();
      }
      outlets.endAgain();
    } else if (endedLate) {
      outlets.endAgain();
    }
    endedLate = false;
    ran = true;
    nextFrame = frame + frames;
    if (out.takeOverflow()) { // an end was refused, perhaps
      drop();
      outlets.chokeAll();
    }
    if (silent) {
      outlets.chokeAll();
    }
    outlets.begin(buffers);
    for (Inlet inlet : inlets) {
      if (silent) {
        inlet.skip();
      } else {
        inlet.begin(buffers);
      }
    }
    merge(frames);
  }

  /**
   * Whether periods have gone by without Antiphon. One that comes again was waited for in vain; the
   * server's own delays end with a period that begins in time.
   *
   * @param passed frames since the end of the last period
   */
  private boolean hasMissed(int passed) {
    return passed < 0 || passed > 0 && (beganLate || endedLate || passed > longFrames);
  }

  private void merge(int frames) {
    int sent = nextSent(0, frames);
    while (true) {
      Inlet first = inlets[0];
      for (Inlet inlet : inlets) {
        first = inlet.offset() < first.offset() ? inlet : first;
      }
      if (first.offset() <= sent) {
        if (first.offset() == Inlet.NONE) {
          return;
        }
        first.take();
      } else if (outlets.send(sent, out.message())) {
        out.remove();
        sent = nextSent(sent, frames);
      } else {
        sent = Inlet.NONE; // no room: in the next period
      }
    }
  }

  /** Where the next sent message goes in this period, not before another; or in a later one. */
  private int nextSent(int least, int frames) {
    while (out.hasNext()) {
      long offset = clock.offset(out.deadlineNs()) + latencyFrames;
      if (offset < 0) {
        listener.counted(PortCount.LATE, 1);
      }
      if (offset >= -staleFrames || !MidiMessages.isNoteOn(out.message())) {
        return offset >= frames ? Inlet.NONE : (int) Math.max(least, offset);
      }
      out.remove();
    }
    return Inlet.NONE;
  }

  private void drop() {
    while (out.hasNext()) {
      out.remove();
    }
  }

  /** Where frames of the present period lie in time; for the process callback. */
  FrameClock clock() {
    return clock;
  }

  /**
   * How long after its deadline a message is placed: a period, because it may come just after the
   * callback, and a millisecond for the sending thread to wake.
   */
  static long delayNs(int periodFrames, int framesPerSecond) {
    return Math.round((periodFrames + marginFrames(framesPerSecond)) * 1e9 / framesPerSecond);
  }

  private static int marginFrames(int framesPerSecond) {
    return (int) Math.round(framesPerSecond * MARGIN_SECONDS);
  }

  /**
   * Frames from a message's deadline to where it is placed, the same for all: those of {@link
   * #delayNs}, or more where more was promised. 0 before the first period.
   */
  int latencyFrames() {
    return latencyFrames;
  }

  /** Before {@link #run}: whether the callback came late into its period. */
  void beganLate(boolean late) {
    beganLate = late;
  }

  /** After {@link #run}: whether the server had gone on to another period meanwhile. */
  void endedLate(boolean late) {
    endedLate = late;
  }

  /** Any thread: from the next period on nothing passes through, and all that sounds is ended. */
  void fallSilent() {
    silent = true;
  }

  /** Any thread: a source at an input has gone; what is down there is ended. */
  void sourceGone(int input) {
    inlets[input].sourceGone();
  }

  /** While no callback runs: ends what is down at the inputs, and takes all outputs for silent. */
  void serverGone(long nowNs) {
    for (Inlet inlet : inlets) {
      inlet.serverGone(nowNs);
    }
    outlets.forget();
  }

  Sounding sounding(int output) {
    return outlets.sounding(output);
  }
}
