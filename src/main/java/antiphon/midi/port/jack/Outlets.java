package antiphon.midi.port.jack;

import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.MidiReceiver;
import antiphon.midi.port.PortCount;
import antiphon.midi.port.PortListener;
import antiphon.midi.port.PortPlan;
import java.util.Arrays;

/**
 * Antiphon's own outputs, and what sounds at each. Messages are to come in the order of their
 * frames. Used by the process callback: no lock, no log, no allocation.
 */
final class Outlets {
  private static final int ALL = -1;
  private static final int LONGEST_SHORT = 3;

  private final PortPlan plan;
  private final PortListener listener;
  private final Sounding[] sounding; // [output]
  private final MidiReceiver[] ends; // [output]: sends at the period's first frame
  private final byte[] bytes = new byte[LONGEST_SHORT];
  private CycleBuffers buffers;

  /** Those that did not take a message, as bits: an end perhaps, so all that sounds there ends. */
  private int choked;

  Outlets(PortPlan plan, PortListener listener) {
    this.plan = plan;
    this.listener = listener;
    sounding = new Sounding[plan.outputs().size()];
    Arrays.setAll(sounding, output -> new Sounding());
    ends = new MidiReceiver[sounding.length];
    Arrays.setAll(ends, output -> (message, timeNs) -> write(output, 0, message));
  }

  Sounding sounding(int output) {
    return sounding[output];
  }

  /** All that sounds is to be ended with the next period. */
  void chokeAll() {
    choked = ALL;
  }

  /** What went out in the last periods may have been lost: what ended in them is ended again. */
  void endAgain() {
    for (Sounding output : sounding) {
      output.oweLately();
    }
  }

  /** A new period: its first messages are the ends that are due. */
  void begin(CycleBuffers empty) {
    buffers = empty;
    for (int output = 0; output < sounding.length; output++) {
      if ((choked & 1 << output) != 0) {
        sounding[output].endAll(ends[output]);
      }
      sounding[output].pay(ends[output]);
    }
    choked = 0;
  }

  /**
   * Sends to the output of a message.
   *
   * @return false when there is no room in this period
   */
  boolean send(int offset, int message) {
    int output = MidiMessages.port(message);
    return output >= sounding.length || write(output, offset, message);
  }

  /**
   * Passes a message through to a set of outputs, each with its channels; of another's beat, to
   * those that are not told Antiphon's.
   */
  void pass(int set, int offset, int message) {
    int takers = MidiMessages.isBeat(message) ? set & ~plan.ownBeat() : set;
    for (int rest = takers; rest != 0; rest &= rest - 1) {
      int output = Integer.numberOfTrailingZeros(rest);
      int mapped = plan.outputs().get(output).channels().apply(message);
      if (mapped != 0 && !write(output, offset, mapped)) {
        listener.counted(PortCount.REFUSED, 1);
        choked |= 1 << output;
      }
    }
  }

  /**
   * Passes a message of any length through to a set of outputs.
   *
   * @return whether all of them took it
   */
  boolean pass(int set, int offset, byte[] message, int size) {
    boolean taken = true;
    for (int rest = set; rest != 0; rest &= rest - 1) {
      taken &= buffers.write(Integer.numberOfTrailingZeros(rest), offset, message, size);
    }
    return taken;
  }

  /** While no callback runs: nobody hears anything any more. */
  void forget() {
    choked = 0;
    for (Sounding output : sounding) {
      output.forget();
    }
  }

  private boolean write(int output, int offset, int message) {
    int length = MidiMessages.length(MidiMessages.status(message));
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (message >>> 8 * i);
    }
    if (!buffers.write(output, offset, bytes, length)) {
      return false;
    }
    sounding[output].sent(message);
    return true;
  }
}
