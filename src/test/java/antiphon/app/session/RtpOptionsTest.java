package antiphon.app.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.app.config.Configuration;
import antiphon.app.config.UsageException;
import antiphon.midi.port.rtp.RtpSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the table [rtp] says becomes the settings of the session. */
class RtpOptionsTest {
  @TempDir Path folder;

  @Test
  void shouldStayOnThisMachineUnlessToldOtherwise() {
    RtpSettings settings = RtpOptions.of(new Configuration());
    assertTrue(settings.listen().isLoopbackAddress());
    assertEquals(RtpSettings.DEFAULT_PORT, settings.port());
    assertEquals(List.of(), settings.allow());
    assertEquals(List.of(), settings.connect());
  }

  @Test
  void shouldTakeWhatIsConfigured() throws IOException {
    RtpSettings settings =
        RtpOptions.of(
            read(
                "name = \"Loft\"\nlisten = \"0.0.0.0\"\nport = 6004\nallow = [\"iPad\"]\n"
                    + "connect = [\"pi.local\", \"10.0.0.7:5006\"]\nannounce = false"));
    assertEquals("Loft", settings.name());
    assertTrue(settings.listen().isAnyLocalAddress());
    assertEquals(6004, settings.port());
    assertEquals(List.of("iPad"), settings.allow());
    assertEquals(
        List.of(new RtpSettings.Target("pi.local", 5004), new RtpSettings.Target("10.0.0.7", 5006)),
        settings.connect());
    assertEquals(false, settings.announce());
  }

  @Test
  void shouldNameTheKeyThatIsWrong() {
    for (String wrong :
        List.of("listen = \"300.1.1.1\"", "connect = [\"a b\"]", "connect = [\"a:0\"]")) {
      UsageException refusal = assertThrows(UsageException.class, () -> RtpOptions.of(read(wrong)));
      String key = "rtp." + wrong.substring(0, wrong.indexOf(' '));
      assertTrue(refusal.getMessage().startsWith(key + ": "), refusal.getMessage());
    }
  }

  private Configuration read(String table) throws IOException {
    Configuration configuration = new Configuration();
    configuration.read(Files.writeString(folder.resolve("rtp.toml"), "[rtp]\n" + table + "\n"));
    return configuration;
  }
}
