package antiphon.midi.port.alsa;

import antiphon.midi.port.MidiMessages;
import java.nio.ByteBuffer;

/** Writes a message as the kernel's event record. Allocates nothing. */
final class EventWriter {
  /** As a target: whoever has subscribed. */
  static final int EVERYBODY = Sequencer.address(Sequencer.SUBSCRIBERS, Sequencer.UNKNOWN);

  private static final int BEND_CENTRE = 8192;
  private static final long SECOND_NS = 1_000_000_000;

  private EventWriter() {}

  /**
   * Writes type and data of a message, and no address yet.
   *
   * @return whether the sequencer has such an event; the record is of no use if it has not
   */
  static boolean write(int message, ByteBuffer event) {
    event.putInt(Sequencer.AT_DATA, 0);
    event.putInt(Sequencer.AT_PARAMETER, 0);
    event.putInt(Sequencer.AT_VALUE, 0);
    event.putInt(0, 0);
    int data1 = MidiMessages.data1(message);
    int data2 = MidiMessages.data2(message);
    if (MidiMessages.command(message) == MidiMessages.SYSTEM) {
      return system(MidiMessages.status(message), data1, data2, event);
    }
    event.put(Sequencer.AT_CHANNEL, (byte) MidiMessages.channel(message));
    switch (MidiMessages.command(message)) {
      case MidiMessages.NOTE_ON -> key(Sequencer.NOTE_ON, data1, data2, event);
      case MidiMessages.NOTE_OFF -> key(Sequencer.NOTE_OFF, data1, data2, event);
      case MidiMessages.KEY_PRESSURE -> key(Sequencer.KEY_PRESSURE, data1, data2, event);
      case MidiMessages.CONTROL_CHANGE -> {
        event.putInt(Sequencer.AT_PARAMETER, data1);
        value(Sequencer.CONTROLLER, data2, event);
      }
      case MidiMessages.PROGRAM_CHANGE -> value(Sequencer.PROGRAM_CHANGE, data1, event);
      case MidiMessages.CHANNEL_PRESSURE -> value(Sequencer.CHANNEL_PRESSURE, data1, event);
      case MidiMessages.PITCH_BEND ->
          value(Sequencer.PITCH_BEND, (data2 << 7 | data1) - BEND_CENTRE, event);
      default -> {
        return false; // no status byte
      }
    }
    return true;
  }

  /**
   * Says when a record is to be delivered.
   *
   * @param queueNs on the clock of that queue
   */
  static void schedule(ByteBuffer event, int queue, long queueNs) {
    event.put(Sequencer.AT_FLAGS, (byte) Sequencer.TIME_REAL);
    event.put(Sequencer.AT_QUEUE, (byte) queue);
    event.putInt(Sequencer.AT_SECONDS, (int) (queueNs / SECOND_NS));
    event.putInt(Sequencer.AT_NANOSECONDS, (int) (queueNs % SECOND_NS));
  }

  /**
   * Says by which of the own ports a record leaves, and for whom it is.
   *
   * @param target the address of one port; {@link #EVERYBODY} for all that have subscribed
   */
  static void address(ByteBuffer event, int port, int target) {
    event.put(Sequencer.AT_SOURCE_CLIENT, (byte) 0); // filled in by the kernel
    event.put(Sequencer.AT_SOURCE_PORT, (byte) port);
    event.put(Sequencer.AT_TARGET_CLIENT, (byte) Sequencer.client(target));
    event.put(Sequencer.AT_TARGET_PORT, (byte) Sequencer.port(target));
  }

  private static boolean system(int status, int data1, int data2, ByteBuffer event) {
    switch (status) {
      case 0xF1 -> value(Sequencer.QUARTER_FRAME, data1, event);
      case 0xF2 -> value(Sequencer.SONG_POSITION, data2 << 7 | data1, event);
      case 0xF3 -> value(Sequencer.SONG_SELECT, data1, event);
      case 0xF6 -> value(Sequencer.TUNE_REQUEST, 0, event);
      case 0xF8 -> value(Sequencer.CLOCK, 0, event);
      case 0xFA -> value(Sequencer.START, 0, event);
      case 0xFB -> value(Sequencer.CONTINUE, 0, event);
      case 0xFC -> value(Sequencer.STOP, 0, event);
      case 0xFE -> value(Sequencer.SENSING, 0, event);
      case 0xFF -> value(Sequencer.RESET, 0, event);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static void key(int type, int key, int velocity, ByteBuffer event) {
    event.put(Sequencer.AT_TYPE, (byte) type);
    event.put(Sequencer.AT_KEY, (byte) key);
    event.put(Sequencer.AT_VELOCITY, (byte) velocity);
  }

  private static void value(int type, int value, ByteBuffer event) {
    event.put(Sequencer.AT_TYPE, (byte) type);
    event.putInt(Sequencer.AT_VALUE, value);
  }
}
