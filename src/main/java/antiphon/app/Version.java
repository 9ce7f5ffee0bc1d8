package antiphon.app;

import antiphon.net.Manifest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: program, Java, model format. */
public final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("/antiphon/version.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new String[] {
      "antiphon " + properties.getProperty("version"),
      "Java " + Runtime.version() + " (" + System.getProperty("java.vm.vendor") + ")",
      "model format " + Manifest.FORMAT + ", step in plain Java"
    };
  }
}
