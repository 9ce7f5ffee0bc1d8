package antiphon.midi.port.jack;

import com.sun.jna.Callback;
import com.sun.jna.NativeLibrary;

/**
 * libjack writes to standard error whatever goes wrong inside it, at every try to reach a server.
 * What matters of that reaches the user as a {@link antiphon.midi.port.PortException} or a log
 * line; the rest is silenced here.
 */
final class LibraryChatter {
  /** The form of libjack's message functions. */
  public interface MessageFunction extends Callback {
    void invoke(String message);
  }

  /** Held for as long as libjack may call it. */
  private static final MessageFunction SILENCE = message -> {};

  /** Held too: JNA unloads a library that nobody holds, and it would come back with its voice. */
  private static NativeLibrary library;

  private LibraryChatter() {}

  static synchronized void silence() {
    try {
      library = NativeLibrary.getInstance(LibJack.NAME);
      library.getFunction("jack_set_error_function").invoke(new Object[] {SILENCE});
      library.getFunction("jack_set_info_function").invoke(new Object[] {SILENCE});
    } catch (LinkageError e) {
      return; // no libjack, nothing to silence
    }
  }
}
