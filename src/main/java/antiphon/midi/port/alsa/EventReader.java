package antiphon.midi.port.alsa;

import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.MidiReceiver;
import java.nio.ByteBuffer;

/**
 * Reads the kernel's event records. Whatever the bytes are, it neither throws nor hands on what is
 * no MIDI. Allocates nothing.
 */
final class EventReader {
  /** What a record was. */
  enum Kind {
    /** Handed on, as one message or, of a parameter of 14 bits, as several. */
    MESSAGE,
    SYSTEM_EXCLUSIVE,
    /** Of something that MIDI does not know. */
    OTHER,
    /** A channel, key or number that MIDI does not have. */
    MALFORMED
  }

  private static final int DATA_ENTRY = 6;
  private static final int LSB = 32; // from a controller to the one of its lower seven bits
  private static final int UNREGISTERED_NUMBER = 99;
  private static final int REGISTERED_NUMBER = 101;
  private static final int BEND_CENTRE = 8192;

  private EventReader() {}

  /** Cells of 28 bytes that a record takes, with the data that follow it. */
  static long cells(ByteBuffer events, int at) {
    if ((events.get(at + Sequencer.AT_FLAGS) & Sequencer.LENGTH_MASK)
        != Sequencer.LENGTH_VARIABLE) {
      return 1;
    }
    // the two highest bits say how the data are kept, not how long they are
    long bytes = events.getInt(at + Sequencer.AT_LENGTH) & 0x3fff_ffffL;
    return 1 + (bytes + Sequencer.EVENT_BYTES - 1) / Sequencer.EVENT_BYTES;
  }

  /** The kernel's real time of a record, in nanoseconds since its queue began. */
  static long queueNs(ByteBuffer events, int at) {
    return (events.getInt(at + Sequencer.AT_SECONDS) & 0xffff_ffffL) * 1_000_000_000
        + (events.getInt(at + Sequencer.AT_NANOSECONDS) & 0xffff_ffffL);
  }

  static boolean hasRealTime(ByteBuffer events, int at) {
    return (events.get(at + Sequencer.AT_FLAGS) & Sequencer.TIME_REAL) != 0;
  }

  static int type(ByteBuffer events, int at) {
    return unsigned(events, at + Sequencer.AT_TYPE);
  }

  /** Two neighbouring bytes as the address of a port. */
  static int address(ByteBuffer events, int at) {
    return Sequencer.address(unsigned(events, at), unsigned(events, at + 1));
  }

  /**
   * Hands a record's message to a receiver, without a port in its highest byte.
   *
   * @param at where the record begins; 28 bytes must follow
   */
  static Kind read(ByteBuffer events, int at, MidiReceiver to, long timeNs) {
    int channel = unsigned(events, at + Sequencer.AT_CHANNEL);
    int parameter = events.getInt(at + Sequencer.AT_PARAMETER);
    int value = events.getInt(at + Sequencer.AT_VALUE);
    int type = type(events, at);
    switch (type) {
      case Sequencer.NOTE_ON:
        return key(MidiMessages.NOTE_ON, events, at, to, timeNs);
      case Sequencer.NOTE_OFF:
        return key(MidiMessages.NOTE_OFF, events, at, to, timeNs);
      case Sequencer.KEY_PRESSURE:
        return key(MidiMessages.KEY_PRESSURE, events, at, to, timeNs);
      case Sequencer.CONTROLLER:
        if (channel > 15 || isNoData(parameter)) {
          return Kind.MALFORMED;
        }
        to.receive(MidiMessages.controlChange(channel, parameter, clamped(value)), timeNs);
        return Kind.MESSAGE;
      case Sequencer.PROGRAM_CHANGE:
        if (channel > 15 || isNoData(value)) {
          return Kind.MALFORMED;
        }
        to.receive(MidiMessages.pack(MidiMessages.PROGRAM_CHANGE | channel, value, 0), timeNs);
        return Kind.MESSAGE;
      case Sequencer.CHANNEL_PRESSURE:
        if (channel > 15) {
          return Kind.MALFORMED;
        }
        to.receive(
            MidiMessages.pack(MidiMessages.CHANNEL_PRESSURE | channel, clamped(value), 0), timeNs);
        return Kind.MESSAGE;
      case Sequencer.PITCH_BEND:
        if (channel > 15) {
          return Kind.MALFORMED;
        }
        int bend = BEND_CENTRE + Math.max(-BEND_CENTRE, Math.min(BEND_CENTRE - 1, value));
        to.receive(
            MidiMessages.pack(MidiMessages.PITCH_BEND | channel, bend & 0x7f, bend >> 7), timeNs);
        return Kind.MESSAGE;
      case Sequencer.CONTROLLER_14:
        if (channel > 15 || parameter < 0 || parameter >= LSB) {
          return Kind.MALFORMED;
        }
        pair(channel, parameter, parameter + LSB, value, to, timeNs);
        return Kind.MESSAGE;
      case Sequencer.UNREGISTERED_PARAMETER, Sequencer.REGISTERED_PARAMETER:
        if (channel > 15) {
          return Kind.MALFORMED;
        }
        int number =
            type == Sequencer.REGISTERED_PARAMETER ? REGISTERED_NUMBER : UNREGISTERED_NUMBER;
        pair(channel, number, number - 1, parameter, to, timeNs);
        pair(channel, DATA_ENTRY, DATA_ENTRY + LSB, value, to, timeNs);
        return Kind.MESSAGE;
      case Sequencer.SONG_POSITION:
        to.receive(MidiMessages.pack(0xF2, value & 0x7f, value >> 7 & 0x7f), timeNs);
        return Kind.MESSAGE;
      case Sequencer.SONG_SELECT:
        to.receive(MidiMessages.pack(0xF3, value & 0x7f, 0), timeNs);
        return Kind.MESSAGE;
      case Sequencer.QUARTER_FRAME:
        to.receive(MidiMessages.pack(0xF1, value & 0x7f, 0), timeNs);
        return Kind.MESSAGE;
      case Sequencer.TUNE_REQUEST:
        return single(0xF6, to, timeNs);
      case Sequencer.CLOCK:
        return single(0xF8, to, timeNs);
      case Sequencer.START:
        return single(0xFA, to, timeNs);
      case Sequencer.CONTINUE:
        return single(0xFB, to, timeNs);
      case Sequencer.STOP:
        return single(0xFC, to, timeNs);
      case Sequencer.SENSING:
        return single(0xFE, to, timeNs);
      case Sequencer.RESET:
        return single(0xFF, to, timeNs);
      case Sequencer.SYSTEM_EXCLUSIVE:
        return Kind.SYSTEM_EXCLUSIVE;
      default:
        return Kind.OTHER;
    }
  }

  private static Kind key(int status, ByteBuffer events, int at, MidiReceiver to, long timeNs) {
    int channel = unsigned(events, at + Sequencer.AT_CHANNEL);
    int key = unsigned(events, at + Sequencer.AT_KEY);
    if (channel > 15 || key > 127) {
      return Kind.MALFORMED;
    }
    int velocity = Math.min(127, unsigned(events, at + Sequencer.AT_VELOCITY));
    to.receive(MidiMessages.pack(status | channel, key, velocity), timeNs);
    return Kind.MESSAGE;
  }

  private static void pair(
      int channel, int high, int low, int value, MidiReceiver to, long timeNs) {
    to.receive(MidiMessages.controlChange(channel, high, value >> 7 & 0x7f), timeNs);
    to.receive(MidiMessages.controlChange(channel, low, value & 0x7f), timeNs);
  }

  private static Kind single(int status, MidiReceiver to, long timeNs) {
    to.receive(MidiMessages.pack(status, 0, 0), timeNs);
    return Kind.MESSAGE;
  }

  private static boolean isNoData(int value) {
    return (value & ~0x7f) != 0;
  }

  private static int clamped(int value) {
    return Math.max(0, Math.min(127, value));
  }

  private static int unsigned(ByteBuffer events, int at) {
    return events.get(at) & 0xff;
  }
}
