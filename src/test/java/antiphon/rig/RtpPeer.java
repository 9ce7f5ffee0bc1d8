package antiphon.rig;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Peers of RTP-MIDI sessions by packages of others, run by Node.js. */
final class RtpPeer {
  private static final Path MODULES = Path.of("target", "node-peers").toAbsolutePath();
  private static final List<String> PACKAGES = List.of("rtpmidi@1.0.0", "bonjour-service@1.3.0");

  private RtpPeer() {}

  /** Fetches the packages, once. */
  static void install() throws IOException, InterruptedException {
    Path done = MODULES.resolve("installed");
    if (Files.exists(done)) {
      return;
    }
    Files.createDirectories(MODULES);
    List<String> command = new ArrayList<>(List.of("npm", "install", "--no-audit", "--no-fund"));
    command.addAll(List.of("--prefix", MODULES.toString()));
    command.addAll(PACKAGES);
    try (Program npm = Program.start(Map.of(), command)) {
      if (npm.awaitExit(Duration.ofMinutes(5)) != 0) {
        throw new IOException("npm: " + npm.err());
      }
    }
    Files.createFile(done);
  }

  /**
   * Starts a session, as {@code rtp-peer.js} describes.
   *
   * @param prefix of the command, such as to run it elsewhere
   * @param invite host and port of the session to join, or empty to wait for its invitation
   */
  static Program start(List<String> prefix, int port, String invite) throws IOException {
    return node(prefix, "rtp-peer.js", "rtpmidi", "" + port, invite);
  }

  /** Starts to look for sessions on the network, as {@code rtp-browser.js} describes. */
  static Program browse(List<String> prefix) throws IOException {
    return node(prefix, "rtp-browser.js", "bonjour-service");
  }

  /** What a peer has heard, in hexadecimal digits. */
  static List<String> heard(Program peer) {
    return peer.out().stream()
        .filter(line -> line.startsWith("heard "))
        .map(line -> line.substring("heard ".length()))
        .toList();
  }

  /** A free even port whose follower is free, too: the package tells the two apart by evenness. */
  static int freePair() throws IOException {
    for (int i = 0; i < 100; i++) {
      int port = 20_000 + 2 * ThreadLocalRandom.current().nextInt(5_000);
      try (DatagramSocket first = new DatagramSocket(port, InetAddress.getLoopbackAddress());
          DatagramSocket second = new DatagramSocket(port + 1, InetAddress.getLoopbackAddress())) {
        if (first.isBound() && second.isBound()) {
          return port;
        }
      } catch (IOException e) {
        continue; // taken
      }
    }
    throw new IOException("no free pair of ports");
  }

  private static Program node(List<String> prefix, String script, String module, String... more)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add("node");
    command.add(Path.of("src", "test", "resources", script).toString());
    command.add(MODULES.resolve("node_modules").resolve(module).toString());
    command.addAll(List.of(more));
    return Program.start(Map.of(), command);
  }
}
