package antiphon.app.realtime;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Datagrams to a socket in the file system or of Linux's abstract names (unix(7)), which Java has
 * none of.
 */
public final class NoticeSocket {
  private static final Logger LOG = LoggerFactory.getLogger(NoticeSocket.class);
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;

  /** Of struct sockaddr_un: two bytes of family, and the path with its end. */
  private static final int PATH_OFFSET = 2;

  private static final int PATH_BYTES = 108;

  private NoticeSocket() {}

  /**
   * Sends one datagram, without waiting.
   *
   * @param address an absolute path, or {@code @} and an abstract name
   * @return whether the system took it
   */
  public static boolean send(String address, String text) {
    byte[] path = address.getBytes(StandardCharsets.UTF_8);
    if (path.length == 0 || path.length >= PATH_BYTES) {
      return false;
    }
    if (path[0] == '@') {
      path[0] = 0;
    }
    try {
      return Calls.send(path, text.getBytes(StandardCharsets.UTF_8));
    } catch (LinkageError e) {
      LOG.debug("the system cannot be asked", e);
      return false;
    }
  }

  /** Apart, so that only what is sent loads JNA. */
  private static final class Calls {
    static {
      Native.register(Calls.class, NativeLibrary.getInstance("c"));
    }

    static boolean send(byte[] path, byte[] text) {
      int socket = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
      if (socket < 0) {
        return false;
      }
      // an abstract name ends where the address does, a path with a zero
      int length = PATH_OFFSET + path.length + (path[0] == 0 ? 0 : 1);
      try (Memory address = new Memory(length);
          Memory message = new Memory(text.length)) {
        address.clear();
        address.setShort(0, (short) AF_UNIX);
        address.write(PATH_OFFSET, path, 0, path.length);
        message.write(0, text, 0, text.length);
        int flags = MSG_DONTWAIT | MSG_NOSIGNAL;
        NativeLong size = new NativeLong(text.length);
        return sendto(socket, message, size, flags, address, length).longValue() == text.length;
      } finally {
        close(socket);
      }
    }

    private static native int socket(int domain, int type, int protocol);

    private static native NativeLong sendto(
        int socket, Pointer message, NativeLong size, int flags, Pointer address, int length);

    private static native int close(int file);
  }
}
