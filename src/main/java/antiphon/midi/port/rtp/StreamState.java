package antiphon.midi.port.rtp;

import antiphon.midi.port.MidiMessages;
import java.util.Arrays;

/**
 * What the messages of a stream add up to, for each channel: which keys are down and how hard they
 * were struck, and what is set. A <i>register</i> is what can be set: a controller by its number,
 * or one of {@link #PROGRAM}, {@link #WHEEL}, {@link #PRESSURE}. Never allocates after it is made.
 */
final class StreamState {
  static final int CHANNELS = 16;
  static final int PITCHES = 128;

  static final int LAST_CONTROLLER = 119;
  static final int RESET_CONTROLLERS = 121;
  static final int BANK_MSB = 0;
  static final int BANK_LSB = 32;
  static final int PROGRAM = 128;
  static final int WHEEL = 129;
  static final int PRESSURE = 130;
  static final int REGISTERS = 131;

  /** A register that nothing was heard of. */
  static final int UNKNOWN = -1;

  private static final int WHEEL_CENTRE = 0x2000;
  private static final int MODULATION = 1;
  private static final int EXPRESSION = 11;
  private static final int FIRST_PEDAL = 64;
  private static final int LAST_PEDAL = 67;

  private final byte[] velocities = new byte[CHANNELS * PITCHES];
  private final short[] registers = new short[CHANNELS * REGISTERS];

  StreamState() {
    clear();
  }

  void clear() {
    Arrays.fill(velocities, (byte) 0);
    Arrays.fill(registers, (short) UNKNOWN);
  }

  /** Forgets the keys, not what is set. */
  void releaseAll() {
    Arrays.fill(velocities, (byte) 0);
  }

  /** 0 for a key that is up. */
  int velocity(int channel, int pitch) {
    return velocities[channel * PITCHES + pitch];
  }

  int register(int channel, int register) {
    return registers[channel * REGISTERS + register];
  }

  /** Notes what a message does. */
  void pass(int message) {
    int channel = MidiMessages.channel(message);
    int data1 = MidiMessages.data1(message);
    int data2 = MidiMessages.data2(message);
    switch (MidiMessages.command(message)) {
      case MidiMessages.NOTE_ON -> velocities[channel * PITCHES + data1] = (byte) data2;
      case MidiMessages.NOTE_OFF -> velocities[channel * PITCHES + data1] = 0;
      case MidiMessages.CONTROL_CHANGE -> control(channel, data1, data2);
      case MidiMessages.SYSTEM -> {
        if (MidiMessages.status(message) == 0xFF) {
          clear();
        }
      }
      default -> {
        int register = registerOf(message);
        if (register >= 0) {
          set(channel, register, valueOf(message));
        }
      }
    }
  }

  private void control(int channel, int number, int value) {
    if (MidiMessages.endsAllNotes(number)) {
      Arrays.fill(velocities, channel * PITCHES, (channel + 1) * PITCHES, (byte) 0);
    } else if (number == RESET_CONTROLLERS) {
      for (int register = 0; register < REGISTERS; register++) {
        if (isReset(register) && register(channel, register) != UNKNOWN) {
          set(channel, register, resetValue(register));
        }
      }
    } else if (number <= LAST_CONTROLLER) {
      set(channel, number, value);
    }
  }

  private void set(int channel, int register, int value) {
    registers[channel * REGISTERS + register] = (short) value;
  }

  /**
   * The register that a message sets, or -1. Those of controllers above {@link #LAST_CONTROLLER},
   * the channel modes, set none.
   */
  static int registerOf(int message) {
    return switch (MidiMessages.command(message)) {
      case MidiMessages.CONTROL_CHANGE ->
          MidiMessages.data1(message) <= LAST_CONTROLLER ? MidiMessages.data1(message) : -1;
      case MidiMessages.PROGRAM_CHANGE -> PROGRAM;
      case MidiMessages.CHANNEL_PRESSURE -> PRESSURE;
      case 0xE0 -> WHEEL;
      default -> -1;
    };
  }

  /** What a message sets its register to. */
  static int valueOf(int message) {
    return switch (MidiMessages.command(message)) {
      case MidiMessages.CONTROL_CHANGE -> MidiMessages.data2(message);
      case 0xE0 -> MidiMessages.data1(message) | MidiMessages.data2(message) << 7;
      default -> MidiMessages.data1(message);
    };
  }

  /** The message that sets a register. */
  static int message(int channel, int register, int value) {
    return switch (register) {
      case PROGRAM -> MidiMessages.pack(MidiMessages.PROGRAM_CHANGE | channel, value, 0);
      case PRESSURE -> MidiMessages.pack(MidiMessages.CHANNEL_PRESSURE | channel, value, 0);
      case WHEEL -> MidiMessages.pack(0xE0 | channel, value & 0x7f, value >> 7);
      default -> MidiMessages.controlChange(channel, register, value);
    };
  }

  /**
   * Whether "reset all controllers" sets a register (MIDI Recommended Practice RP-015): modulation,
   * expression, pedals, wheel, pressure.
   */
  static boolean isReset(int register) {
    return register == MODULATION
        || register == EXPRESSION
        || register >= FIRST_PEDAL && register <= LAST_PEDAL
        || register == WHEEL
        || register == PRESSURE;
  }

  /** What it is set to then. */
  static int resetValue(int register) {
    return switch (register) {
      case EXPRESSION -> 127;
      case WHEEL -> WHEEL_CENTRE;
      default -> 0;
    };
  }
}
