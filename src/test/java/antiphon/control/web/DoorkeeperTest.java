package antiphon.control.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoorkeeperTest {
  private static final List<String> FOREIGN =
      List.of(
          "", "evil.example", "192.168.7.5.evil.example", "3232237317", "0xc0a80705", "[", "[]");

  @Test
  void shouldServeLoopbackUnderItsNamesAlone() throws UnknownHostException {
    Doorkeeper keeper = keeper("127.0.0.1", false);
    InetAddress local = InetAddress.getByName("127.0.0.1");
    for (String host :
        List.of("localhost", "LOCALHOST:8330", "127.0.0.1", "127.0.0.1:8330", "[::1]:8330")) {
      assertTrue(keeper.serves(host, local), host);
    }
    for (String host : List.of("127.0.0.2", "192.168.7.5", "0.0.0.0", "rig.local")) {
      assertFalse(keeper.serves(host, local), host);
    }
    FOREIGN.forEach(host -> assertFalse(keeper.serves(host, local), host));
    assertFalse(keeper.serves(null, local));
  }

  @Test
  void shouldServeOthersUnderTheAddressTheyCameInBy() throws UnknownHostException {
    Doorkeeper keeper = keeper("0.0.0.0", true, "Rig.local");
    InetAddress local = InetAddress.getByName("192.168.7.5");
    for (String host : List.of("192.168.7.5", "192.168.7.5:8330", "rig.local:8330", "localhost")) {
      assertTrue(keeper.serves(host, local), host);
    }
    for (String host :
        List.of("192.168.7.6", "0.0.0.0", "rig.local.evil.example", "my.rig.local")) {
      assertFalse(keeper.serves(host, local), host);
    }
    FOREIGN.forEach(host -> assertFalse(keeper.serves(host, local), host));
    InetAddress six = InetAddress.getByName("fd00::5");
    assertTrue(keeper.serves("[fd00:0::5]:8330", six));
    assertFalse(keeper.serves("[fd00::6]:8330", six));
  }

  @Test
  void shouldServeTheNamesThatItWasTold() throws UnknownHostException {
    InetAddress local = InetAddress.getByName("127.0.0.1");
    assertTrue(keeper("127.0.0.1", false, "rig.local").serves("RIG.local:80", local));
    assertTrue(keeper("127.0.0.1", false, "fd00::5").serves("[fd00::5]:80", local));
    assertEquals(
        "127.0.0.1, [::1], localhost, rig.local", keeper("127.0.0.1", false, "rig.local").names());
    assertEquals("localhost and this machine's addresses", keeper("0.0.0.0", true).names());
  }

  @Test
  void shouldKnowItsOwnPage() {
    assertTrue(Doorkeeper.isOwnPage(null, "localhost:8330"));
    assertTrue(Doorkeeper.isOwnPage("http://LOCALHOST:8330", "localhost:8330"));
    for (String origin :
        List.of(
            "", "null", "http://localhost", "https://localhost:8330", "http://localhost:8331")) {
      assertFalse(Doorkeeper.isOwnPage(origin, "localhost:8330"), origin);
    }
  }

  private static Doorkeeper keeper(String listen, boolean open, String... hosts) {
    return new Doorkeeper(new WebSettings(listen, 0, List.of(hosts), null), open);
  }
}
