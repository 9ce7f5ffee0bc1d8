package antiphon.midi.port.alsa;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;

/**
 * What is used of libasound, the library of ALSA: setting up. Functions that return a number return
 * a negative errno when they fail. See https://www.alsa-project.org/alsa-doc/alsa-lib/seq.html.
 */
final class Libasound {
  /** By its version: the plain name is there for compilers only. */
  static final String FILE = "libasound.so.2";

  static final int DUPLEX = 3;
  static final int NON_BLOCKING = 1;

  static {
    Native.register(Libasound.class, NativeLibrary.getInstance(FILE));
  }

  private Libasound() {}

  static native String snd_strerror(int error);

  static native int snd_seq_open(PointerByReference sequencer, String name, int streams, int mode);

  static native int snd_seq_close(Pointer sequencer);

  static native int snd_seq_client_id(Pointer sequencer);

  static native int snd_seq_set_client_name(Pointer sequencer, String name);

  static native int snd_seq_set_client_pool_output(
      Pointer sequencer, com.sun.jna.NativeLong events);

  static native int snd_seq_set_client_pool_input(Pointer sequencer, com.sun.jna.NativeLong events);

  /** Fills in {@code struct pollfd}: the file at 0, the events at 4. */
  static native int snd_seq_poll_descriptors(
      Pointer sequencer, Pointer files, int count, short events);

  static native int snd_seq_client_info_malloc(PointerByReference info);

  static native void snd_seq_client_info_free(Pointer info);

  static native void snd_seq_client_info_set_client(Pointer info, int client);

  static native int snd_seq_client_info_get_client(Pointer info);

  static native int snd_seq_client_info_get_type(Pointer info);

  static native int snd_seq_client_info_get_pid(Pointer info);

  static native String snd_seq_client_info_get_name(Pointer info);

  static native int snd_seq_get_any_client_info(Pointer sequencer, int client, Pointer info);

  static native int snd_seq_query_next_client(Pointer sequencer, Pointer info);

  static native int snd_seq_port_info_malloc(PointerByReference info);

  static native void snd_seq_port_info_free(Pointer info);

  static native void snd_seq_port_info_set_client(Pointer info, int client);

  static native void snd_seq_port_info_set_port(Pointer info, int port);

  static native void snd_seq_port_info_set_port_specified(Pointer info, int specified);

  static native int snd_seq_port_info_get_port(Pointer info);

  static native String snd_seq_port_info_get_name(Pointer info);

  static native int snd_seq_port_info_get_capability(Pointer info);

  static native void snd_seq_port_info_set_name(Pointer info, String name);

  static native void snd_seq_port_info_set_capability(Pointer info, int capability);

  static native void snd_seq_port_info_set_type(Pointer info, int type);

  static native void snd_seq_port_info_set_midi_channels(Pointer info, int channels);

  static native void snd_seq_port_info_set_timestamping(Pointer info, int enable);

  static native void snd_seq_port_info_set_timestamp_real(Pointer info, int real);

  static native void snd_seq_port_info_set_timestamp_queue(Pointer info, int queue);

  static native int snd_seq_create_port(Pointer sequencer, Pointer info);

  static native int snd_seq_get_any_port_info(
      Pointer sequencer, int client, int port, Pointer info);

  static native int snd_seq_query_next_port(Pointer sequencer, Pointer info);

  static native int snd_seq_connect_from(Pointer sequencer, int port, int client, int otherPort);

  static native int snd_seq_connect_to(Pointer sequencer, int port, int client, int otherPort);

  static native int snd_seq_disconnect_from(Pointer sequencer, int port, int client, int otherPort);

  static native int snd_seq_disconnect_to(Pointer sequencer, int port, int client, int otherPort);

  static native int snd_seq_alloc_named_queue(Pointer sequencer, String name);

  static native int snd_seq_control_queue(
      Pointer sequencer, int queue, int type, int value, Pointer event);

  static native int snd_seq_drain_output(Pointer sequencer);

  static native int snd_seq_queue_status_malloc(PointerByReference status);

  static native void snd_seq_queue_status_free(Pointer status);

  static native int snd_seq_get_queue_status(Pointer sequencer, int queue, Pointer status);

  /** Into the status: seconds at 0, nanoseconds at 4. */
  static native Pointer snd_seq_queue_status_get_real_time(Pointer status);

  static native int snd_seq_queue_status_get_events(Pointer status);
}
