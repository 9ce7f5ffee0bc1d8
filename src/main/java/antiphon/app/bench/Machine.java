package antiphon.app.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What a figure was measured on. */
public final class Machine {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final Path OWN_STATUS = Path.of("/proc/self/status");

  private Machine() {}

  public static void describe(ObjectNode document) {
    document
        .put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"))
        .put("architecture", System.getProperty("os.arch"))
        .put("processor", processor().orElse("unknown"))
        .put("cores", Runtime.getRuntime().availableProcessors())
        .put("java", Runtime.version().toString())
        .put("jvm", System.getProperty("java.vm.name"));
  }

  /** The processor's name, where Linux tells it. */
  public static Optional<String> processor() {
    return field(CPU_INFO, "model name");
  }

  /** Bytes of this process in memory, where Linux tells. */
  public static OptionalLong residentBytes() {
    return field(OWN_STATUS, "VmRSS")
        .map(text -> OptionalLong.of(1024 * Long.parseLong(text.replaceAll("\\D", ""))))
        .orElse(OptionalLong.empty());
  }

  private static Optional<String> field(Path file, String name) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
