package antiphon.control.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client that sends just what it is told to, well-formed or not. */
final class Wire implements AutoCloseable {
  static final int FIN = 0x80;
  static final int RSV1 = 0x40;
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;

  private static final int PATIENCE_MS = 10_000;
  private static final int MASKED = 0x80;
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\nContent-Length: (\\d+)");

  private final Socket socket = new Socket();
  private final DataInputStream in;

  Wire(int port) {
    this(port, 0);
  }

  /**
   * @param receiveBytes how little the system keeps for a client that does not read; 0 for the
   *     usual
   */
  Wire(int port, int receiveBytes) {
    try {
      if (receiveBytes > 0) {
        socket.setReceiveBufferSize(receiveBytes);
      }
      socket.setSoTimeout(PATIENCE_MS);
      socket.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MS);
      in = new DataInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A whole request, and what is answered. */
  static String ask(int port, String request) {
    try (Wire wire = new Wire(port)) {
      return wire.say(request).answer();
    }
  }

  Wire say(String text) {
    return say(text.getBytes(ISO_8859_1));
  }

  Wire say(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@link #say}, to somebody who may have hung up. */
  boolean trySay(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Breaks the connection off, without a farewell. */
  void breakOff() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Head and body; what there was, when it ended before. */
  String answer() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      String text = "";
      while (!text.endsWith("\r\n\r\n")) {
        all.write(in.readByte());
        text = all.toString(ISO_8859_1);
      }
      Matcher length = LENGTH.matcher(text);
      if (length.find()) {
        all.write(in.readNBytes(Integer.parseInt(length.group(1))));
      }
    } catch (EOFException | SocketException e) {
      // that was all
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all.toString(UTF_8);
  }

  /** Waits for the other side to end it. */
  boolean hungUp() {
    try {
      in.skipNBytes(Long.MAX_VALUE);
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** Becomes a page. */
  static Wire page(int port) {
    return page(port, 0, "");
  }

  /**
   * @param headers each with its line's end
   */
  static Wire page(int port, int receiveBytes, String headers) {
    Wire wire = new Wire(port, receiveBytes);
    String answer = wire.say(upgrade("127.0.0.1:" + port, headers)).answer();
    if (!answer.startsWith("HTTP/1.1 101")) {
      throw new AssertionError(answer);
    }
    return wire;
  }

  static String upgrade(String host, String headers) {
    return "GET /ws HTTP/1.1\r\nHost: "
        + host
        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        + headers
        + "\r\n";
  }

  Wire frame(int first, String payload) {
    return say(frameOf(first, payload.getBytes(UTF_8)));
  }

  /** Masked by zeros, as a client has to. */
  static byte[] frameOf(int first, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 14).put((byte) first);
    if (payload.length < 126) {
      frame.put((byte) (MASKED | payload.length));
    } else {
      frame.put((byte) (MASKED | 126)).putShort((short) payload.length);
    }
    frame.putInt(0).put(payload).flip();
    byte[] bytes = new byte[frame.remaining()];
    frame.get(bytes);
    return bytes;
  }

  /** Reads on to the end of a page: its code and reason, or nothing where none is given. */
  String closing() {
    try {
      while (true) {
        int opcode = in.readByte() & 15;
        int length = in.readByte() & 127;
        long bytes = length < 126 ? length : length == 126 ? in.readUnsignedShort() : in.readLong();
        byte[] payload = in.readNBytes((int) bytes);
        if (opcode == CLOSE) {
          ByteBuffer reason = ByteBuffer.wrap(payload);
          return reason.getShort() + " " + UTF_8.decode(reason);
        }
      }
    } catch (EOFException | SocketException e) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
