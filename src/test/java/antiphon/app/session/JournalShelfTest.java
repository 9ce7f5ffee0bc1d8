package antiphon.app.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.app.config.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalShelfTest {
  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");

  @TempDir Path folder;

  private Path root;
  private JournalShelf shelf;

  @BeforeEach
  void open() {
    root = folder.resolve("deep").resolve("journal");
    shelf = new JournalShelf(root);
  }

  @Test
  void shouldGiveEachSessionAFolderNamedByItsStart() throws IOException {
    assertEquals(List.of(), shelf.sessions());
    JournalPlace first = begin(NOON, 10);
    JournalPlace second = begin(NOON, 10);
    JournalPlace earlier = begin(NOON.minusSeconds(1), 10);
    assertEquals(
        List.of("2026-11-26 11.59.59", "2026-11-26 12.00.00", "2026-11-26 12.00.00 2"),
        shelf.sessions().stream().map(path -> path.getFileName().toString()).toList());
    assertEquals(second.folder(), shelf.last().orElseThrow());
    for (JournalPlace place : List.of(first, second, earlier)) {
      place.settle();
    }
  }

  @Test
  void shouldRemoveTheOldestButNeverWhatIsPlayedNorWhatIsNoJournal() throws IOException {
    JournalPlace played = begin(NOON, 1_000);
    JournalPlace old = begin(NOON.plusSeconds(1), 1_000);
    Path oldFolder = old.folder();
    old.settle();
    JournalPlace withGuest = begin(NOON.plusSeconds(2), 1_000);
    Path guest = Files.writeString(withGuest.folder().resolve("notes.txt"), "mine");
    withGuest.settle();
    Path other = Files.createDirectory(root.resolve("2020-01-01 00.00.00"));
    Files.writeString(other.resolve("essay.txt"), "mine");
    JournalPlace young = begin(NOON.plusSeconds(3), 1_000);
    young.settle();
    JournalPlace present = begin(NOON.plusSeconds(4), 1_000);
    shelf.makeRoom(2_500, present.folder());
    assertEquals(List.of(played.folder(), young.folder(), present.folder()), shelf.sessions());
    assertFalse(Files.exists(oldFolder));
    assertTrue(Files.exists(guest) && Files.exists(other.resolve("essay.txt")));
    shelf.makeRoom(10, present.folder());
    assertEquals(List.of(played.folder(), present.folder()), shelf.sessions());
    played.settle();
    present.settle();
  }

  /** Locks are between processes: another one holds it here. */
  @Test
  void shouldTakeOverWhatADeadProcessLeftAndNothingElse() throws Exception {
    JournalPlace settled = begin(NOON, 10);
    settled.settle();
    JournalPlace left = begin(NOON.plusSeconds(1), 10);
    left.keptUntil(-42);
    left.close(); // as the process's end does
    JournalPlace living = begin(NOON.plusSeconds(2), 10);
    living.close();
    Process other =
        new ProcessBuilder(
                "python3",
                "-c",
                "import fcntl, sys\nf = open(sys.argv[1], 'r+')\n"
                    + "fcntl.lockf(f, fcntl.LOCK_EX)\nprint('locked', flush=True)\n"
                    + "sys.stdin.read()",
                living.folder().resolve("played").toString())
            .start();
    try {
      assertEquals("locked", other.inputReader().readLine());
      List<JournalPlace> abandoned = shelf.abandoned();
      assertEquals(1, abandoned.size());
      assertEquals(left.folder(), abandoned.get(0).folder());
      assertEquals(OptionalLong.of(-42), abandoned.get(0).keptUntilNs());
      assertTrue(JournalShelf.isPlayed(living.folder()));
      assertEquals(List.of(), shelf.abandoned(), "one looks after it");
      abandoned.get(0).settle();
    } finally {
      other.destroyForcibly();
    }
    assertTrue(other.waitFor(10, TimeUnit.SECONDS));
    List<JournalPlace> abandoned = shelf.abandoned();
    assertEquals(living.folder(), abandoned.get(0).folder(), "now it is dead, too");
    abandoned.get(0).settle();
    assertEquals(List.of(), shelf.abandoned());
  }

  @Test
  void shouldSayWhatIsNoJournal() throws IOException {
    JournalPlace place = begin(NOON, 10);
    place.settle();
    for (Path wanted : List.of(folder.resolve("nowhere"), folder, place.folder())) {
      UsageException refusal =
          assertThrows(UsageException.class, () -> JournalShelf.open(wanted), wanted.toString());
      assertTrue(refusal.getMessage().contains("--list"), refusal.getMessage());
    }
  }

  private JournalPlace begin(Instant start, int bytes) throws IOException {
    JournalPlace place = shelf.begin(start, ZoneOffset.UTC);
    Files.write(place.folder().resolve("000001.journal"), new byte[bytes]);
    return place;
  }
}
