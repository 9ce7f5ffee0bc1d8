package antiphon.midi.port.rtp;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.util.Random;

/**
 * Stands between two sessions on this machine: hands on what comes to its two ports, to the one
 * side what is from the other, and loses, doubles and swaps some of the music.
 */
final class UdpProxy implements AutoCloseable {
  private static final int MAX_DATAGRAM = 2_000;

  private final InetAddress address = InetAddress.getLoopbackAddress();
  private final DatagramSocket control;
  private final DatagramSocket data;
  private final int serverPort;
  private volatile double badness;
  private volatile long dropped;

  /**
   * @param port its control port, with the one after it for data
   * @param serverPort control port of the side that is invited
   */
  UdpProxy(int port, int serverPort, long seed) throws IOException {
    this.serverPort = serverPort;
    control = new DatagramSocket(port, address);
    data = new DatagramSocket(port + 1, address);
    start(control, serverPort, new Random(seed));
    start(data, serverPort + 1, new Random(seed + 1));
  }

  /** From now on so many packets are lost, as many doubled and as many overtaken. */
  void spoil(double share) {
    badness = share;
  }

  /** Packets of music that were lost on the way to the side that invites. */
  long dropped() {
    return dropped;
  }

  private void start(DatagramSocket socket, int port, Random random) {
    Thread thread = new Thread(() -> relay(socket, port, random), "proxy-" + port);
    thread.setDaemon(true);
    thread.start();
  }

  private void relay(DatagramSocket socket, int port, Random random) {
    byte[] octets = new byte[MAX_DATAGRAM];
    SocketAddress client = null;
    byte[] held = null;
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(octets, octets.length);
        socket.receive(packet);
        byte[] copy = java.util.Arrays.copyOf(octets, packet.getLength());
        boolean toClient = packet.getPort() == serverPort || packet.getPort() == serverPort + 1;
        if (!toClient) {
          client = packet.getSocketAddress();
          socket.send(new DatagramPacket(copy, copy.length, address, port));
          continue;
        }
        boolean music = !SessionPacket.isSigned(copy, copy.length);
        if (music && random.nextDouble() < badness) {
          dropped++;
          continue;
        }
        if (music && held == null && random.nextDouble() < badness) {
          held = copy;
          continue;
        }
        send(socket, copy, client);
        if (music && random.nextDouble() < badness) {
          send(socket, copy, client);
        }
        if (held != null) {
          send(socket, held, client);
          held = null;
        }
      }
    } catch (IOException e) {
      return; // closed
    }
  }

  private static void send(DatagramSocket socket, byte[] octets, SocketAddress to)
      throws IOException {
    socket.send(new DatagramPacket(octets, octets.length, to));
  }

  @Override
  public void close() {
    control.close();
    data.close();
  }

  /** A free even port whose follower is free, too. */
  static int freePair() throws IOException {
    Random random = new Random();
    for (int i = 0; i < 100; i++) {
      int port = 20_000 + 2 * random.nextInt(10_000);
      try (DatagramSocket first = new DatagramSocket(port, InetAddress.getLoopbackAddress());
          DatagramSocket second = new DatagramSocket(port + 1, InetAddress.getLoopbackAddress())) {
        return first.isBound() && second.isBound() ? port : -1;
      } catch (IOException e) {
        continue; // taken
      }
    }
    throw new IOException("no free pair of ports");
  }
}
