package antiphon.midi.port.rtp;

import antiphon.midi.port.MidiMessages;

/**
 * Reads a recovery journal (RFC 6295, section 5 and appendix A). Chapters P, C, W, N and T are
 * understood, the others and the system journal are passed over by their lengths. Used again for
 * each journal; never allocates. Not thread-safe.
 */
final class RecoveryJournal {
  static final int HEADER_OCTETS = 3;
  static final int CHANNEL_HEADER_OCTETS = 3;

  static final int TOC_PROGRAM = 0x80;
  static final int TOC_CONTROLLERS = 0x40;
  static final int TOC_PARAMETERS = 0x20;
  static final int TOC_WHEEL = 0x10;
  static final int TOC_NOTES = 0x08;
  static final int TOC_NOTE_EXTRAS = 0x04;
  static final int TOC_PRESSURE = 0x02;

  private static final int NO_BITS_LOW = 15;

  private byte[] octets;
  private JournalReceiver receiver;

  /**
   * Hands on all up to the first thing that is malformed.
   *
   * @return whether the whole journal is well-formed
   */
  boolean read(byte[] octets, int from, int to, JournalReceiver receiver) {
    this.octets = octets;
    this.receiver = receiver;
    if (to - from < HEADER_OCTETS) {
      return false;
    }
    int flags = Octets.u8(octets, from);
    receiver.checkpoint(Octets.u16(octets, from + 1));
    int at = from + HEADER_OCTETS;
    if ((flags & 0x40) != 0) {
      int length = length(octets, at, to);
      if (length < 2) {
        return false;
      }
      at += length;
    }
    int channels = (flags & 0x20) != 0 ? (flags & 0x0f) + 1 : 0;
    for (int i = 0; i < channels; i++) {
      int length = length(octets, at, to);
      if (length < CHANNEL_HEADER_OCTETS || !channel(at, at + length)) {
        return false;
      }
      at += length;
    }
    return true;
  }

  /** The ten bits of a LENGTH field, or 0 when it leads beyond the end (appendix A.1). */
  private static int length(byte[] octets, int at, int to) {
    int length = to - at < 2 ? 0 : Octets.u16(octets, at) & 0x3ff;
    return length <= to - at ? length : 0;
  }

  private boolean channel(int from, int to) {
    int channel = octets[from] >> 3 & 0x0f;
    int contents = Octets.u8(octets, from + 2);
    int at = from + CHANNEL_HEADER_OCTETS;
    receiver.channel(channel);
    if ((contents & TOC_PROGRAM) != 0) {
      at = program(channel, at, to);
    }
    if (at <= to && (contents & TOC_CONTROLLERS) != 0) {
      at = controllers(channel, at, to);
    }
    if (at <= to && (contents & TOC_PARAMETERS) != 0) {
      int length = length(octets, at, to);
      at = length < 2 ? to + 1 : at + length;
    }
    if (at <= to && (contents & TOC_WHEEL) != 0) {
      at = wheel(channel, at, to);
    }
    if (at <= to && (contents & TOC_NOTES) != 0) {
      at = notes(channel, at, to);
    }
    if (at <= to && (contents & TOC_NOTE_EXTRAS) != 0) {
      at = at < to ? at + 1 + 2 * ((octets[at] & 0x7f) + 1) : to + 1;
    }
    if (at <= to && (contents & TOC_PRESSURE) != 0) {
      if (at < to) {
        receiver.register(channel, StreamState.PRESSURE, octets[at] & 0x7f);
      }
      at++;
    }
    receiver.channelEnd(channel);
    return at <= to;
  }

  // Each chapter gives where it ends, which is beyond the end when it is cut short.

  /** Chapter P, appendix A.2. */
  private int program(int channel, int at, int to) {
    int end = at + 3;
    if (end <= to) {
      boolean bank = octets[at + 1] < 0;
      receiver.program(
          channel, octets[at] & 0x7f, bank ? octets[at + 1] & 0x7f : -1, octets[at + 2] & 0x7f);
    }
    return end;
  }

  /**
   * Chapter C, appendix A.3. A controller that was reset after it was set is not told of: the logs
   * are in the order of the commands.
   */
  private int controllers(int channel, int at, int to) {
    if (at >= to) {
      return to + 1;
    }
    int from = at + 1;
    int end = from + 2 * ((octets[at] & 0x7f) + 1);
    if (end > to) {
      return end;
    }
    int reset = from;
    for (int log = from; log < end; log += 2) {
      if ((octets[log] & 0x7f) == StreamState.RESET_CONTROLLERS) {
        reset = log;
      }
    }
    for (int log = from; log < end; log += 2) {
      int number = octets[log] & 0x7f;
      if (log >= reset || !StreamState.isReset(number)) {
        controller(channel, number, Octets.u8(octets, log + 1));
      }
    }
    return end;
  }

  /** A controller log, appendix A.3.2. */
  private void controller(int channel, int number, int coded) {
    boolean alternative = (coded & 0x80) != 0;
    boolean counted = (coded & 0x40) != 0;
    if (MidiMessages.endsAllNotes(number)) {
      receiver.notesEnded(channel);
    } else if (number == StreamState.RESET_CONTROLLERS) {
      receiver.controllersReset(channel);
    } else if (number > StreamState.LAST_CONTROLLER) {
      return; // local control is nobody's business here
    } else if (!alternative) {
      receiver.register(channel, number, coded);
    } else if (!counted) {
      receiver.register(channel, number, (coded & 1) != 0 ? 127 : 0);
    }
  }

  /** Chapter W, appendix A.5. */
  private int wheel(int channel, int at, int to) {
    int end = at + 2;
    if (end <= to) {
      receiver.register(
          channel, StreamState.WHEEL, octets[at] & 0x7f | (octets[at + 1] & 0x7f) << 7);
    }
    return end;
  }

  /** Chapter N, appendix A.6. */
  private int notes(int channel, int at, int to) {
    if (to - at < 2) {
      return to + 1;
    }
    int logs = octets[at] & 0x7f;
    int low = octets[at + 1] >> 4 & 0x0f;
    int high = octets[at + 1] & 0x0f;
    if (logs == 127 && low == NO_BITS_LOW && high == 0) {
      logs = 128;
    }
    int bits = at + 2 + 2 * logs;
    int end = bits + Math.max(0, high - low + 1);
    if (end > to) {
      return end;
    }
    for (int i = bits; i < end; i++) {
      for (int bit = 0; bit < 8; bit++) {
        if ((octets[i] & 0x80 >> bit) != 0) {
          receiver.noteOff(channel, 8 * (low + i - bits) + bit);
        }
      }
    }
    for (int log = at + 2; log < bits; log += 2) {
      int pitch = octets[log] & 0x7f;
      int velocity = octets[log + 1] & 0x7f;
      if (velocity == 0) {
        receiver.noteOff(channel, pitch);
      } else {
        receiver.noteOn(channel, pitch, velocity, octets[log + 1] < 0);
      }
    }
    return end;
  }
}
