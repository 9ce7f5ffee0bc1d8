package antiphon.live.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.ring.JournalSlot;
import antiphon.music.note.Part;
import antiphon.music.time.Clock;
import antiphon.music.time.Meter;
import antiphon.music.time.SystemClock;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Disks that are full, read-only, or hang: the music is never kept waiting. */
class JournalWriterTest {
  private static final SessionHeader HEADER =
      SessionHeader.of(
          "1.0",
          "2026-01-01T00:00:00Z",
          0,
          new LiveSettings(Mode.JAM, Meter.COMMON, 120, 7),
          new SessionHeader.Model("studio", "models/studio", "abc", "auto"),
          " ; 0:0:p",
          List.of("one"));
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path folder;

  private final Clock clock = new SystemClock();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Disk disk = new Disk();
  private JournalWriter writer;
  private int told;

  /** A disk with so much room, which may also hang, or take nothing back. */
  private static final class Disk implements JournalFile.Maker {
    private volatile long room = Long.MAX_VALUE;
    private volatile boolean readOnly;
    private volatile boolean keepsAll;
    private volatile boolean noMemory;
    private volatile CountDownLatch released = new CountDownLatch(0);
    private volatile int hanging;
    private volatile int trials;
    private int made;

    @Override
    public JournalFile make(Path path) throws IOException {
      if (readOnly) {
        throw new IOException("Read-only file system");
      }
      made++;
      JournalFile file = JournalFile.make(path);
      return new JournalFile() {
        @Override
        public void write(ByteBuffer bytes) throws IOException {
          trials++;
          if (noMemory) {
            throw new OutOfMemoryError("as if");
          }
          hanging++;
          try {
            released.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          } finally {
            hanging--;
          }
          if (readOnly) {
            throw new IOException("Read-only file system");
          }
          int some = (int) Math.min(bytes.remaining(), room);
          if (some == 0) {
            throw new IOException("No space left on device");
          }
          room -= some;
          ByteBuffer part = bytes.slice(bytes.position(), some);
          bytes.position(bytes.position() + some);
          while (part.hasRemaining()) {
            file.write(part);
          }
        }

        @Override
        public void truncate(long bytes) throws IOException {
          if (readOnly || keepsAll) {
            throw new IOException("Read-only file system");
          }
          file.truncate(bytes);
        }

        @Override
        public void force() throws IOException {
          file.force();
        }

        @Override
        public void close() throws IOException {
          file.close();
        }
      };
    }
  }

  @BeforeEach
  void open() throws IOException {
    log.start();
    ((Logger) LoggerFactory.getLogger(JournalWriter.class)).addAppender(log);
    writer =
        JournalWriter.open(
            folder.resolve("session"), HEADER, 1 << 30, 1 << 24, disk, () -> {}, clock);
  }

  @AfterEach
  void close() {
    disk.released.countDown();
    writer.close();
    ((Logger) LoggerFactory.getLogger(JournalWriter.class)).detachAppender(log);
  }

  @Test
  void shouldWriteAllOnceThereIsRoomAgainInTheSameFileAndSayItOnceEachWay() throws Exception {
    tell(100);
    writer.flush();
    disk.room = 333; // the next block is torn
    for (int i = 0; i < 5; i++) {
      tell(200);
      writer.flush();
    }
    assertEquals(1, lines("No space left on device"));
    int trials = disk.trials;
    Awaitility.await().atMost(PATIENCE).until(() -> disk.trials > trials);
    disk.room = Long.MAX_VALUE;
    Awaitility.await().atMost(PATIENCE).until(() -> lines("written again") == 1);
    tell(10);
    writer.close();
    JournalReader journal = JournalReader.open(writer.folder());
    assertEquals(told, heard(journal));
    assertEquals(0, journal.gaps() + journal.tornBytes());
    assertTrue(journal.ended());
    assertEquals(1, disk.made, "no file is made for each trial");
    assertEquals(2, log.list.size(), log.list.toString());
  }

  @Test
  void shouldGoOnInAnotherFileWhereATornBlockCannotBeTakenAway() throws Exception {
    tell(100);
    writer.flush();
    disk.keepsAll = true;
    disk.room = 333; // the next block is torn
    tell(200);
    writer.flush();
    assertEquals(1, lines("No space left on device"));
    disk.room = Long.MAX_VALUE;
    Awaitility.await().atMost(PATIENCE).until(() -> lines("written again") == 1);
    tell(10);
    writer.close();
    assertEquals(2, disk.made, "one file for all that comes after");
    JournalReader journal = JournalReader.open(writer.folder());
    assertEquals(told, heard(journal));
    assertEquals(1, journal.gaps(), "what is torn is told, though nothing is missing");
    assertEquals(0, journal.tornBytes(), "none at the end");
    assertTrue(journal.ended());
  }

  @Test
  void shouldGoOnWhereADiskThatWasReadOnlyCanBeWrittenAgain() throws Exception {
    tell(100);
    writer.flush();
    disk.readOnly = true;
    tell(100);
    writer.flush();
    assertEquals(1, lines("Read-only file system"));
    disk.readOnly = false;
    Awaitility.await().atMost(PATIENCE).until(() -> lines("written again") == 1);
    writer.close();
    JournalReader journal = JournalReader.open(writer.folder());
    assertEquals(told, heard(journal));
    assertTrue(journal.ended());
  }

  @Test
  void shouldWriteAllOnceThereIsMemoryAgain() throws Exception {
    disk.noMemory = true;
    tell(100);
    int trials = disk.trials;
    Awaitility.await().atMost(PATIENCE).until(() -> disk.trials > trials + 2);
    disk.noMemory = false;
    tell(100);
    writer.close();
    JournalReader journal = JournalReader.open(writer.folder());
    assertEquals(told, heard(journal));
    assertTrue(journal.ended());
  }

  @Test
  void shouldWriteAllButNoEndOfASessionThatIsLeftToTheNext() throws Exception {
    tell(100);
    writer.leave();
    writer.close();
    JournalReader journal = JournalReader.open(writer.folder());
    assertEquals(told, heard(journal));
    assertFalse(journal.ended());
  }

  @Test
  void shouldMarkAndCountWhatIsMissingWhileTheDiskHangsAndNeverWaitForIt() throws Exception {
    tell(100);
    writer.flush();
    disk.released = new CountDownLatch(1);
    long slowestNs = 0;
    int refused = 0;
    long beganNs = clock.nowNs();
    while (refused < 1_000 || clock.nowNs() - beganNs < 2 * JournalWriter.PATIENCE_NS) {
      long fromNs = clock.nowNs();
      refused += writer.accept(slot()) ? 0 : 1;
      slowestNs = Math.max(slowestNs, clock.nowNs() - fromNs);
    }
    assertTrue(slowestNs < 1_000_000_000, "it waits for nobody: " + slowestNs);
    assertEquals(1, lines("the disk does not answer"));
    assertEquals(1, lines("missing in the journal"));
    disk.released.countDown();
    Awaitility.await().atMost(PATIENCE).until(() -> lines("written again") == 1);
    int before = told;
    tell(50);
    writer.close();
    JournalReader journal = JournalReader.open(writer.folder());
    List<JournalSlot.Kind> kinds = new ArrayList<>();
    journal.read(slot -> kinds.add(slot.kind));
    assertEquals(1, journal.gaps());
    int gap = kinds.indexOf(JournalSlot.Kind.GAP);
    assertTrue(gap > 100 && before == 100, "what was heard before is there");
    assertEquals(50, kinds.size() - gap - 2, "what came after, and the end");
    assertTrue(journal.ended());
  }

  @Test
  void shouldNotWaitLongForADiskThatHangsWhenItIsClosed() {
    disk.released = new CountDownLatch(1);
    tell(10);
    Awaitility.await().atMost(PATIENCE).until(() -> disk.hanging > 0);
    long fromNs = clock.nowNs();
    writer.close();
    assertTrue(clock.nowNs() - fromNs < 1_900_000_000, "SIGTERM has two seconds");
    assertEquals(1, lines("the disk hangs"));
  }

  private void tell(int count) {
    for (int i = 0; i < count; i++) {
      assertTrue(writer.accept(slot()));
      told++;
    }
  }

  private JournalSlot slot() {
    JournalSlot slot = new JournalSlot();
    slot.kind = JournalSlot.Kind.HEARD;
    slot.part = Part.PLAYER;
    slot.message = 0x40_3C_90;
    slot.timeNs = clock.nowNs();
    slot.tick = told;
    return slot;
  }

  private static int heard(JournalReader journal) throws JournalException {
    int[] count = {0};
    int[] wrong = {0};
    journal.read(
        slot -> {
          if (slot.kind == JournalSlot.Kind.HEARD) {
            wrong[0] += slot.tick == count[0]++ ? 0 : 1;
          }
        });
    assertFalse(wrong[0] > 0, "in their order");
    return count[0];
  }

  private long lines(String words) {
    return List.copyOf(log.list).stream()
        .filter(line -> line.getFormattedMessage().contains(words))
        .count();
  }
}
