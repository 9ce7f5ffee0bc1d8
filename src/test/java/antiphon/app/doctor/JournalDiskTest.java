package antiphon.app.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.app.doctor.Check.Verdict;
import antiphon.music.time.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalDiskTest {
  private static final long MB = 1 << 20;
  private static final long MS = 1_000_000;

  @TempDir Path folder;

  private long nowNs = Long.MAX_VALUE - 500 * MS;

  @Test
  void shouldGradeADiskByHowLongItTakesUntilSomethingIsOnIt() throws IOException {
    Check fast = look(5, 1_000).get(0);
    assertEquals(Verdict.GOOD, fast.verdict());
    assertTrue(
        fast.finding().startsWith("800 MB/s, and what is written is on the disk after 5.0 ms"),
        fast.finding());
    Check slow = look(300, 1_000).get(0);
    assertEquals(Verdict.FAIR, slow.verdict());
    assertTrue(slow.finding().contains("300.0 ms at worst of 2"), slow.finding());
    assertTrue(slow.remedy().contains("[journal] folder"), slow.remedy());
    assertEquals(Verdict.BAD, look(2_100, 1_000).get(0).verdict());
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(0, left.count(), "nothing is left, and no folder made");
    }
  }

  @Test
  void shouldWantRoomForWhatTheJournalsMayStillTake() throws IOException {
    assertEquals(Verdict.GOOD, look(1, 512).get(1).verdict());
    Check less = look(1, 500).get(1);
    assertEquals(Verdict.FAIR, less.verdict());
    assertTrue(less.finding().startsWith("500 MB free, for journals of 512 MB at most"));
    assertTrue(less.remedy().contains("max_mb"), less.remedy());
    assertEquals(Verdict.BAD, look(1, 63).get(1).verdict());
    Path session = Files.createDirectories(folder.resolve("journal").resolve("a session"));
    Files.write(session.resolve("000001.journal"), new byte[(int) (13 * MB)]);
    assertEquals(Verdict.GOOD, look(1, 500).get(1).verdict(), "13 MB are taken already");
  }

  @Test
  void shouldSayWhatToDoWhereNothingCanBeWritten() throws IOException {
    Path file = Files.createFile(folder.resolve("a file"));
    List<Check> checks = new JournalDisk(file.resolve("journal"), 512, this::now).look();
    assertEquals(1, checks.size());
    assertEquals(Verdict.BAD, checks.get(0).verdict());
    assertTrue(checks.get(0).finding().contains("no journal can be written to " + file));
    assertTrue(checks.get(0).remedy().contains("[journal] folder"));
  }

  private List<Check> look(long eachMs, long freeMb) {
    Clock clock = () -> nowNs += eachMs * MS;
    return new JournalDisk(folder.resolve("journal"), 512, clock, place -> freeMb * MB).look();
  }

  private long now() {
    return nowNs;
  }
}
