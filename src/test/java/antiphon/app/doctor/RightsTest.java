package antiphon.app.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.app.doctor.Check.Verdict;
import antiphon.app.realtime.RealTimeThread.Standing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RightsTest {
  private static final String LIMITS =
      """
      Limit                     Soft Limit           Hard Limit           Units
      Max cpu time              unlimited            unlimited            seconds
      Max locked memory         8388608              unlimited            bytes
      Max realtime priority     95                   99
      """;

  @TempDir Path folder;

  @Test
  void shouldReadTheLimitsThatHoldNow() throws IOException {
    Rights rights = rights(LIMITS);
    assertEquals(Optional.of("8388608"), rights.limit("Max locked memory"));
    assertEquals(Optional.of("95"), rights.limit("Max realtime priority"));
    assertEquals(Optional.empty(), rights.limit("Max patience"));
    assertEquals(
        Optional.empty(), new Rights(folder.resolve("none"), folder).limit("Max cpu time"));
  }

  @Test
  void shouldSayInOneLineHowToGetWhatIsMissing() throws IOException {
    Check refused = rights(LIMITS).realTime(new Standing(false, 1));
    assertEquals(Verdict.FAIR, refused.verdict());
    assertTrue(refused.remedy().contains("@audio - rtprio 95"), refused.remedy());
    assertEquals(1, refused.remedy().lines().count());
    Check granted = rights(LIMITS).realTime(new Standing(true, 0));
    assertEquals(Verdict.GOOD, granted.verdict());
    assertTrue(granted.finding().contains("95"), granted.finding());
    assertEquals(Verdict.FAIR, Rights.slack(new Standing(false, 50_000)).verdict());
    assertEquals(Verdict.GOOD, Rights.slack(new Standing(false, 1)).verdict());
    assertEquals(Verdict.GOOD, Rights.memoryLock("unlimited").verdict());
    Check locked = Rights.memoryLock("8388608");
    assertTrue(locked.finding().startsWith("8 MB") && locked.remedy().contains("memlock"));
  }

  @Test
  void shouldLookAtTheGovernorOfEveryProcessorThatHasOne() throws IOException {
    Rights rights = rights(LIMITS);
    assertEquals(Optional.of(Check.good("governor", "not told by this system")), rights.governor());
    assertEquals(
        Optional.empty(),
        new Rights(folder, folder.resolve("none")).governor(),
        "nothing of other systems");
    govern("cpu0", "performance");
    assertEquals(Verdict.GOOD, rights.governor().orElseThrow().verdict());
    govern("cpu1", "powersave");
    Check mixed = rights.governor().orElseThrow();
    assertEquals(Verdict.FAIR, mixed.verdict());
    assertTrue(mixed.finding().contains("powersave"), mixed.finding());
  }

  private void govern(String cpu, String governor) throws IOException {
    Path frequency = Files.createDirectories(folder.resolve(cpu).resolve("cpufreq"));
    Files.writeString(frequency.resolve("scaling_governor"), governor + "\n");
  }

  private Rights rights(String limits) throws IOException {
    return new Rights(Files.writeString(folder.resolve("limits"), limits), folder);
  }
}
