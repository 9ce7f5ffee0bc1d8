package antiphon.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A JACK server of its own with the dummy driver, and clients of it written by others. */
final class JackServer implements AutoCloseable {
  static final int PERIOD_FRAMES = 256;

  /**
   * One name for all: JACK remembers eight names of servers that were killed, and then starts no
   * other, but takes a name that it knows again. Runs at the same time need one each.
   */
  private static final String NAME = System.getProperty("antiphon.jack.server", "antiphon-test");

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<String> options;
  private Program server;

  /**
   * @param options of jackd: with {@code -S} a period lasts until all clients have done their part,
   *     for {@code -t} milliseconds at most: on a machine that is busy otherwise no event is lost
   *     then, and frames are counted all the same. Ardour is turned out of a server that waits long
   */
  JackServer(String... options) throws IOException {
    this.options = List.of(options);
    start();
  }

  /** At 48 kHz. */
  void start() throws IOException {
    start(48_000);
  }

  /**
   * A server may refuse to start while the system still tidies up after one that was killed: then
   * again.
   */
  void start(int framesPerSecond) throws IOException {
    launch(framesPerSecond);
    Awaitility.await(NAME)
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              if (!server.isAlive()) {
                launch(framesPerSecond);
              }
              return ports() != null;
            });
  }

  /** Real-time where the system allows it; the server says so and goes on where it does not. */
  private void launch(int framesPerSecond) throws IOException {
    List<String> command = new ArrayList<>(List.of("jackd", "-n", NAME, "-R", "-P", "10"));
    command.addAll(options);
    Collections.addAll(command, "-d", "dummy");
    Collections.addAll(command, "-r", Integer.toString(framesPerSecond));
    Collections.addAll(command, "-p", Integer.toString(PERIOD_FRAMES));
    server = Program.start(Map.of("JACK_NO_AUDIO_RESERVATION", "1"), command);
  }

  /** SIGKILL. */
  void kill() {
    server.kill();
  }

  /** Lets the server stand still, and go on: it comes too late then. */
  void pause(Duration time) throws IOException, InterruptedException {
    freeze();
    Thread.sleep(time.toMillis());
    thaw();
  }

  /** From now on it stands still, and answers nobody. */
  void freeze() throws IOException, InterruptedException {
    server.signal("STOP");
  }

  void thaw() throws IOException, InterruptedException {
    server.signal("CONT");
  }

  /** What makes a program a client of this server. */
  Map<String, String> environment() {
    return Map.of("JACK_DEFAULT_SERVER", NAME, "JACK_NO_START_SERVER", "1");
  }

  Program client(String... command) throws IOException {
    return Program.start(environment(), List.of(command));
  }

  /**
   * Starts the daemon on this server, without a page.
   *
   * @param folder takes its configuration
   * @param options of the command line, besides
   */
  Program daemon(Path folder, String configuration, String... options) throws IOException {
    Path config = Files.writeString(folder.resolve("test.toml"), configuration);
    List<String> all = new ArrayList<>();
    Collections.addAll(all, "run", "-c", config.toString());
    Collections.addAll(all, "--midi", "jack", "--web", "off", "--seed", "7");
    Collections.addAll(all, options);
    return Distribution.start(environment(), all.toArray(String[]::new));
  }

  /** Runs a client to its end, which is to be a success, and gives what it wrote. */
  List<String> run(String... command) throws IOException, InterruptedException {
    try (Program program = client(command)) {
      assertEquals(0, program.awaitExit(), () -> program.out() + " " + program.err());
      return List.copyOf(program.out());
    }
  }

  void connect(String source, String destination) throws IOException, InterruptedException {
    run("jack_connect", source, destination);
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

  /**
   * Ends the server in order, so that it leaves nothing behind. One that does not end is told of,
   * and killed: what was tested of Antiphon does not depend on it.
   */
  @Override
  public void close() {
    if (!server.isAlive()) {
      System.out.println(NAME + " has ended by itself: " + server.out() + server.err());
    }
    server.terminate();
    try {
      Awaitility.await("end of " + NAME).atMost(PATIENCE).until(() -> !server.isAlive());
    } catch (ConditionTimeoutException e) {
      System.out.println(NAME + " does not end: " + server.out() + server.err());
      server.kill();
    }
  }
}
