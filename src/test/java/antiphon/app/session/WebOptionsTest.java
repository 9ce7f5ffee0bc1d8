package antiphon.app.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.app.config.Configuration;
import antiphon.app.config.UsageException;
import antiphon.control.web.WebSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the table [web] says becomes the settings of the server. */
class WebOptionsTest {
  @TempDir Path folder;

  @Test
  void shouldStayOnThisMachineUnlessToldOtherwise() {
    WebSettings settings = WebOptions.of(new Configuration());
    assertEquals("127.0.0.1", settings.listen());
    assertEquals(8330, settings.port());
    assertEquals(List.of(), settings.hosts());
  }

  @Test
  void shouldTakeWhatIsConfiguredAndKeepTheTokenBesideIt() throws IOException {
    WebSettings settings =
        WebOptions.of(
            read(
                "listen = \"0.0.0.0\"\nport = 0\nhosts = [\"rig.local\", \"Rig-2\", \"fd00::5\"]"));
    assertEquals("0.0.0.0", settings.listen());
    assertEquals(0, settings.port());
    assertEquals(List.of("rig.local", "Rig-2", "fd00::5"), settings.hosts());
    assertEquals(folder, settings.folder());
  }

  @Test
  void shouldSayWhatAHostIs() {
    for (String wrong : List.of("http://rig", "rig:8330", "*", "*.local", "a b", "rig.local/")) {
      UsageException refusal =
          assertThrows(
              UsageException.class, () -> WebOptions.of(read("hosts = [\"" + wrong + "\"]")));
      assertTrue(
          refusal.getMessage().contains("web.toml line 2: web.hosts must be names"),
          refusal.getMessage());
      assertTrue(refusal.getMessage().endsWith("'" + wrong + "'"), refusal.getMessage());
    }
  }

  private Configuration read(String table) throws IOException {
    Configuration configuration = new Configuration();
    configuration.read(Files.writeString(folder.resolve("web.toml"), "[web]\n" + table + "\n"));
    return configuration;
  }
}
