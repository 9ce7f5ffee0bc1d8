package antiphon.control.web;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Comparator;
import java.util.Optional;

/** How others reach this machine. */
final class Reach {
  /** For documentation alone (RFC 5737): nobody has it, and nothing is sent there. */
  private static final InetSocketAddress SOMEWHERE = new InetSocketAddress("192.0.2.1", 9);

  private Reach() {}

  /** The address by which this machine would leave; else any that is not its loopback. */
  static InetAddress address() {
    return leaving().or(Reach::any).orElseGet(InetAddress::getLoopbackAddress);
  }

  private static Optional<InetAddress> leaving() {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(SOMEWHERE);
      return Optional.of(socket.getLocalAddress()).filter(Reach::isReachable);
    } catch (SocketException e) {
      return Optional.empty(); // it has no way out
    }
  }

  private static Optional<InetAddress> any() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(Reach::isReachable)
          .min(Comparator.comparing(InetAddress::isLinkLocalAddress));
    } catch (SocketException e) {
      return Optional.empty();
    }
  }

  private static boolean isReachable(InetAddress address) {
    return !address.isLoopbackAddress() && !address.isAnyLocalAddress();
  }
}
