package antiphon.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The built daemon, turned and heard by programs of others: oscsend and oscdump of liblo. */
@Tag("rig")
class OscIT {
  @Test
  void shouldBeTurnedAndToldOfByProgramsOfOthers() throws IOException, InterruptedException {
    String port = freePort();
    String toldPort = freePort();
    try (Program daemon =
            Distribution.start(
                "run", "--midi", "loopback", "--web", "off", "--seed", "7", "--osc", port);
        Program dump =
            Program.start(Map.of(), List.of("stdbuf", "-oL", "-eL", "oscdump", toldPort))) {
      daemon.awaitErr("antiphon: ready in ");
      // what is sent before oscdump listens is lost: until it is told, it is asked for again
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                send(port, "/antiphon/subscribe", "i", toldPort);
                return told(dump, "/antiphon/status/mode s \"call-response\"");
              });
      send(port, "/antiphon/param/temperature", "f", "1.7");
      send(port, "/antiphon/param/overlap", "T");
      send(port, "/antiphon/param/scale", "s", "dorian");
      send(port, "/antiphon/mode", "s", "solo");
      awaitTold(dump, "/antiphon/param/temperature f 1.7");
      awaitTold(dump, "/antiphon/param/overlap i 1");
      awaitTold(dump, "/antiphon/param/scale s \"dorian\"");
      awaitTold(dump, "/antiphon/status/mode s \"solo\"");
      awaitTold(dump, "/antiphon/status/floor s \"partner\"");
      send(port, "/antiphon/action/listen", "i", "1");
      send(port, "/antiphon/panic");
      awaitTold(dump, "/antiphon/status/mode s \"listen\"");
      daemon.terminate();
      assertEquals(143, daemon.awaitExit(Duration.ofSeconds(5)));
      assertTrue(
          daemon.err().stream().noneMatch(line -> line.contains("Exception")),
          daemon.err().toString());
    }
  }

  private static void send(String port, String address, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("oscsend", "localhost", port, address));
    command.addAll(List.of(arguments));
    try (Program oscsend = Program.start(Map.of(), command)) {
      assertEquals(0, oscsend.awaitExit());
    }
  }

  private static void awaitTold(Program dump, String words) {
    Awaitility.await(words).atMost(Duration.ofSeconds(20)).until(() -> told(dump, words));
  }

  private static boolean told(Program dump, String words) {
    return dump.out().stream().anyMatch(line -> line.contains(words));
  }

  private static String freePort() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return "" + socket.getLocalPort();
    }
  }
}
