package antiphon.rig;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** A JACK server of its own with the dummy driver, and clients of it written by others. */
final class JackServer implements AutoCloseable {
  /**
   * One name for all: JACK remembers eight names of servers that were killed, and then starts no
   * other, but takes a name that it knows again.
   */
  private static final String NAME = "antiphon-test";

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Program server;

  JackServer() throws IOException {
    start();
  }

  /**
   * A server may refuse to start while the system still tidies up after one that was killed: then
   * again.
   */
  void start() throws IOException {
    launch();
    Awaitility.await(NAME)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              if (!server.isAlive()) {
                launch();
              }
              return ports() != null;
            });
  }

  private void launch() throws IOException {
    server =
        Program.start(
            Map.of("JACK_NO_AUDIO_RESERVATION", "1"),
            List.of("jackd", "-n", NAME, "-r", "-d", "dummy", "-r", "48000", "-p", "256"));
  }

  /** SIGKILL. */
  void kill() {
    server.kill();
  }

  /** What makes a program a client of this server. */
  Map<String, String> environment() {
    return Map.of("JACK_DEFAULT_SERVER", NAME, "JACK_NO_START_SERVER", "1");
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

  /** Ends the server in order, so that it leaves nothing behind. */
  @Override
  public void close() {
    server.terminate();
    Awaitility.await("end of " + NAME).atMost(PATIENCE).until(() -> !server.isAlive());
  }
}
