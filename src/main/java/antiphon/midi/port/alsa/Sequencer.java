package antiphon.midi.port.alsa;

/**
 * Facts of the kernel's interface: event types, flags and offsets within {@code struct
 * snd_seq_event}, capabilities (include/uapi/sound/asequencer.h).
 */
final class Sequencer {
  /** Bytes of an event; data of variable length follow it in cells of the same size. */
  static final int EVENT_BYTES = 28;

  static final int NOTE_ON = 6;
  static final int NOTE_OFF = 7;
  static final int KEY_PRESSURE = 8;
  static final int CONTROLLER = 10;
  static final int PROGRAM_CHANGE = 11;
  static final int CHANNEL_PRESSURE = 12;
  static final int PITCH_BEND = 13;
  static final int CONTROLLER_14 = 14;
  static final int UNREGISTERED_PARAMETER = 15;
  static final int REGISTERED_PARAMETER = 16;
  static final int SONG_POSITION = 20;
  static final int SONG_SELECT = 21;
  static final int QUARTER_FRAME = 22;
  static final int START = 30;
  static final int CONTINUE = 31;
  static final int STOP = 32;
  static final int CLOCK = 36;
  static final int TUNE_REQUEST = 40;
  static final int RESET = 41;
  static final int SENSING = 42;
  static final int CLIENT_EXIT = 61;
  static final int CLIENT_CHANGE = 62;
  static final int PORT_START = 63;
  static final int PORT_EXIT = 64;
  static final int PORT_CHANGE = 65;
  static final int PORT_SUBSCRIBED = 66;
  static final int PORT_UNSUBSCRIBED = 67;
  static final int SYSTEM_EXCLUSIVE = 130;

  /** Flags: the time is real time and not ticks; it is absolute when no other flag says else. */
  static final int TIME_REAL = 1;

  static final int LENGTH_MASK = 3 << 2;
  static final int LENGTH_VARIABLE = 1 << 2;

  static final int AT_TYPE = 0;
  static final int AT_FLAGS = 1;
  static final int AT_TAG = 2;
  static final int AT_QUEUE = 3;
  static final int AT_SECONDS = 4;
  static final int AT_NANOSECONDS = 8;
  static final int AT_SOURCE_CLIENT = 12;
  static final int AT_SOURCE_PORT = 13;
  static final int AT_TARGET_CLIENT = 14;
  static final int AT_TARGET_PORT = 15;
  static final int AT_DATA = 16;

  /** Within the data: a parameter's number and its value, signed; or the bytes that follow. */
  static final int AT_CHANNEL = AT_DATA;

  static final int AT_KEY = AT_DATA + 1;
  static final int AT_VELOCITY = AT_DATA + 2;
  static final int AT_PARAMETER = AT_DATA + 4;
  static final int AT_VALUE = AT_DATA + 8;
  static final int AT_LENGTH = AT_DATA;

  /** The kernel itself as a client, and its port that announces what comes and goes. */
  static final int SYSTEM_CLIENT = 0;

  static final int ANNOUNCE_PORT = 1;

  /** As a target: whoever has subscribed the source port. */
  static final int SUBSCRIBERS = 254;

  static final int UNKNOWN = 253;

  static final int CAN_READ = 1;
  static final int CAN_WRITE = 1 << 1;
  static final int CAN_SUBSCRIBE_READ = 1 << 5;
  static final int CAN_SUBSCRIBE_WRITE = 1 << 6;
  static final int NO_EXPORT = 1 << 7;

  static final int TYPE_MIDI = 1 << 1;
  static final int TYPE_SOFTWARE = 1 << 17;
  static final int TYPE_APPLICATION = 1 << 20;

  static final int USER_CLIENT = 1;

  /** Most events that a client may keep for itself, each way. */
  static final int POOL_EVENTS = 2000;

  private Sequencer() {}

  /** A client's port as one number. */
  static int address(int client, int port) {
    return client << 8 | port;
  }

  static int client(int address) {
    return address >>> 8;
  }

  static int port(int address) {
    return address & 0xff;
  }

  /** As aconnect writes it. */
  static String id(int address) {
    return client(address) + ":" + port(address);
  }

  /** Of what {@link #id} has written. */
  static int address(String id) {
    int colon = id.indexOf(':');
    return address(
        Integer.parseInt(id, 0, colon, 10), Integer.parseInt(id, colon + 1, id.length(), 10));
  }
}
