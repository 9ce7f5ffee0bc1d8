package antiphon.app.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.app.config.Configuration;
import antiphon.app.config.PortKey;
import antiphon.app.config.UsageException;
import antiphon.midi.port.javasound.CableProvider;
import antiphon.music.time.SystemClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On devices of a test provider, one of which can be plugged into the other. */
class CalibrationTest {
  @TempDir Path folder;

  @Test
  void shouldMeasureALoopOfDevices() {
    CableProvider.loop("Test Synth", "Test Keys");
    try {
      Calibration found = measure("Test Synth", "Test Keys");
      assertEquals(List.of("Test Synth for tests"), found.outputs());
      assertEquals(List.of("Test Keys for tests"), found.inputs());
      assertEquals(List.of("java"), found.transports());
      assertEquals(0, found.trips().lost());
      assertTrue(found.trips().minMs() >= 0 && found.trips().medianMs() < 50, found.reason());
      assertEquals(0, found.knownNs());
      assertTrue(found.reason().contains("java"), found.reason());
    } finally {
      CableProvider.reset();
    }
  }

  @Test
  void shouldSayWhichCableToCheck() {
    String message =
        assertThrows(UsageException.class, () -> measure("Test Synth", "Test Keys")).getMessage();
    assertEquals(
        "no echo came back; check the cable: out Test Synth for tests, in Test Keys for tests",
        message);
  }

  @Test
  void shouldRefuseAPatternThatMatchesNothing() {
    String message =
        assertThrows(UsageException.class, () -> measure("moog", "Test Keys")).getMessage();
    assertTrue(message.contains("no MIDI output matches 'moog'"), message);
    message = assertThrows(UsageException.class, () -> measure("Synth", "moog")).getMessage();
    assertTrue(message.contains("no MIDI input matches 'moog'"), message);
    message = assertThrows(UsageException.class, () -> measure("[", "moog")).getMessage();
    assertTrue(message.contains("regular expression"), message);
  }

  @Test
  void shouldProposeWhatTheTransportDoesNotKnowAsTheConfigurationReadsIt() throws IOException {
    long[] trips = {11_000_000, 12_340_000, 30_000_000};
    for (String pattern : List.of("volca", "it's \"mine\" (\\d+)")) {
      Calibration found =
          new Calibration(
              pattern,
              List.of("volca 1"),
              List.of("keys"),
              List.of("jack"),
              new RoundTrips(trips, 4, 0),
              6_333_000);
      assertEquals(6.0, found.latencyMs());
      assertTrue(found.reason().contains("6.33 ms are jack's own"), found.reason());
      Configuration configuration = new Configuration();
      configuration.read(Files.writeString(folder.resolve("test.toml"), found.toml()));
      assertEquals(
          pattern, configuration.ports().get(0).list(PortKey.OUT, Pattern.class).get(0).pattern());
      assertEquals(6.0, configuration.ports().get(0).value(PortKey.LATENCY_MS, Double.class, 0.0));
    }
  }

  private static Calibration measure(String out, String in) {
    return Calibration.measure("java", out, in, 8, 1, new SystemClock());
  }
}
