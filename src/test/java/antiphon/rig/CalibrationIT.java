package antiphon.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code doctor --calibrate} on a JACK server, with a program that gives back what it gets. */
@Tag("rig")
class CalibrationIT {
  private static final String ECHO = Path.of("src", "test", "resources", "echo.py").toString();
  private static final double PERIOD_MS = JackServer.PERIOD_FRAMES / 48.0;

  /** A period and a millisecond: where Antiphon places what it sends. */
  private static final double OWN_MS = PERIOD_MS + 1;

  private static final double FRAME_MS = 1 / 48.0;

  private JackServer jack;

  @BeforeEach
  void startServer() throws IOException {
    jack = new JackServer();
  }

  @AfterEach
  void stopServer() {
    jack.close();
  }

  @Test
  void shouldMeasureAnEchoOfOneOrTwoPeriods() throws Exception {
    try (Program echo = echo();
        Program doctor = calibrate("there", "back")) {
      assertEquals(0, doctor.awaitExit(), () -> doctor.out() + " " + doctor.err());
      JsonNode found = new ObjectMapper().readTree(String.join("\n", doctor.out()));
      System.out.println(found.path("roundTripMs") + " known " + found.path("knownMs"));
      assertEquals("there:in", found.path("out").path(0).textValue());
      assertEquals("back:out", found.path("in").path(0).textValue());
      assertEquals(0, found.path("lost").intValue() + found.path("doubled").intValue());
      double medianMs = found.path("roundTripMs").path("median").doubleValue();
      assertTrue(
          found.path("roundTripMs").path("min").doubleValue() >= OWN_MS - FRAME_MS,
          "not before Antiphon's own delay");
      assertTrue(echo.isAlive());
      assertTrue(medianMs < OWN_MS + 2 * PERIOD_MS + FRAME_MS, medianMs + " ms");
      assertEquals(
          Math.max(0, medianMs - found.path("knownMs").doubleValue()),
          found.path("latencyMs").doubleValue(),
          0.05 + 1e-9);
    }
  }

  @Test
  void shouldEndEveryNoteAndSayWhichCableToCheckWhereNothingComesBack() throws Exception {
    try (Program echo = echo();
        JackListener listener = new JackListener(jack);
        Program doctor = calibrate(listener.port(), "back")) {
      assertEquals(2, doctor.awaitExit());
      assertTrue(echo.isAlive());
      doctor.awaitErr(
          "antiphon: no echo came back; check the cable: out " + listener.port() + ", in back:out");
      assertTrue(listener.onsets() > 20, listener.onsets() + " notes");
      Awaitility.await().atMost(Duration.ofSeconds(5)).until(listener::silent);
    }
  }

  private Program echo() throws IOException {
    Program echo = jack.client("/usr/bin/python3", ECHO);
    Awaitility.await("echo")
        .atMost(Duration.ofSeconds(20))
        .until(() -> echo.out().contains("ready"));
    return echo;
  }

  private Program calibrate(String out, String in) throws IOException {
    Map<String, String> server = jack.environment();
    return Distribution.start(server, "doctor", "--json", "--midi", "jack", "--calibrate", out, in);
  }
}
