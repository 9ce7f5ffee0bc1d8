package antiphon.control.osc;

import com.illposed.osc.BufferBytesReceiver;
import com.illposed.osc.OSCMessage;
import com.illposed.osc.OSCPacket;
import com.illposed.osc.OSCParseException;
import com.illposed.osc.OSCParser;
import com.illposed.osc.OSCSerializeException;
import com.illposed.osc.OSCSerializerAndParserBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Another program with one socket, which keeps what it is told. */
final class OscClient implements AutoCloseable {
  private final List<OSCMessage> heard = new CopyOnWriteArrayList<>();
  private final DatagramSocket socket;
  private final int serverPort;

  OscClient(int serverPort) {
    this.serverPort = serverPort;
    try {
      socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
      socket.setReceiveBufferSize(1 << 20);
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
    Thread thread = new Thread(this::listen, "osc-client");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return socket.getLocalPort();
  }

  void send(String address, Object... arguments) {
    send(new OSCMessage(address, List.of(arguments)));
  }

  void send(OSCPacket packet) {
    send(bytes(packet));
  }

  void send(byte[] packet) {
    try {
      socket.send(
          new DatagramPacket(packet, packet.length, InetAddress.getLoopbackAddress(), serverPort));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] bytes(OSCPacket packet) {
    ByteBuffer buffer = ByteBuffer.allocate(65_507);
    try {
      new OSCSerializerAndParserBuilder()
          .buildSerializer(new BufferBytesReceiver(buffer))
          .write(packet);
    } catch (OSCSerializeException e) {
      throw new IllegalArgumentException(e);
    }
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  /** The last message to an address, as soon as there is one. */
  OSCMessage await(String address) {
    poll().until(() -> heard(address) != null);
    return heard(address);
  }

  /** Waits, and looks often. */
  static ConditionFactory poll() {
    return Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2));
  }

  /** The last message to an address, or null. */
  OSCMessage heard(String address) {
    OSCMessage last = null;
    for (OSCMessage message : heard) {
      last = message.getAddress().equals(address) ? message : last;
    }
    return last;
  }

  int times(String address) {
    return (int) heard.stream().filter(m -> m.getAddress().equals(address)).count();
  }

  List<String> errors() {
    return heard.stream()
        .filter(message -> message.getAddress().equals("/antiphon/error"))
        .map(message -> (String) message.getArguments().get(0))
        .toList();
  }

  void forget() {
    heard.clear();
  }

  void forget(String address) {
    heard.removeIf(message -> message.getAddress().equals(address));
  }

  @Override
  public void close() {
    socket.close();
  }

  private void listen() {
    OSCParser parser = new OSCSerializerAndParserBuilder().buildParser();
    byte[] buffer = new byte[65_507];
    while (!socket.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        heard.add((OSCMessage) parser.convert(ByteBuffer.wrap(buffer, 0, packet.getLength())));
      } catch (OSCParseException e) {
        throw new IllegalStateException(e);
      } catch (IOException e) {
        // it was closed
      }
    }
  }
}
