package antiphon.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CacheFolderTest {
  @Test
  void shouldTakeTheOptionBeforeTheVariableBeforeTheUsualPlace() {
    Path absolute = Path.of("").toAbsolutePath();
    Map<String, String> both =
        Map.of("ANTIPHON_CACHE", "mine", "XDG_CACHE_HOME", absolute.toString());
    assertEquals(Optional.of(Path.of("asked")), CacheFolder.of("asked", both));
    assertEquals(Optional.of(Path.of("mine")), CacheFolder.of(null, both));
    Map<String, String> xdg = Map.of("XDG_CACHE_HOME", absolute.toString());
    assertEquals(Optional.of(absolute.resolve("antiphon")), CacheFolder.of(null, xdg));
    Path usual = CacheFolder.of(null, Map.of()).orElseThrow();
    assertTrue(usual.isAbsolute() && usual.endsWith("antiphon"), usual.toString());
    assertEquals(usual, CacheFolder.of(null, Map.of("XDG_CACHE_HOME", "relative")).orElseThrow());
  }

  @Test
  void shouldBeSwitchedOffByEither() {
    assertEquals(Optional.empty(), CacheFolder.of("off", Map.of("ANTIPHON_CACHE", "mine")));
    assertEquals(Optional.empty(), CacheFolder.of(null, Map.of("ANTIPHON_CACHE", "off")));
  }

  @Test
  void shouldRefuseWhatIsNoPath() {
    assertThrows(UsageException.class, () -> CacheFolder.of("a\0b", Map.of()));
  }
}
