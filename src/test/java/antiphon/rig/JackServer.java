package antiphon.rig;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** A JACK server of its own with the dummy driver, and clients of it written by others. */
final class JackServer implements AutoCloseable {
  private final String name = "antiphon-test-" + ProcessHandle.current().pid();
  private Program server;

  JackServer() throws IOException {
    start();
  }

  void start() throws IOException {
    server =
        Program.start(
            Map.of("JACK_NO_AUDIO_RESERVATION", "1"),
            List.of("jackd", "-n", name, "-r", "-d", "dummy", "-r", "48000", "-p", "256"));
    Awaitility.await("jackd").atMost(Duration.ofSeconds(20)).until(() -> ports() != null);
  }

  /** SIGKILL. */
  void kill() {
    server.kill();
  }

  /** What makes a program a client of this server. */
  Map<String, String> environment() {
    return Map.of("JACK_DEFAULT_SERVER", name, "JACK_NO_START_SERVER", "1");
  }

  Program client(String... command) throws IOException {
    return Program.start(environment(), List.of(command));
  }

  /** Names of all ports, or null when no server answers. */
  List<String> ports() throws IOException, InterruptedException {
    try (Program list = client("jack_lsp")) {
      return list.awaitExit() == 0 ? List.copyOf(list.out()) : null;
    }
  }

  void awaitPort(String port) {
    Awaitility.await(port)
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              List<String> ports = ports();
              return ports != null && ports.contains(port);
            });
  }

  @Override
  public void close() {
    server.close();
  }
}
