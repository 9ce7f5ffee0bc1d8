package antiphon;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import antiphon.midi.file.MidiFileReaderLaw;
import antiphon.midi.port.StreamParserLaw;
import antiphon.midi.port.rtp.RtpLaw;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What fuzzing began with and what it found: each file of {@code src/test/resources/**}{@code
 * /*FuzzInputs} keeps the law of its parser. The fuzzers themselves are in {@code src/fuzz}.
 */
class KeptInputsTest {
  private static final Path RESOURCES = Path.of("src", "test", "resources", "antiphon");

  @TestFactory
  Stream<DynamicNode> shouldKeepTheLawWithEveryInputOfTheFuzzers() throws IOException {
    return Stream.of(
            kept("midi/port/StreamParserFuzzInputs", StreamParserLaw::check),
            kept("midi/port/rtp/RtpFuzzInputs", RtpLaw::check),
            kept("midi/file/MidiFileReaderFuzzInputs", MidiFileReaderLaw::check))
        .flatMap(List::stream);
  }

  private static List<DynamicTest> kept(String folder, Consumer<byte[]> law) throws IOException {
    try (Stream<Path> files = Files.walk(RESOURCES.resolve(folder))) {
      List<DynamicTest> tests =
          files
              .filter(Files::isRegularFile)
              .sorted()
              .map(file -> dynamicTest(file.toString(), () -> law.accept(Files.readAllBytes(file))))
              .toList();
      assertFalse(tests.isEmpty(), "no inputs in " + folder);
      return tests;
    }
  }
}
