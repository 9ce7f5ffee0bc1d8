package antiphon.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built daemon in RTP-MIDI sessions with the npm package "rtpmidi". */
@Tag("rig")
class RtpIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int EVENTS = 2_000;

  @TempDir Path folder;

  @BeforeAll
  static void install() throws Exception {
    RtpPeer.install();
  }

  @Test
  void shouldPassThroughTwoThousandEventsAndLoseNone() throws Exception {
    int port = RtpPeer.freePair();
    try (Program daemon = daemon(port, "");
        Program peer = peer(RtpPeer.freePair(), port)) {
      daemon.awaitErr("antiphon: ready in ");
      awaitLine(peer, "synchronized");
      peer.type("count " + EVENTS);
      await(() -> RtpPeer.heard(peer).size() >= EVENTS);
      assertEquals(sent(), RtpPeer.heard(peer));
      // running status, several commands in a packet: what the peer sends at once comes back at
      // once
      peer.type("send b04001");
      peer.type("send e00040");
      peer.type("send c005");
      await(() -> RtpPeer.heard(peer).size() >= EVENTS + 3);
      assertEquals(
          List.of("b04001", "e00040", "c005"), RtpPeer.heard(peer).subList(EVENTS, EVENTS + 3));
    }
  }

  @Test
  void shouldPlayOnWithAPeerThatWasKilledAndIsBackTenSecondsLater() throws Exception {
    int port = RtpPeer.freePair();
    int peerPort = RtpPeer.freePair();
    try (Program daemon = daemon(port, "connect = [\"127.0.0.1:" + peerPort + "\"]\n")) {
      daemon.awaitErr("antiphon: ready in ");
      try (Program peer = peer(peerPort, 0)) {
        awaitLine(peer, "synchronized");
        peer.type("send 903c40");
        peer.type("send 904040");
        await(() -> RtpPeer.heard(peer).equals(List.of("903c40", "904040")));
        peer.kill();
        daemon.awaitErr("'node': nothing is heard of it");
      }
      Thread.sleep(10_000);
      try (Program peer = peer(peerPort, 0)) {
        long backNs = System.nanoTime();
        // first the ends of what was sounding there
        await(() -> RtpPeer.heard(peer).size() >= 2);
        long tookMs = (System.nanoTime() - backNs) / 1_000_000;
        assertTrue(tookMs <= 1_100, "after " + tookMs + " ms");
        assertEquals(List.of("803c00", "804000"), RtpPeer.heard(peer).stream().sorted().toList());
        awaitLine(peer, "synchronized");
        peer.type("count " + EVENTS);
        await(() -> RtpPeer.heard(peer).size() >= 2 + EVENTS);
        assertEquals(sent(), RtpPeer.heard(peer).subList(2, 2 + EVENTS));
      }
      assertEquals(1, lines(daemon, "nothing is heard of it"), daemon.err().toString());
      assertEquals(1, lines(daemon, "back again"), daemon.err().toString());
      assertTrue(
          daemon.err().stream().noneMatch(line -> line.contains("\tat ")), daemon.err().toString());
    }
  }

  @Test
  void shouldRefuseAPeerThatIsNotAllowed() throws Exception {
    int port = RtpPeer.freePair();
    try (Program daemon = daemon(port, "allow = [\"somebody\"]\n");
        Program peer = peer(RtpPeer.freePair(), port)) {
      String line = daemon.awaitErr("may not come");
      assertTrue(line.contains("'node' at 127.0.0.1") && line.contains("rtp.allow"), line);
      assertTrue(peer.out().stream().noneMatch("joined"::equals), peer.out().toString());
    }
  }

  private Program daemon(int port, String more) throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("rtp.toml"),
            "[play]\nmode = \"listen\"\nthru = true\n[rtp]\nport = " + port + "\n" + more);
    return Distribution.start(
        "run", "-c", config.toString(), "--midi", "rtp", "--web", "off", "--model", "pocket");
  }

  /**
   * @param invited control port of the daemon, or 0 to wait for its invitation
   */
  private static Program peer(int port, int invited) throws IOException {
    Program peer = RtpPeer.start(List.of(), port, invited == 0 ? "" : "127.0.0.1:" + invited);
    awaitLine(peer, "ready");
    return peer;
  }

  /** What the peer's "count" sends. */
  private static List<String> sent() {
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      int pitch = (i >> 1) % 128;
      sent.add(
          i % 2 == 0
              ? String.format("90%02x%02x", pitch, 1 + (i >> 8) % 127)
              : String.format("80%02x40", pitch));
    }
    return sent;
  }

  private static long lines(Program program, String words) {
    return program.err().stream().filter(line -> line.contains(words)).count();
  }

  private static void awaitLine(Program program, String line) {
    Awaitility.await(line)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> program.out().contains(line));
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(condition);
  }
}
