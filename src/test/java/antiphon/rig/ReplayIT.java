package antiphon.rig;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built program with the model that is shipped, on its fastest step. */
class ReplayIT {
  private static final int STOPPED_BY_SIGTERM = 143;

  @TempDir Path folder;

  @Test
  void shouldPlayASessionOfTheShippedModelOnceMoreToTheByte() throws Exception {
    Path record = folder.resolve("record.mid");
    try (Program daemon =
        start(
            "run",
            "--midi",
            "loopback",
            "--web",
            "off",
            "--mode",
            "solo",
            "--tempo",
            "240",
            "--seed",
            "7",
            "--record",
            record.toString())) {
      daemon.awaitErr("antiphon: ready in ");
      Thread.sleep(8_000);
      daemon.terminate();
      assertEquals(STOPPED_BY_SIGTERM, daemon.awaitExit());
    }
    Path again = folder.resolve("again.mid");
    try (Program replay = start("replay", "last", "--json", "-o", again.toString())) {
      assertEquals(0, replay.awaitExit(), () -> replay.err().toString());
      JsonNode told = new ObjectMapper().readTree(String.join("", replay.out()));
      assertTrue(told.path("alike").asBoolean() && told.path("ended").asBoolean());
      assertTrue(told.path("partnerNotes").asInt() > 2, told.toString());
      assertFalse(told.path("engine").asText().equals("auto"), "which step it was");
    }
    assertArrayEquals(Files.readAllBytes(record), Files.readAllBytes(again));
  }

  private Program start(String... arguments) throws IOException {
    return Distribution.start(Map.of(Distribution.DATA, folder.toString()), arguments);
  }
}
