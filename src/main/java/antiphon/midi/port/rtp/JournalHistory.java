package antiphon.midi.port.rtp;

import antiphon.midi.port.MidiMessages;
import java.util.Arrays;

/**
 * What was sent on a stream, remembered by what it last did to each key and each register, and
 * written as a recovery journal (RFC 6295, section 5 and appendix A: chapters P, C, W, N and T).
 * Packets are counted from 1 on without end; a <i>stamp</i> is the packet and the place in it.
 * Never allocates after it is made. Not thread-safe.
 */
final class JournalHistory {
  /**
   * How long after it was struck a key that is still down is worth sounding: what comes later than
   * this is better left out (the Y bit, appendix A.6).
   */
  static final int PLAY_WINDOW_TICKS = SessionClock.TICKS_PER_SECOND;

  private static final int[] CHAPTERS = {
    RecoveryJournal.TOC_PROGRAM,
    RecoveryJournal.TOC_CONTROLLERS,
    RecoveryJournal.TOC_WHEEL,
    RecoveryJournal.TOC_NOTES,
    RecoveryJournal.TOC_PRESSURE
  };

  private static final int PLACE_BITS = 16;
  private static final int NEVER = 0;
  private static final int NO_BANK = -1;
  private static final int EMPTY_BITS = 0xF0;
  private static final int EMPTY_BITS_OF_127_LOGS = 0xF1;

  private final StreamState state = new StreamState();
  private final long[] noteStamps = new long[StreamState.CHANNELS * StreamState.PITCHES];
  private final int[] noteTicks = new int[StreamState.CHANNELS * StreamState.PITCHES];

  /** The stamps at the numbers of the channel modes are those of the modes. */
  private final long[] registerStamps = new long[StreamState.CHANNELS * StreamState.REGISTERS];

  private final int[] modeCounts = new int[StreamState.CHANNELS * StreamState.PITCHES];
  private final int[] banks = new int[StreamState.CHANNELS];
  private final long[] channelStamps = new long[StreamState.CHANNELS];
  private int place;
  private long placePacket;

  // while writing
  private final int[] chosen = new int[StreamState.PITCHES];
  private final byte[] offBits = new byte[StreamState.PITCHES / 8];
  private byte[] octets;
  private int at;
  private int limit;
  private long from;
  private long previous;
  private boolean notesOld;

  JournalHistory() {
    Arrays.fill(banks, NO_BANK);
  }

  /** Notes a message of a packet. */
  void pass(int message, long packet, int ticks) {
    if (packet != placePacket) {
      placePacket = packet;
      place = 0;
    }
    long stamp = packet << PLACE_BITS | Math.min(place++, (1 << PLACE_BITS) - 1);
    if (MidiMessages.status(message) == 0xFF) {
      reset();
      return;
    }
    int command = MidiMessages.command(message);
    int channel = MidiMessages.channel(message);
    int data1 = MidiMessages.data1(message);
    state.pass(message);
    if (command == MidiMessages.NOTE_ON || command == MidiMessages.NOTE_OFF) {
      noteStamps[channel * StreamState.PITCHES + data1] = stamp;
      noteTicks[channel * StreamState.PITCHES + data1] = ticks;
    } else if (command == MidiMessages.CONTROL_CHANGE && data1 > StreamState.LAST_CONTROLLER) {
      mode(channel, data1, stamp);
    } else {
      int register = StreamState.registerOf(message);
      if (register < 0) {
        return;
      }
      registerStamps[channel * StreamState.REGISTERS + register] = stamp;
      if (register == StreamState.PROGRAM) {
        banks[channel] = bank(channel);
      }
    }
    channelStamps[channel] = stamp;
  }

  /** What a mode ends is no longer told of: appendix A.1, "N-active", and A.3.1. */
  private void mode(int channel, int number, long stamp) {
    if (MidiMessages.endsAllNotes(number)) {
      int first = channel * StreamState.PITCHES;
      Arrays.fill(noteStamps, first, first + StreamState.PITCHES, NEVER);
    } else if (number == StreamState.RESET_CONTROLLERS) {
      for (int register = 0; register < StreamState.REGISTERS; register++) {
        if (StreamState.isReset(register)) {
          registerStamps[channel * StreamState.REGISTERS + register] = NEVER;
        }
      }
    }
    registerStamps[channel * StreamState.REGISTERS + number] = stamp;
    modeCounts[channel * StreamState.PITCHES + number]++;
  }

  private int bank(int channel) {
    int msb = state.register(channel, StreamState.BANK_MSB);
    int lsb = Math.max(0, state.register(channel, StreamState.BANK_LSB));
    return msb == StreamState.UNKNOWN ? NO_BANK : msb << 8 | lsb;
  }

  private void reset() {
    state.clear();
    Arrays.fill(noteStamps, NEVER);
    Arrays.fill(registerStamps, NEVER);
    Arrays.fill(channelStamps, NEVER);
    Arrays.fill(modeCounts, 0);
    Arrays.fill(banks, NO_BANK);
  }

  /**
   * Writes the journal of a packet.
   *
   * @param at where it begins
   * @param limit behind the last octet it may take
   * @param checkpoint the first packet it covers
   * @param checkpointSequence the same as it is on the wire
   * @param packet the packet that carries it
   * @return where it ends, or -1 when it does not fit
   */
  int write(
      byte[] octets,
      int at,
      int limit,
      long checkpoint,
      int checkpointSequence,
      long packet,
      int ticks) {
    this.octets = octets;
    this.limit = limit;
    this.at = at + RecoveryJournal.HEADER_OCTETS;
    from = checkpoint << PLACE_BITS;
    previous = packet - 1;
    if (this.at > limit) {
      return -1;
    }
    int channels = 0;
    boolean old = true;
    for (int channel = 0; channel < StreamState.CHANNELS; channel++) {
      if (channelStamps[channel] >= from && channelStamps[channel] != NEVER) {
        int start = this.at;
        if (!channel(channel, ticks)) {
          return -1;
        }
        channels += this.at > start ? 1 : 0;
        old &= this.at == start || octets[start] < 0;
      }
    }
    octets[at] = (byte) ((old ? 0x80 : 0) | (channels > 0 ? 0x20 | channels - 1 : 0));
    Octets.put16(octets, at + 1, checkpointSequence);
    return this.at;
  }

  /** Section 5, figure 9; writes nothing when there is nothing to tell. */
  private boolean channel(int channel, int ticks) {
    int start = at;
    at += RecoveryJournal.CHANNEL_HEADER_OCTETS;
    if (at > limit) {
      return false;
    }
    int contents = 0;
    boolean old = true;
    boolean fits = true;
    for (int chapter : CHAPTERS) {
      int chapterAt = at;
      fits =
          fits
              && switch (chapter) {
                case RecoveryJournal.TOC_PROGRAM -> program(channel);
                case RecoveryJournal.TOC_CONTROLLERS -> controllers(channel);
                case RecoveryJournal.TOC_WHEEL -> wheel(channel);
                case RecoveryJournal.TOC_NOTES -> notes(channel, ticks);
                default -> pressure(channel);
              };
      if (fits && at > chapterAt) {
        contents |= chapter;
        old &= chapter == RecoveryJournal.TOC_NOTES ? notesOld : octets[chapterAt] < 0;
      }
    }
    if (!fits) {
      return false;
    }
    if (contents == 0) {
      at = start;
      return true;
    }
    Octets.put16(octets, start, (old ? 0x8000 : 0) | channel << 11 | at - start);
    octets[start + 2] = (byte) contents;
    return true;
  }

  private boolean program(int channel) {
    long stamp = registerStamp(channel, StreamState.PROGRAM);
    if (stamp < from) {
      return true;
    }
    int end = at + 3;
    if (end > limit) {
      return false;
    }
    int bank = banks[channel];
    octets[at] = (byte) (s(stamp) | state.register(channel, StreamState.PROGRAM));
    octets[at + 1] = (byte) (bank == NO_BANK ? 0 : 0x80 | bank >> 8);
    octets[at + 2] = (byte) (bank == NO_BANK ? 0 : bank & 0x7f);
    at = end;
    return true;
  }

  private boolean controllers(int channel) {
    int first = channel * StreamState.REGISTERS;
    int count = choose(registerStamps, first);
    if (count == 0) {
      return true;
    }
    int end = at + 1 + 2 * count;
    if (end > limit) {
      return false;
    }
    boolean old = true;
    for (int i = 0; i < count; i++) {
      int number = chosen[i];
      int s = s(registerStamps[first + number]);
      int log = at + 1 + 2 * i;
      octets[log] = (byte) (s | number);
      octets[log + 1] =
          (byte)
              (number <= StreamState.LAST_CONTROLLER
                  ? state.register(channel, number)
                  : 0xC0 | modeCounts[channel * StreamState.PITCHES + number] & 0x3f);
      old &= s != 0;
    }
    octets[at] = (byte) ((old ? 0x80 : 0) | count - 1);
    at = end;
    return true;
  }

  private boolean wheel(int channel) {
    long stamp = registerStamp(channel, StreamState.WHEEL);
    if (stamp < from) {
      return true;
    }
    int end = at + 2;
    if (end > limit) {
      return false;
    }
    int value = state.register(channel, StreamState.WHEEL);
    octets[at] = (byte) (s(stamp) | value & 0x7f);
    octets[at + 1] = (byte) (value >> 7);
    at = end;
    return true;
  }

  private boolean pressure(int channel) {
    long stamp = registerStamp(channel, StreamState.PRESSURE);
    if (stamp < from) {
      return true;
    }
    if (at == limit) {
      return false;
    }
    octets[at++] = (byte) (s(stamp) | state.register(channel, StreamState.PRESSURE));
    return true;
  }

  private boolean notes(int channel, int ticks) {
    int first = channel * StreamState.PITCHES;
    int count = choose(noteStamps, first);
    if (count == 0) {
      return true;
    }
    Arrays.fill(offBits, (byte) 0);
    int logs = 0;
    int low = offBits.length;
    int high = 0;
    boolean offsOld = true;
    notesOld = true;
    for (int i = 0; i < count; i++) {
      int pitch = chosen[i];
      boolean old = s(noteStamps[first + pitch]) != 0;
      notesOld &= old;
      if (state.velocity(channel, pitch) > 0) {
        chosen[logs++] = pitch;
      } else {
        offBits[pitch / 8] |= (byte) (0x80 >> pitch % 8);
        low = Math.min(low, pitch / 8);
        high = Math.max(high, pitch / 8);
        offsOld &= old;
      }
    }
    int bits = Math.max(0, high - low + 1);
    int end = at + 2 + 2 * logs + bits;
    if (end > limit) {
      return false;
    }
    octets[at] = (byte) ((offsOld ? 0x80 : 0) | Math.min(logs, 127));
    octets[at + 1] =
        (byte) (bits > 0 ? low << 4 | high : logs == 127 ? EMPTY_BITS_OF_127_LOGS : EMPTY_BITS);
    at += 2;
    for (int i = 0; i < logs; i++) {
      int pitch = chosen[i];
      boolean play = ticks - noteTicks[first + pitch] <= PLAY_WINDOW_TICKS;
      octets[at] = (byte) (s(noteStamps[first + pitch]) | pitch);
      octets[at + 1] = (byte) ((play ? 0x80 : 0) | state.velocity(channel, pitch));
      at += 2;
    }
    System.arraycopy(offBits, bits > 0 ? low : 0, octets, at, bits);
    at = end;
    return true;
  }

  /** The pitches or controllers that the journal covers, the oldest first (appendix A.1). */
  private int choose(long[] stamps, int first) {
    int count = 0;
    for (int number = 0; number < StreamState.PITCHES; number++) {
      long stamp = stamps[first + number];
      if (stamp >= from && stamp != NEVER) {
        int i = count++;
        while (i > 0 && stamps[first + chosen[i - 1]] > stamp) {
          chosen[i] = chosen[i - 1];
          i--;
        }
        chosen[i] = number;
      }
    }
    return count;
  }

  private long registerStamp(int channel, int register) {
    long stamp = registerStamps[channel * StreamState.REGISTERS + register];
    return stamp == NEVER ? Long.MIN_VALUE : stamp;
  }

  /** The S bit: clear for what the previous packet did. */
  private int s(long stamp) {
    return stamp >> PLACE_BITS == previous ? 0 : 0x80;
  }
}
