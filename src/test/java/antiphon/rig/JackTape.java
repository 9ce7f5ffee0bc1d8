package antiphon.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code jack_midi_dump} for an hour: what it hears goes to a file, and is read when all is over.
 */
final class JackTape implements AutoCloseable {
  private static final Pattern DUMPED =
      Pattern.compile("\\s*(\\d+): ([0-9a-f]{2}(?: [0-9a-f]{2})*)(?: .*)?");

  /**
   * What was heard.
   *
   * @param bytes in hexadecimal, with blanks between
   */
  record Heard(long frame, String bytes) {
    boolean isChannelVoice() {
      return bytes.charAt(0) < 'f';
    }

    /** As the other ear has it; data that there is none of are 0. */
    JackListener.Heard inNumbers() {
      int[] all = Stream.of(bytes.split(" ")).mapToInt(hex -> Integer.parseInt(hex, 16)).toArray();
      return new JackListener.Heard(frame, all[0], all[1], all.length > 2 ? all[2] : 0);
    }
  }

  private final String name;
  private final Path file;
  private final Process process;

  JackTape(JackServer jack, String name, Path folder) throws IOException {
    this.name = name;
    file = folder.resolve(name + ".txt");
    ProcessBuilder builder =
        new ProcessBuilder("stdbuf", "-oL", "jack_midi_dump", "-a", name)
            .redirectOutput(file.toFile())
            .redirectErrorStream(true);
    builder.environment().putAll(jack.environment());
    process = builder.start();
    jack.awaitPort(port());
  }

  String port() {
    return name + ":input";
  }

  /** One after the other. */
  void read(Consumer<Heard> listener) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      lines.map(JackTape::heard).flatMap(Optional::stream).forEach(listener);
    }
  }

  private static Optional<Heard> heard(String line) {
    Matcher matcher = DUMPED.matcher(line);
    return matcher.matches()
        ? Optional.of(new Heard(Long.parseLong(matcher.group(1)), matcher.group(2)))
        : Optional.empty();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
