package antiphon.app.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.journal.JournalReader;
import antiphon.live.journal.JournalWriter;
import antiphon.live.journal.SessionHeader;
import antiphon.live.ring.JournalSlot;
import antiphon.live.schedule.Routing;
import antiphon.midi.port.MidiMessages;
import antiphon.music.note.Part;
import antiphon.music.time.Meter;
import antiphon.music.time.SystemClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was played in a session whose process has died. */
class SuccessorTest {
  private static final long S = 1_000_000_000;
  private static final int TAKES = 5;

  @TempDir Path folder;

  private JournalShelf shelf;
  private Path played;
  private JournalWriter writer;

  /** Some takes, half an hour apart. */
  @BeforeEach
  void dieWhilePlaying() throws Exception {
    Path root = folder.resolve("journal");
    Path session = Files.createDirectories(root.resolve("2026-01-01 00.00.00"));
    shelf = new JournalShelf(root);
    SessionHeader header =
        SessionHeader.of(
            "test",
            "2026-01-01T00:00:00Z",
            0,
            new LiveSettings(Mode.SOLO, Meter.COMMON, 120, 7),
            new SessionHeader.Model("none", "nowhere", "0", "auto"),
            Routing.ONE.toString(),
            List.of("loopback out"));
    writer = JournalWriter.open(session, header, 1 << 30, () -> {}, new SystemClock());
    for (int take = 0; take < TAKES; take++) {
      tell(MidiMessages.noteOn(0, 60 + take, 80), 1_800 * take);
      tell(MidiMessages.noteOff(0, 60 + take), 1_800 * take + 1);
    }
    int[] records = {0};
    Awaitility.await()
        .until(
            () -> {
              records[0] = 0;
              JournalReader.open(session).read(slot -> records[0]++);
              return records[0] == 2 * TAKES;
            });
    played = Files.createFile(session.resolve("played"));
  }

  private void tell(int message, long seconds) {
    JournalSlot slot = new JournalSlot();
    slot.kind = JournalSlot.Kind.HEARD;
    slot.part = Part.PARTNER;
    slot.message = message;
    slot.timeNs = seconds * S;
    slot.tick = seconds * 1_920;
    assertTrue(writer.accept(slot));
  }

  @AfterEach
  void close() {
    writer.close();
  }

  @Test
  void shouldKeepEachTakeOnceThoughTheDiskRefusesAtFirst() throws Exception {
    Path sessions = folder.resolve("sessions");
    Files.createFile(sessions); // a file in the place of the folder
    succeed(sessions);
    assertTrue(Files.exists(played), "the next start tries again");
    Files.delete(sessions);
    succeed(sessions);
    assertEquals(TAKES, files(sessions));
    assertFalse(Files.exists(played));
    succeed(sessions);
    assertEquals(TAKES, files(sessions), "it is done once");
  }

  /** As when the disk was full after some of them. */
  @Test
  void shouldGoOnAfterTheLastTakeThatIsKept() throws Exception {
    Path sessions = folder.resolve("sessions");
    succeed(sessions);
    Path kept = played.resolveSibling("kept");
    byte[] all = Files.readAllBytes(kept);
    Files.createFile(played);
    succeed(sessions);
    assertEquals(TAKES, files(sessions), "nothing is kept twice");
    try (JournalPlace place = JournalPlace.occupy(Files.createDirectory(folder.resolve("some")))) {
      place.keptUntil(1_800 * 2 * S + S); // the end of the third
      Files.move(place.folder().resolve("kept"), kept, StandardCopyOption.REPLACE_EXISTING);
    }
    assertFalse(Arrays.equals(all, Files.readAllBytes(kept)));
    Files.createFile(played);
    succeed(sessions);
    assertEquals(TAKES + 2, files(sessions), "the last two");
  }

  private void succeed(Path sessions) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    try (Successor successor = Successor.begin(shelf, new SessionFolder(sessions), true)) {
      successor.keep(done::countDown);
      assertTrue(done.await(20, TimeUnit.SECONDS));
    }
  }

  private static int files(Path sessions) throws IOException {
    try (Stream<Path> files = Files.list(sessions)) {
      return (int) files.filter(file -> file.toString().endsWith(".mid")).count();
    }
  }
}
