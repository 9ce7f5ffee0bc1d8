package antiphon.rig;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.journal.JournalWriter;
import antiphon.live.journal.SessionHeader;
import antiphon.live.ring.JournalSlot;
import antiphon.live.schedule.Routing;
import antiphon.midi.port.MidiMessages;
import antiphon.music.time.Clock;
import antiphon.music.time.Meter;
import antiphon.music.time.SystemClock;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built program with the model that is shipped, on its fastest step. */
class ReplayIT {
  private static final int STOPPED_BY_SIGTERM = 143;
  private static final int STOPPED_BY_SIGINT = 130;
  private static final long S = 1_000_000_000;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Clock CLOCK = new SystemClock();
  private static final int SUSTAIN =
      MidiMessages.controlChange(2, MidiMessages.CONTROLLER_SUSTAIN, 127);
  private static final SessionHeader HEADER =
      SessionHeader.of(
          "1.0",
          "2026-01-01T00:00:00Z",
          0,
          new LiveSettings(Mode.SOLO, Meter.COMMON, 120, 7),
          new SessionHeader.Model("none", "nowhere", "0", "auto"),
          Routing.ONE.toString(),
          List.of("jack out"));

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

  @Test
  @Tag("rig")
  void shouldEndWhatSoundsWhenALiveReplayIsInterruptedInTheMiddleOfNotes() throws Exception {
    Path journal = folder.resolve("long notes");
    try (JournalWriter writer = JournalWriter.open(journal, HEADER, 1 << 30, () -> {}, CLOCK)) {
      int[] chord = {48, 60, 64, 67};
      for (int pitch : chord) {
        assertTrue(writer.accept(sent(MidiMessages.noteOn(2, pitch, 80), 0)));
      }
      assertTrue(writer.accept(sent(SUSTAIN, S / 2)));
      for (int pitch : chord) {
        assertTrue(writer.accept(sent(MidiMessages.noteOff(2, pitch), 300 * S)));
      }
    }
    try (JackServer jack = new JackServer();
        JackListener witness = new JackListener(jack);
        Program replay =
            Distribution.startInForeground(
                jack.environment(),
                "replay",
                journal.toString(),
                "--live",
                "--midi",
                "jack",
                "--out",
                "midi-monitor")) {
      Awaitility.await().atMost(PATIENCE).until(() -> witness.heard().size() == 5);
      assertFalse(witness.silent());
      replay.signal("INT");
      assertEquals(STOPPED_BY_SIGINT, replay.awaitExit(Duration.ofSeconds(5)));
      Awaitility.await().atMost(PATIENCE).until(() -> witness.heard().size() == 10);
      assertTrue(witness.silent(), witness::toString);
      JackListener.Heard pedal = witness.heard().get(9);
      assertEquals(List.of(0xb2, 64, 0), List.of(pedal.status(), pedal.data1(), pedal.data2()));
      assertTrue(
          replay.err().stream().noneMatch(line -> line.contains("Exception")),
          () -> replay.err().toString());
    }
  }

  private static JournalSlot sent(int message, long ns) {
    JournalSlot slot = new JournalSlot();
    slot.kind = JournalSlot.Kind.SENT;
    slot.number = 1;
    slot.message = message;
    slot.timeNs = ns;
    return slot;
  }

  private Program start(String... arguments) throws IOException {
    return Distribution.start(Map.of(Distribution.DATA, folder.toString()), arguments);
  }
}
