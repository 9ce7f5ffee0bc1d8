package antiphon.midi.port.alsa;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;

/**
 * What is used of the C library on the sequencer's file (read(2), write(2), poll(2)). The numbers
 * of bytes that it returns fit an {@code int}; -1 is an error, of which {@link
 * Native#getLastError()} tells.
 */
final class Libc {
  static final int ENOSPC = 28;
  static final short POLLIN = 1;

  static {
    Native.register(Libc.class, NativeLibrary.getInstance("c"));
  }

  private Libc() {}

  static native int read(int file, Pointer memory, NativeLong bytes);

  static native int write(int file, Pointer memory, NativeLong bytes);

  static native int poll(Pointer files, NativeLong count, int timeoutMs);
}
