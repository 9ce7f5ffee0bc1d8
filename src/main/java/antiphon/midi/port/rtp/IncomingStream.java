package antiphon.midi.port.rtp;

import antiphon.midi.port.HeldKeys;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.MidiReceiver;
import antiphon.midi.port.PortCount;
import antiphon.midi.port.PortListener;
import antiphon.midi.port.rtp.SequenceWindow.Place;
import java.util.Arrays;

/**
 * The stream of packets from one peer. Hands on what they hold, in the order of their numbers: a
 * packet that is overtaken is dropped, for the one that came before it has told by its journal what
 * it did (RFC 6295, section 4). After a gap the journal ends, starts and sets what was missed; in
 * its absence all held keys are ended. Hands on without allocating. Not thread-safe.
 */
final class IncomingStream {
  /** A command that is said to be from longer ago is taken to be from now. */
  static final long OLDEST_NS = 100_000_000;

  /** A packet that is said to be further away than this has no time that could be used. */
  static final long FURTHEST_NS = 1_000_000_000;

  private final int port;
  private final MidiReceiver receiver;
  private final PortListener listener;
  private final SessionClock clock;
  private final ClockSync sync;
  private final SequenceWindow window = new SequenceWindow();
  private final StreamState state = new StreamState();
  private final HeldKeys held = new HeldKeys();
  private final Player player = new Player();
  private final Repair repair = new Repair();
  private final MidiReceiver recovery = (message, timeNs) -> recover(message);
  private long baseNs;
  private long nowNs;
  private long lastNs;
  private boolean started;

  /**
   * @param port place of the input by which the peer's music comes in
   * @param sync with the peer's clock
   */
  IncomingStream(
      int port, MidiReceiver receiver, PortListener listener, SessionClock clock, ClockSync sync) {
    this.port = port;
    this.receiver = receiver;
    this.listener = listener;
    this.clock = clock;
    this.sync = sync;
  }

  /**
   * Takes in a packet.
   *
   * @return whether it is one that the peer may be told to have come
   */
  boolean read(RtpPacket packet, long nowNs) {
    if (packet.hasDamagedJournal()) {
      listener.counted(PortCount.MALFORMED, 1);
    }
    int before = window.isStarted() ? window.highest() : packet.sequence();
    Place place = window.see(packet.sequence());
    tellLost();
    if (place == Place.LATE || place == Place.STRAY) {
      return false;
    }
    if (place == Place.FIRST || place == Place.AFTER_GAP && !packet.hasJournal()) {
      releaseAll(nowNs);
    }
    if (place == Place.FIRST) {
      state.clear();
    }
    this.nowNs = nowNs;
    baseNs = base(packet.timestamp());
    if (place != Place.NEXT && packet.hasJournal()) {
      repair.by(packet, before, place == Place.FIRST);
    }
    packet.readCommands(player);
    return true;
  }

  /** Sequence number of the packet up to which all is received or repaired. */
  int confirmed() {
    return window.highest();
  }

  /** Whether any key of the peer is down. */
  boolean holdsAny() {
    return held.any();
  }

  /** Ends all keys that are down and raises the pedals: the peer is silent, or has gone. */
  void releaseAll(long nowNs) {
    this.nowNs = nowNs;
    baseNs = nowNs;
    held.release(recovery, nowNs);
    state.releaseAll();
  }

  /** No packet has come for long: those that are missing are lost. */
  void settle() {
    window.settle();
    tellLost();
  }

  private void tellLost() {
    long lost = window.takeLost();
    if (lost > 0) {
      listener.counted(PortCount.PACKETS_LOST, lost);
    }
  }

  /** Near time of an RTP timestamp. */
  private long base(int timestamp) {
    if (!sync.isKnown()) {
      return nowNs;
    }
    long ns = clock.ns(sync.nearTicks(timestamp, clock.ticks(nowNs)));
    return Math.abs(ns - nowNs) > FURTHEST_NS ? nowNs : ns;
  }

  /** Stamps within what can be believed, and never back. */
  private long stamp(long offsetTicks) {
    long ns = baseNs + offsetTicks * SessionClock.TICK_NS;
    if (ns - (nowNs - OLDEST_NS) < 0) {
      ns = nowNs;
    } else if (ns - (nowNs + FURTHEST_NS) > 0) {
      ns = nowNs + FURTHEST_NS;
    }
    boolean back = started && ns - lastNs < 0 && lastNs - (nowNs + FURTHEST_NS) <= 0;
    lastNs = back ? lastNs : ns;
    started = true;
    return lastNs;
  }

  private void deliver(int message, long offsetTicks) {
    int here = MidiMessages.atPort(message, port);
    state.pass(here);
    held.pass(here);
    receiver.receive(here, stamp(offsetTicks));
  }

  private void recover(int message) {
    deliver(message, 0);
    if (MidiMessages.isNoteOff(message) || MidiMessages.isNoteOn(message)) {
      listener.counted(PortCount.NOTES_RECOVERED, 1);
    }
  }

  /** Plays what is in the packet. */
  private final class Player implements CommandReceiver {
    @Override
    public void message(int offsetTicks, int message) {
      deliver(message, offsetTicks & 0xffff_ffffL);
    }

    @Override
    public void systemExclusive(int offsetTicks, byte[] octets, int from, int to, Segment segment) {
      if (segment == Segment.WHOLE || segment == Segment.LAST) {
        listener.counted(PortCount.SYSTEM_EXCLUSIVE, 1);
      }
    }
  }

  /** Makes good what was missed, by comparing what a journal tells with what was heard. */
  private final class Repair implements JournalReceiver {
    private final long[] listed = new long[StreamState.CHANNELS * 2];

    /** Channels in which no key is down but those that the journal lists, as bits. */
    private int ended;

    private int firstMissing;
    private boolean fromStart;

    void by(RtpPacket packet, int before, boolean fromStart) {
      Arrays.fill(listed, 0);
      ended = 0;
      firstMissing = before + 1;
      this.fromStart = fromStart;
      packet.readJournal(this);
      for (int key = 0; ended != 0 && key < StreamState.CHANNELS * StreamState.PITCHES; key++) {
        int channel = key / StreamState.PITCHES;
        int pitch = key % StreamState.PITCHES;
        if ((ended >> channel & 1) != 0
            && state.velocity(channel, pitch) > 0
            && (listed[key / 64] >> key % 64 & 1) == 0) {
          recover(MidiMessages.noteOff(channel, pitch));
        }
      }
    }

    /** A journal that does not reach back to the gap leaves only what it lists. */
    @Override
    public void checkpoint(int sequence) {
      if (!fromStart && (short) (sequence - firstMissing) > 0) {
        ended = 0xffff;
      }
    }

    @Override
    public void program(int channel, int program, int bankMsb, int bankLsb) {
      boolean same = state.register(channel, StreamState.PROGRAM) == program;
      if (bankMsb >= 0) {
        same &= state.register(channel, StreamState.BANK_MSB) == bankMsb;
        same &= Math.max(0, state.register(channel, StreamState.BANK_LSB)) == bankLsb;
      }
      if (!same) {
        if (bankMsb >= 0) {
          recover(StreamState.message(channel, StreamState.BANK_MSB, bankMsb));
          recover(StreamState.message(channel, StreamState.BANK_LSB, bankLsb));
        }
        recover(StreamState.message(channel, StreamState.PROGRAM, program));
      }
    }

    @Override
    public void register(int channel, int register, int value) {
      if (state.register(channel, register) != value) {
        recover(StreamState.message(channel, register, value));
      }
    }

    @Override
    public void controllersReset(int channel) {
      for (int register = 0; register < StreamState.REGISTERS; register++) {
        int known = state.register(channel, register);
        if (StreamState.isReset(register) && known != StreamState.UNKNOWN) {
          register(channel, register, StreamState.resetValue(register));
        }
      }
    }

    @Override
    public void notesEnded(int channel) {
      ended |= 1 << channel;
    }

    @Override
    public void noteOff(int channel, int pitch) {
      if (state.velocity(channel, pitch) > 0) {
        recover(MidiMessages.noteOff(channel, pitch));
      }
    }

    /** Appendix A.6: a key that is down with another velocity was up in between. */
    @Override
    public void noteOn(int channel, int pitch, int velocity, boolean play) {
      int key = channel * StreamState.PITCHES + pitch;
      listed[key / 64] |= 1L << key % 64;
      int known = state.velocity(channel, pitch);
      if (known == velocity) {
        return;
      }
      if (known > 0) {
        recover(MidiMessages.noteOff(channel, pitch));
      }
      if (play) {
        recover(MidiMessages.noteOn(channel, pitch, velocity));
      }
    }
  }
}
