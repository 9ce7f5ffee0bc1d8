package antiphon.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The distribution under {@code target/antiphon}. */
final class Distribution {
  /** The variable that says where a process keeps what it keeps. */
  static final String DATA = "XDG_DATA_HOME";

  private Distribution() {}

  static Path folder() {
    return Path.of(System.getProperty("antiphon.distribution", "target/antiphon")).toAbsolutePath();
  }

  static Path launcher() {
    return folder().resolve("bin").resolve("antiphon");
  }

  static Program start(String... arguments) throws IOException {
    return start(Map.of(), arguments);
  }

  static Program start(Map<String, String> environment, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(launcher().toString());
    command.addAll(List.of(arguments));
    return Program.start(withOwnData(environment), command);
  }

  /**
   * The same as from a terminal: what is started in the background of a script is deaf to SIGINT,
   * as is all that it starts.
   */
  static Program startInForeground(Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    command.add(launcher().toString());
    command.addAll(List.of(arguments));
    return Program.start(withOwnData(environment), command);
  }

  /** What one process leaves when it is killed is no other test's business. */
  private static Map<String, String> withOwnData(Map<String, String> environment)
      throws IOException {
    Map<String, String> all = new HashMap<>(environment);
    Path data = Files.createDirectories(folder().resolveSibling("data"));
    all.putIfAbsent(DATA, Files.createTempDirectory(data, "run").toString());
    return all;
  }
}
