package antiphon.control.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class DoorkeeperTest {
  private static final List<String> FOREIGN =
      List.of(
          "",
          "evil.example",
          "192.168.7.5.evil.example",
          "3232237317",
          "0xc0a80705",
          "[",
          "[]",
          "[cafe.be]",
          "[cafe]",
          "[fe80::1%1]",
          "[192.168.7.5]");

  @Test
  void shouldServeLoopbackUnderItsNamesAlone() {
    Doorkeeper keeper = keeper("127.0.0.1", false);
    for (String host :
        List.of("localhost", "LOCALHOST:8330", "127.0.0.1", "127.0.0.1:8330", "[::1]:8330")) {
      assertTrue(keeper.serves(host), host);
    }
    for (String host : List.of("127.0.0.2", "192.168.7.5", "0.0.0.0", "rig.local")) {
      assertFalse(keeper.serves(host), host);
    }
    FOREIGN.forEach(host -> assertFalse(keeper.serves(host), host));
    assertFalse(keeper.serves(null));
  }

  @Test
  void shouldServeOthersUnderAnyAddress() {
    Doorkeeper keeper = keeper("0.0.0.0", true, "Rig.local");
    for (String host :
        List.of(
            "192.168.7.5",
            "192.168.7.5:8330",
            "127.0.0.1:9000",
            "[fd00:0::5]:8330",
            "[::1]",
            "rig.local:8330",
            "localhost")) {
      assertTrue(keeper.serves(host), host);
    }
    for (String host :
        List.of(
            "0.0.0.0",
            "0.0.0.0:8330",
            "[::]:8330",
            "[rig.local]",
            "999.168.7.5",
            "192.168.7",
            "rig.local.evil.example",
            "my.rig.local")) {
      assertFalse(keeper.serves(host), host);
    }
    FOREIGN.forEach(host -> assertFalse(keeper.serves(host), host));
  }

  @Test
  void shouldServeTheNamesThatItWasTold() {
    assertTrue(keeper("127.0.0.1", false, "rig.local").serves("RIG.local:80"));
    assertTrue(keeper("127.0.0.1", false, "fd00::5").serves("[fd00::5]:80"));
    assertEquals(
        "127.0.0.1, [::1], localhost, rig.local", keeper("127.0.0.1", false, "rig.local").names());
    assertEquals("localhost and plain addresses", keeper("0.0.0.0", true).names());
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
