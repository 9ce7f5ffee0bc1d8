package antiphon.rig;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Two network namespaces of Linux with a cable between them, and nothing else: two machines. Needs
 * to be root.
 */
final class NetworkPair implements AutoCloseable {
  static final String LEFT = "10.77.31.1";
  static final String RIGHT = "10.77.31.2";

  private static final String NAME = "antiphon-" + ProcessHandle.current().pid();

  NetworkPair() throws IOException {
    for (String side : List.of("l", "r")) {
      ip("netns", "add", NAME + side);
      ip("-n", NAME + side, "link", "set", "lo", "up");
    }
    ip(
        "link",
        "add",
        "cable",
        "netns",
        NAME + "l",
        "type",
        "veth",
        "peer",
        "name",
        "cable",
        "netns",
        NAME + "r");
    for (String side : List.of("l", "r")) {
      String address = side.equals("l") ? LEFT : RIGHT;
      ip("-n", NAME + side, "addr", "add", address + "/24", "dev", "cable");
      ip("-n", NAME + side, "link", "set", "cable", "up");
      ip("-n", NAME + side, "route", "add", "default", "dev", "cable");
    }
  }

  /** What comes before a command to run it on the left. */
  List<String> left() {
    return List.of("ip", "netns", "exec", NAME + "l");
  }

  /** What comes before a command to run it on the right. */
  List<String> right() {
    return List.of("ip", "netns", "exec", NAME + "r");
  }

  private static void ip(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments));
    try (Program ip = Program.start(Map.of(), command)) {
      if (ip.awaitExit(Duration.ofSeconds(20)) != 0) {
        throw new IOException(command + ": " + ip.err());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() throws IOException {
    ip("netns", "del", NAME + "l");
    ip("netns", "del", NAME + "r");
  }
}
