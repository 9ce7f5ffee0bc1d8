package antiphon.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.app.config.Configuration;
import antiphon.app.config.Key;
import antiphon.app.config.UsageException;
import antiphon.live.api.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
  private static final Path SHIPPED = Path.of("config", "antiphon.toml");

  @TempDir Path folder;

  @Test
  void shouldLayTheCommandLineOverTheFileOverTheDefaults() throws IOException {
    Configuration configuration = new Configuration();
    configuration.read(file("[play]\ntempo = 97\nmode = \"solo\"\n[web]\nport = \"off\"\n"));
    configuration.override(Key.TEMPO, "--tempo", "140.5");
    configuration.override(Key.MODE, "--mode", null);
    assertEquals(140.5, configuration.number(Key.TEMPO));
    assertEquals(Mode.SOLO, configuration.value(Key.MODE, Mode.class));
    assertEquals(-1, configuration.integer(Key.WEB));
    assertEquals(0.95, configuration.number(Key.TOP_P));
  }

  @Test
  void shouldNameKeyLineAndWhatIsAllowed() {
    refused("[play]\n\nloudness = 3\n", "line 3", "play.loudness", "play.tempo");
    refused("[play]\ntempo = 5\n", "line 2", "play.tempo", "20 to 400");
    refused("[play]\ntempo = \"fast\"\n", "line 2", "play.tempo", "number");
    refused("[play]\nthru = 1\n", "line 2", "play.thru", "true or false");
    refused("[midi]\nin = [\"a\", \"[\"]\n", "line 2", "midi.in", "regular expression");
    refused("[play\n", "line 1");
    refused("max_answer_bars = 2.5\n", "line 1", "max_answer_bars");
  }

  @Test
  void shouldDocumentEveryKeyInPlaceWithItsDefault() throws IOException {
    String shipped = Files.readString(SHIPPED);
    // with every "# key = value" made real, the file must say just what the defaults are
    String uncommented = Pattern.compile("(?m)^# (\\w+ = )").matcher(shipped).replaceAll("$1");
    Configuration read = new Configuration();
    read.read(file(uncommented));
    Configuration defaults = new Configuration();
    for (Key key : Key.values()) {
      String name = key.fullName().substring(key.fullName().indexOf('.') + 1);
      assertTrue(Pattern.compile("(?m)^# " + name + " = ").matcher(shipped).find(), key.fullName());
      if (defaults.has(key)) {
        assertEquals(
            defaults.value(key, Object.class), read.value(key, Object.class), key.fullName());
      }
    }
    new Configuration().read(SHIPPED);
  }

  private void refused(String toml, String... words) {
    String message =
        assertThrows(UsageException.class, () -> new Configuration().read(file(toml))).getMessage();
    for (String word : words) {
      assertTrue(message.contains(word), message);
    }
  }

  private Path file(String toml) throws IOException {
    return Files.writeString(folder.resolve("test.toml"), toml);
  }
}
