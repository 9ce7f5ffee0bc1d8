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

class SessionsFolderTest {
  @TempDir Path folder;

  @Test
  void shouldTakeWhatIsAskedForBeforeTheVariableBeforeTheUsualPlace() {
    Map<String, String> xdg = Map.of("XDG_DATA_HOME", folder.toString());
    Path asked = folder.resolve("mine");
    assertEquals(Optional.of(asked), SessionsFolder.of(asked.toString(), xdg));
    assertTrue(SessionsFolder.of("mine", xdg).orElseThrow().isAbsolute());
    assertEquals(
        Optional.of(folder.resolve("antiphon").resolve("sessions")), SessionsFolder.of(null, xdg));
    Path usual = SessionsFolder.of(null, Map.of()).orElseThrow();
    assertTrue(usual.isAbsolute() && usual.endsWith("sessions"), usual.toString());
    assertEquals(usual, SessionsFolder.of(null, Map.of("XDG_DATA_HOME", "relative")).orElseThrow());
    assertEquals(
        Optional.of(Path.of(System.getProperty("user.home"), "music")),
        SessionsFolder.of("~/music", xdg));
  }

  @Test
  void shouldRefuseWhatIsNoFolder() throws IOException {
    String file = Files.createFile(folder.resolve("file")).toString();
    for (String asked : new String[] {file, "a\0b"}) {
      UsageException refusal =
          assertThrows(UsageException.class, () -> SessionsFolder.of(asked, Map.of()));
      assertTrue(refusal.getMessage().startsWith("sessions.folder must be a folder, not "));
    }
  }
}
