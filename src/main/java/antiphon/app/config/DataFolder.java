package antiphon.app.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Where something is kept for the user: what is asked for, else a folder in {@code antiphon} in
 * {@code XDG_DATA_HOME} (XDG Base Directory Specification), else in the user's usual place on this
 * system.
 */
public enum DataFolder {
  SESSIONS(Key.SESSIONS_FOLDER, "sessions"),
  JOURNAL(Key.JOURNAL_FOLDER, "journal");

  private static final String HOME = "~/";

  private final Key key;
  private final String folderName;

  DataFolder(Key key, String folderName) {
    this.key = key;
    this.folderName = folderName;
  }

  /** What a configuration says; for one who has no home, where the scenes are kept, too. */
  public Path of(Configuration configuration) {
    return of(configuration.text(key), System.getenv())
        .orElseGet(() -> configuration.keptFolder(System.getenv()).resolve(folderName));
  }

  /**
   * @param asked a folder, which may begin with {@code ~/}, or null for the default
   * @param environment the variables of the process
   * @return the folder, which need not exist; empty where the user has no home
   * @throws UsageException when what is asked for is no folder
   */
  public Optional<Path> of(String asked, Map<String, String> environment) {
    if (asked == null) {
      return ofUser(environment).map(folder -> folder.resolve(folderName));
    }
    try {
      Path folder = asked.startsWith(HOME) ? inHome(asked) : Path.of(asked);
      if (!Files.exists(folder) || Files.isDirectory(folder)) {
        return Optional.of(folder.toAbsolutePath());
      }
    } catch (InvalidPathException e) {
      throw new UsageException(key.fullName() + " must be a folder, not " + asked, e);
    }
    throw new UsageException(key.fullName() + " must be a folder, not the file " + asked);
  }

  private static Path inHome(String asked) {
    return Path.of(System.getProperty("user.home", ""), asked.substring(HOME.length()));
  }

  /**
   * All that is kept for the user.
   *
   * @param environment the variables of the process
   * @return the folder, which need not exist; empty where the user has no home
   */
  static Optional<Path> ofUser(Map<String, String> environment) {
    String xdg = environment.getOrDefault("XDG_DATA_HOME", "");
    if (!xdg.isEmpty() && Path.of(xdg).isAbsolute()) {
      return Optional.of(Path.of(xdg, "antiphon"));
    }
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String roaming = environment.getOrDefault("APPDATA", "");
    if (system.startsWith("windows") && !roaming.isEmpty()) {
      return Optional.of(Path.of(roaming, "Antiphon"));
    }
    String home = System.getProperty("user.home", "");
    if (home.isEmpty() || home.equals("?")) {
      return Optional.empty();
    }
    return Optional.of(
        system.startsWith("mac")
            ? Path.of(home, "Library", "Application Support", "Antiphon")
            : Path.of(home, ".local", "share", "antiphon"));
  }
}
