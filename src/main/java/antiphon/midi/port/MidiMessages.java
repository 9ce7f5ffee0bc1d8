package antiphon.midi.port;

/**
 * Channel and real-time messages of up to three bytes, packed into an {@code int} as status, first
 * data byte and second data byte from the lowest byte up (MIDI 1.0 Detailed Specification, table
 * 1). The highest byte is the one of Antiphon's own ports by which a message came in, or to which
 * it goes: its place among them.
 */
public final class MidiMessages {
  public static final int NOTE_OFF = 0x80;
  public static final int NOTE_ON = 0x90;
  public static final int KEY_PRESSURE = 0xA0;
  public static final int CONTROL_CHANGE = 0xB0;
  public static final int PROGRAM_CHANGE = 0xC0;
  public static final int CHANNEL_PRESSURE = 0xD0;
  public static final int PITCH_BEND = 0xE0;
  public static final int SYSTEM = 0xF0;

  public static final int CONTROLLER_SUSTAIN = 64;
  public static final int CONTROLLER_SOSTENUTO = 66;
  public static final int CONTROLLER_HOLD_2 = 69;
  public static final int CONTROLLER_ALL_SOUND_OFF = 120;
  public static final int CONTROLLER_ALL_NOTES_OFF = 123;

  /** The least value of a pedal's controller at which it is down. */
  public static final int PEDAL_DOWN = 64;

  private MidiMessages() {}

  public static int pack(int status, int data1, int data2) {
    return status & 0xff | (data1 & 0x7f) << 8 | (data2 & 0x7f) << 16;
  }

  public static int noteOn(int channel, int pitch, int velocity) {
    return pack(NOTE_ON | channel, pitch, velocity);
  }

  public static int noteOff(int channel, int pitch) {
    return pack(NOTE_OFF | channel, pitch, 0);
  }

  public static int controlChange(int channel, int controller, int value) {
    return pack(CONTROL_CHANGE | channel, controller, value);
  }

  public static int status(int message) {
    return message & 0xff;
  }

  /** Antiphon's own port by which it came in, or to which it goes. */
  public static int port(int message) {
    return message >>> 24;
  }

  /**
   * The same message at another port.
   *
   * @param port 0 to 255
   */
  public static int atPort(int message, int port) {
    return message & 0xffffff | port << 24;
  }

  /** The message without its channel; {@link #SYSTEM} for all system messages. */
  public static int command(int message) {
    return message & 0xf0;
  }

  /** Whether it tells a beat: clock, start, continue, stop or song position. */
  public static boolean isBeat(int message) {
    return switch (status(message)) {
      case 0xF2, 0xF8, 0xFA, 0xFB, 0xFC -> true;
      default -> false;
    };
  }

  public static int channel(int message) {
    return message & 0x0f;
  }

  public static int data1(int message) {
    return message >>> 8 & 0x7f;
  }

  public static int data2(int message) {
    return message >>> 16 & 0x7f;
  }

  public static boolean isNoteOn(int message) {
    return command(message) == NOTE_ON && data2(message) > 0;
  }

  /** A note-off, or a note-on with velocity 0, which means the same. */
  public static boolean isNoteOff(int message) {
    return command(message) == NOTE_OFF || command(message) == NOTE_ON && data2(message) == 0;
  }

  /**
   * Whether a controller ends every note of its channel: all sound off, all notes off and the modes
   * that imply it.
   */
  public static boolean endsAllNotes(int controller) {
    return controller == CONTROLLER_ALL_SOUND_OFF || controller >= CONTROLLER_ALL_NOTES_OFF;
  }

  /** Whether a controller is a pedal that can hold notes whose keys are up. */
  public static boolean isPedal(int controller) {
    return controller == CONTROLLER_SUSTAIN
        || controller == CONTROLLER_SOSTENUTO
        || controller == CONTROLLER_HOLD_2;
  }

  /** Whether a pedal goes down that can hold notes whose keys are up. */
  public static boolean isPedalDown(int message) {
    return command(message) == CONTROL_CHANGE
        && isPedal(data1(message))
        && data2(message) >= PEDAL_DOWN;
  }

  /** Whether sound may last for ever where a message is missing: the end of a note or a pedal. */
  public static boolean isEnd(int message) {
    return isNoteOff(message)
        || command(message) == CONTROL_CHANGE
            && (isPedal(data1(message)) && data2(message) < PEDAL_DOWN
                || endsAllNotes(data1(message)));
  }

  /**
   * Bytes of a message with this status: 1 to 3; 0 for system exclusive and for what is no status
   * byte.
   */
  public static int length(int status) {
    if (status < 0x80 || status == 0xF0 || status == 0xF7) {
      return 0;
    }
    return switch (status & 0xf0) {
      case PROGRAM_CHANGE, CHANNEL_PRESSURE -> 2;
      case SYSTEM -> status == 0xF2 ? 3 : status == 0xF1 || status == 0xF3 ? 2 : 1;
      default -> 3;
    };
  }

  /**
   * Packs bytes that are one whole message.
   *
   * @return the message, or 0 when they are anything else (system exclusive, stray data bytes, cut
   *     short)
   */
  public static int ofBytes(byte[] bytes, int count) {
    int status = count > 0 ? bytes[0] & 0xff : 0;
    int length = length(status);
    if (length == 0 || count < length) {
      return 0;
    }
    int data1 = length > 1 ? bytes[1] & 0xff : 0;
    int data2 = length > 2 ? bytes[2] & 0xff : 0;
    return data1 > 0x7f || data2 > 0x7f ? 0 : pack(status, data1, data2);
  }
}
