package antiphon.app.config;

import java.nio.file.Path;

/** Where the distribution lies: the launcher says so; without it, the folder one is in. */
public final class Home {
  private static final String PROPERTY = "antiphon.home";

  private Home() {}

  public static Path folder() {
    return Path.of(System.getProperty(PROPERTY, "."));
  }

  public static Path models() {
    return folder().resolve("models");
  }

  public static Path configuration() {
    return folder().resolve("config").resolve("antiphon.toml");
  }
}
