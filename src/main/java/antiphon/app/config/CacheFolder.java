package antiphon.app.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Where things are kept that can be made again. In this order: what is asked for, {@code
 * ANTIPHON_CACHE}, {@code antiphon} in {@code XDG_CACHE_HOME} (XDG Base Directory Specification),
 * and the user's usual place on this system.
 */
public final class CacheFolder {
  private static final String OFF = "off";
  private static final String VARIABLE = "ANTIPHON_CACHE";
  private static final String NAME = "antiphon";

  private CacheFolder() {}

  /**
   * @param asked a folder, {@code off}, or null for the default
   * @param environment the variables of the process
   * @return the folder, which need not exist; empty for none
   * @throws UsageException when what is asked for is no path
   */
  public static Optional<Path> of(String asked, Map<String, String> environment) {
    String wanted = asked == null ? environment.getOrDefault(VARIABLE, "") : asked;
    if (wanted.equals(OFF)) {
      return Optional.empty();
    }
    try {
      return wanted.isBlank() ? usual(environment) : Optional.of(Path.of(wanted));
    } catch (InvalidPathException e) {
      throw new UsageException("the cache must be a folder or off, not " + wanted, e);
    }
  }

  private static Optional<Path> usual(Map<String, String> environment) {
    String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
    if (!xdg.isEmpty() && Path.of(xdg).isAbsolute()) {
      return Optional.of(Path.of(xdg, NAME));
    }
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String local = environment.getOrDefault("LOCALAPPDATA", "");
    if (system.startsWith("windows") && !local.isEmpty()) {
      return Optional.of(Path.of(local, NAME, "cache"));
    }
    String home = System.getProperty("user.home", "");
    if (home.isEmpty() || home.equals("?")) {
      return Optional.empty();
    }
    return Optional.of(
        system.startsWith("mac")
            ? Path.of(home, "Library", "Caches", NAME)
            : Path.of(home, ".cache", NAME));
  }
}
