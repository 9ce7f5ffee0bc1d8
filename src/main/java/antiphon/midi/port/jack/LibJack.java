package antiphon.midi.port.jack;

import com.sun.jna.Callback;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;

/**
 * The functions of libjack that are needed, as its headers {@code jack/jack.h}, {@code
 * jack/midiport.h} and {@code jack/transport.h} declare them. Those of the process callback take
 * and give numbers only, so that a call allocates nothing; addresses and {@code size_t} are a
 * {@code long}, for 64-bit machines.
 */
final class LibJack {
  static final String MIDI_TYPE = "8 bit raw midi";

  static final int NO_START_SERVER = 1;

  /** States of the transport (jack/types.h) in which its position moves. */
  static final int ROLLING = 1;

  static final int LOOPING = 2;

  static final int PORT_IS_INPUT = 1;
  static final int PORT_IS_OUTPUT = 2;
  static final int PORT_IS_PHYSICAL = 4;

  /** Fields of {@code jack_midi_event_t}: time, size and address of the bytes. */
  static final int EVENT_TIME = 0;

  static final int EVENT_SIZE = 8;
  static final int EVENT_BYTES = 16;
  static final int EVENT_LENGTH = 24;

  /** The argument that libjack hands back besides is not asked for. */
  interface ProcessCallback extends Callback {
    int invoke(int frames);
  }

  /** The position is that of the next period; it is filled in place. */
  interface TimebaseCallback extends Callback {
    void invoke(int state, int frames, long position, int isNew);
  }

  interface XrunCallback extends Callback {
    int invoke();
  }

  interface RegistrationCallback extends Callback {
    void invoke(int port, int registered);
  }

  interface ShutdownCallback extends Callback {
    void invoke();
  }

  static final String NAME = Platform.isWindows() ? "libjack64" : "jack";

  /** Held: JNA unloads a library that nobody holds. */
  private static final NativeLibrary LIBRARY = NativeLibrary.getInstance(NAME);

  static {
    if (Native.POINTER_SIZE != Long.BYTES) {
      throw new UnsatisfiedLinkError("not a 64-bit machine");
    }
    Native.register(LibJack.class, LIBRARY);
  }

  private LibJack() {}

  static native long jack_client_open(String name, int options, Pointer status);

  static native int jack_client_close(long client);

  static native String jack_get_client_name(long client);

  static native int jack_get_sample_rate(long client);

  static native int jack_get_buffer_size(long client);

  static native int jack_activate(long client);

  static native int jack_set_process_callback(long client, ProcessCallback callback, Pointer arg);

  static native int jack_set_xrun_callback(long client, XrunCallback callback, Pointer arg);

  static native int jack_set_port_registration_callback(
      long client, RegistrationCallback callback, Pointer arg);

  static native void jack_on_shutdown(long client, ShutdownCallback callback, Pointer arg);

  static native long jack_port_register(
      long client, String name, String type, NativeLong flags, NativeLong bufferSize);

  static native Pointer jack_port_get_all_connections(long client, long port);

  static native Pointer jack_get_ports(long client, String name, String type, NativeLong flags);

  static native void jack_free(Pointer memory);

  static native int jack_connect(long client, String source, String destination);

  static native int jack_last_frame_time(long client);

  static native int jack_frames_since_cycle_start(long client);

  static native int jack_transport_query(long client, long position);

  static native int jack_set_timebase_callback(
      long client, int conditional, TimebaseCallback callback, Pointer arg);

  static native long jack_port_get_buffer(long port, int frames);

  static native void jack_midi_clear_buffer(long buffer);

  static native int jack_midi_get_event_count(long buffer);

  static native int jack_midi_event_get(long event, long buffer, int index);

  static native long jack_midi_event_reserve(long buffer, int time, long size);
}
