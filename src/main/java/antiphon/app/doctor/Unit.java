package antiphon.app.doctor;

import antiphon.app.doctor.Check.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Whether somebody starts Antiphon anew when it dies or stands still: systemd does, if it is a
 * service with a watchdog.
 *
 * @param systemd is there where systemd runs
 * @param folders where units lie, the first before the others
 */
record Unit(Path systemd, List<Path> folders) {
  private static final String NAME = "watchdog";
  private static final String FILE = "antiphon.service";
  private static final String KEY = "WatchdogSec=";

  static Unit installed() {
    return new Unit(
        Path.of("/run/systemd/system"),
        List.of(
            Path.of("/etc/systemd/system"),
            Path.of("/lib/systemd/system"),
            Path.of("/usr/lib/systemd/system")));
  }

  /** Empty where systemd does not run. */
  Optional<Check> look() {
    if (!Files.isDirectory(systemd)) {
      return Optional.empty();
    }
    return Optional.of(
        folders.stream()
            .map(folder -> folder.resolve(FILE))
            .filter(Files::isReadable)
            .findFirst()
            .map(Unit::watched)
            .orElse(
                new Check(
                    NAME,
                    Verdict.FAIR,
                    "Antiphon is no service here: nobody starts it anew when it dies",
                    "for a rig that plays by itself install the package: apt install"
                        + " ./antiphon_VERSION_amd64.deb")));
  }

  private static Check watched(Path unit) {
    String patience = "";
    try {
      for (String line : Files.readAllLines(unit)) {
        patience = line.startsWith(KEY) ? line.substring(KEY.length()).strip() : patience;
      }
    } catch (IOException e) {
      patience = "";
    }
    return patience.isEmpty() || patience.equals("0")
        ? new Check(
            NAME,
            Verdict.FAIR,
            unit + " has no watchdog: nobody starts Antiphon anew when it stands still",
            "write WatchdogSec=8 into its section [Service], then systemctl daemon-reload")
        : Check.good(
            NAME,
            "started anew by " + unit + " when it dies or has stood still for " + patience + " s");
  }
}
