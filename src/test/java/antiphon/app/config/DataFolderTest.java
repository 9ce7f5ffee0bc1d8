package antiphon.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  @TempDir Path folder;

  @Test
  void shouldTakeWhatIsAskedForBeforeTheVariableBeforeTheUsualPlace() {
    Map<String, String> xdg = Map.of("XDG_DATA_HOME", folder.toString());
    Path asked = folder.resolve("mine");
    assertEquals(Optional.of(asked), DataFolder.SESSIONS.of(asked.toString(), xdg));
    assertTrue(DataFolder.SESSIONS.of("mine", xdg).orElseThrow().isAbsolute());
    assertEquals(
        Optional.of(folder.resolve("antiphon").resolve("sessions")),
        DataFolder.SESSIONS.of(null, xdg));
    assertEquals(
        Optional.of(folder.resolve("antiphon").resolve("journal")),
        DataFolder.JOURNAL.of(null, xdg));
    Path usual = DataFolder.SESSIONS.of(null, Map.of()).orElseThrow();
    assertTrue(usual.isAbsolute() && usual.endsWith("sessions"), usual.toString());
    assertEquals(
        usual, DataFolder.SESSIONS.of(null, Map.of("XDG_DATA_HOME", "relative")).orElseThrow());
    assertEquals(
        Optional.of(Path.of(System.getProperty("user.home"), "music")),
        DataFolder.SESSIONS.of("~/music", xdg));
  }

  @Test
  void shouldRefuseWhatIsNoFolder() throws IOException {
    String file = Files.createFile(folder.resolve("file")).toString();
    for (String asked : new String[] {file, "a\0b"}) {
      UsageException refusal =
          assertThrows(UsageException.class, () -> DataFolder.SESSIONS.of(asked, Map.of()));
      assertTrue(refusal.getMessage().startsWith("sessions.folder must be a folder, not "));
    }
  }
}
