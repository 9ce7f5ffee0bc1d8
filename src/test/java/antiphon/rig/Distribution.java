package antiphon.rig;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The distribution under {@code target/antiphon}. */
final class Distribution {
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
    return Program.start(environment, command);
  }
}
