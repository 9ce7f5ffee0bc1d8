package antiphon.control.web;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import org.junit.jupiter.api.Test;

class ReachTest {
  @Test
  void shouldFindAnAddressOfThisMachine() throws SocketException {
    InetAddress address = Reach.address();
    assertNotNull(NetworkInterface.getByInetAddress(address), () -> "" + address);
    assertFalse(address.isAnyLocalAddress());
  }
}
