package antiphon.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built daemon is found on a network of its own, joined, and forgotten when it has gone. */
@Tag("rig")
class RtpDiscoveryIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int STOPPED_BY_SIGTERM = 143;

  @TempDir Path folder;

  @Test
  void shouldBeFoundAndJoinedByAnotherMachine() throws Exception {
    RtpPeer.install();
    Path config =
        Files.writeString(
            folder.resolve("rtp.toml"),
            "[play]\nmode = \"listen\"\nthru = true\n[rtp]\nname = \"Organ loft\"\nlisten = \"0.0.0.0\"\n"
                + "allow = [\"node\"]\n");
    try (NetworkPair network = new NetworkPair();
        Program browser = RtpPeer.browse(network.right())) {
      awaitLine(browser, "ready");
      List<String> command = new ArrayList<>(network.left());
      command.addAll(List.of(Distribution.launcher().toString(), "run", "-c", config.toString()));
      command.addAll(List.of("--midi", "rtp", "--web", "off", "--model", "pocket"));
      try (Program daemon = Program.start(Map.of(), command)) {
        daemon.awaitErr("antiphon: ready in ");
        awaitLine(browser, "found Organ loft at " + NetworkPair.LEFT + ":5004");
        try (Program peer = RtpPeer.start(network.right(), 5006, NetworkPair.LEFT + ":5004")) {
          awaitLine(peer, "synchronized");
          peer.type("send 903c40");
          awaitLine(peer, "heard 903c40");
          daemon.terminate();
          assertEquals(STOPPED_BY_SIGTERM, daemon.awaitExit(Duration.ofSeconds(10)));
          awaitLine(peer, "heard 803c00");
          awaitLine(peer, "left");
        }
      }
      awaitLine(browser, "gone Organ loft");
      assertTrue(browser.isAlive(), browser.err().toString());
    }
  }

  private static void awaitLine(Program program, String line) {
    Awaitility.await(line)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> program.out().contains(line));
  }
}
