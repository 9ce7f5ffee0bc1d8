package antiphon.live.engine;

import antiphon.live.api.Owner;
import antiphon.live.api.Parameter;
import antiphon.live.api.RealTimeSafe;
import antiphon.live.ring.OutRing;
import antiphon.midi.port.MidiMessages;
import antiphon.music.note.NoteLedger;
import java.util.Arrays;

/**
 * Gives the partner's notes to the scheduler, each on its channel and transposed. A note ends as it
 * began, whatever has been turned meanwhile. Belongs to the mind's thread.
 */
final class Mouth {
  /** A pitch that comes to lie beyond what MIDI has. */
  static final int UNHEARD = -1;

  private static final int SILENT = 0; // no message is 0

  /** No note is shorter, wherever its end comes to lie when the tempo or the feel changes. */
  private static final long SHORTEST_NS = 1_000_000;

  private final OutRing out;
  private final DraftBoard board;
  private final int[] begunAs = new int[NoteLedger.PITCHES]; // the onset's message, or SILENT
  private final long[] begunNs = new long[NoteLedger.PITCHES];
  private int channel;
  private int splitPitch;
  private int lowChannel;
  private int transposition;
  private boolean pedals;
  private boolean pedalDown;
  private int pedalChannel; // where it was pressed
  private int pedalLowChannel; // the same for the notes below the split
  private int epoch;
  private boolean waits; // up to latestNs, if nothing has been cancelled
  private long latestNs;

  Mouth(OutRing out, DraftBoard board) {
    this.out = out;
    this.board = board;
  }

  /** The pitch as which a note is sent, or {@link #UNHEARD}. */
  @RealTimeSafe
  int sent(int pitch) {
    int sent = pitch + transposition;
    return sent < 0 || sent > 127 ? UNHEARD : sent;
  }

  @RealTimeSafe
  void set(Parameter parameter, double value) {
    switch (parameter) {
      case CHANNEL -> channel = (int) value - 1;
      case SPLIT_PITCH -> splitPitch = (int) value;
      case LOW_CHANNEL -> lowChannel = (int) value - 1;
      case TRANSPOSE_OUT -> transposition = (int) value;
      case PEDAL_OUT -> pedals = value != 0;
      default -> {
        // not of what is sent
      }
    }
  }

  /**
   * @param velocity 1 to 127
   * @param deadlineNs when it is to be heard
   * @param tick its position, for the record
   */
  @RealTimeSafe
  void noteOn(int pitch, int velocity, long deadlineNs, long tick) {
    int sent = sent(pitch);
    if (sent == UNHEARD) {
      return;
    }
    board.commit(sent, velocity, tick);
    int on = MidiMessages.noteOn(sent < splitPitch ? lowChannel : channel, sent, velocity);
    begunAs[pitch] = on;
    begunNs[pitch] = deadlineNs;
    note(deadlineNs);
    out.send(Owner.PARTNER, on, deadlineNs, tick, epoch);
  }

  @RealTimeSafe
  void noteOff(int pitch, long deadlineNs, long tick) {
    int on = begunAs[pitch];
    if (on != SILENT) {
      begunAs[pitch] = SILENT;
      long earliestNs = begunNs[pitch] + SHORTEST_NS;
      long endNs = deadlineNs - earliestNs < 0 ? earliestNs : deadlineNs;
      note(endNs);
      int off = MidiMessages.noteOff(MidiMessages.channel(on), MidiMessages.data1(on));
      board.commitEnd(MidiMessages.data1(on), tick);
      out.send(Owner.PARTNER, off, endNs, tick, epoch);
    }
  }

  private void note(long deadlineNs) {
    if (!waits || deadlineNs - latestNs > 0) {
      waits = true;
      latestNs = deadlineNs;
    }
  }

  /** Whether something of the partner's is to be sent later than an instant. */
  @RealTimeSafe
  boolean hasMoreAfter(long ns) {
    return waits && latestNs - ns > 0;
  }

  /** The player's sustain pedal, which also holds the partner's notes where that is wanted. */
  @RealTimeSafe
  void pedal(boolean down, long timeNs, long tick) {
    int low = splitPitch > 0 ? lowChannel : channel;
    boolean there = pedalDown && pedalChannel == channel && pedalLowChannel == low;
    if (pedals && down && !there) {
      raisePedal(timeNs, tick);
      pedalDown = true;
      pedalChannel = channel;
      pedalLowChannel = low;
      sendPedal(127, timeNs, tick);
    } else if (!down) {
      raisePedal(timeNs, tick);
    }
  }

  /** Ends all that the partner has sounding, and forgets what it was to play. */
  @RealTimeSafe
  void cancel(long nowNs, long tick) {
    out.cancel(Owner.PARTNER, nowNs, ++epoch);
    Arrays.fill(begunAs, SILENT);
    board.cancel();
    waits = false;
    raisePedal(nowNs, tick);
  }

  private void raisePedal(long timeNs, long tick) {
    if (pedalDown) {
      pedalDown = false;
      sendPedal(0, timeNs, tick);
    }
  }

  private void sendPedal(int value, long timeNs, long tick) {
    sendPedal(pedalChannel, value, timeNs, tick);
    if (pedalLowChannel != pedalChannel) {
      sendPedal(pedalLowChannel, value, timeNs, tick);
    }
  }

  private void sendPedal(int toChannel, int value, long timeNs, long tick) {
    int message = MidiMessages.controlChange(toChannel, MidiMessages.CONTROLLER_SUSTAIN, value);
    out.send(Owner.PARTNER, message, timeNs, tick, epoch);
  }
}
