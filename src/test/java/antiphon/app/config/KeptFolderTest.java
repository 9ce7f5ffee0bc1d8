package antiphon.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeptFolderTest {
  @Test
  void shouldKeepWhatIsItsOwnBesideTheConfigurationOrWhereTheServiceMay() {
    Configuration configuration = new Configuration();
    assertEquals(configuration.folder(), configuration.keptFolder(Map.of()));
    assertEquals(
        Path.of("/var/lib/antiphon"),
        configuration.keptFolder(Map.of("STATE_DIRECTORY", "/var/lib/antiphon:/var/lib/other")));
  }

  @Test
  void shouldKeepItWithTheUserWhereTheConfigurationIsAnothers() {
    Configuration configuration = new Configuration();
    Path data = Path.of("data").toAbsolutePath();
    Map<String, String> user = Map.of("XDG_DATA_HOME", data.toString());
    assertEquals(data.resolve("antiphon"), configuration.keptFolder(user, folder -> false));
    assertEquals(configuration.folder(), configuration.keptFolder(user, folder -> true));
    assertEquals(
        Path.of("/var/lib/antiphon"),
        configuration.keptFolder(
            Map.of("XDG_DATA_HOME", data.toString(), "STATE_DIRECTORY", "/var/lib/antiphon"),
            folder -> false));
  }
}
