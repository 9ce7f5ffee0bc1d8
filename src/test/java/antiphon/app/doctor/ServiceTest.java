package antiphon.app.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.app.doctor.Check.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page's port, and who starts Antiphon anew. */
class ServiceTest {
  private static final String HOST = "127.0.0.1";

  @TempDir Path folder;

  @Test
  void shouldSayWhoHasThePortOfThePage() throws IOException {
    assertEquals(Verdict.GOOD, new WebPort(HOST, -1).look().verdict());
    assertEquals(Verdict.GOOD, new WebPort(HOST, 0).look().verdict());
    int port;
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      port = other.getLocalPort();
      Check taken = new WebPort(HOST, port).look();
      assertEquals(Verdict.FAIR, taken.verdict());
      assertTrue(taken.finding().startsWith("port " + port + " of 127.0.0.1 is not to be had"));
      assertTrue(taken.remedy().contains("--web PORT"), taken.remedy());
    }
    assertEquals(Verdict.GOOD, new WebPort(HOST, port).look().verdict());
    Check nowhere = new WebPort("nowhere.invalid", 8330).look();
    assertEquals(Verdict.BAD, nowhere.verdict());
    assertTrue(nowhere.remedy().contains("[web] listen"), nowhere.remedy());
  }

  @Test
  void shouldSayWhetherAnybodyStartsItAnew() throws IOException {
    Path etc = Files.createDirectory(folder.resolve("etc"));
    Path lib = Files.createDirectory(folder.resolve("lib"));
    Unit unit = new Unit(folder, List.of(etc, lib));
    assertEquals(Optional.empty(), new Unit(folder.resolve("none"), List.of(lib)).look());
    assertEquals(Verdict.FAIR, unit.look().orElseThrow().verdict());
    Files.copy(Path.of("src/main/deb/antiphon.service"), lib.resolve("antiphon.service"));
    Check watched = unit.look().orElseThrow();
    assertEquals(Verdict.GOOD, watched.verdict());
    assertTrue(watched.finding().endsWith("has stood still for 8 s"), watched.finding());
    Files.writeString(etc.resolve("antiphon.service"), "[Service]\nExecStart=antiphon run\n");
    Check unwatched = unit.look().orElseThrow();
    assertEquals(Verdict.FAIR, unwatched.verdict(), "that of /etc counts");
    assertTrue(unwatched.remedy().contains("WatchdogSec"), unwatched.remedy());
  }
}
