package antiphon.app.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.live.api.SessionBook.Entry;
import antiphon.live.api.SessionBook.Extent;
import antiphon.live.engine.Sessions;
import antiphon.midi.file.MidiFileWriter;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import antiphon.music.time.TempoMap;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionFolderTest {
  private static final byte[] CALL = MidiFileWriter.bytes(Sessions.call());

  /** Eight quarter notes at 120 bpm, the last 60 ticks shorter. */
  private static final Extent EIGHT = new Extent(4 - 60 / 1920.0, 8, 0);

  @TempDir Path parent;

  private Path path;
  private SessionFolder folder;

  @BeforeEach
  void open() {
    path = parent.resolve("a").resolve("sessions");
    folder = new SessionFolder(path);
  }

  @Test
  void shouldBeEmptyUntilSomethingIsKept() throws IOException {
    assertEquals(List.of(), folder.entries());
    assertFalse(folder.has("monday"));
    assertFalse(folder.remove("monday"));
    assertEquals("monday", folder.write("monday", CALL, EIGHT, false));
    assertArrayEquals(CALL, folder.read("monday").orElseThrow());
    Entry entry = folder.entries().get(0);
    assertEquals("monday", entry.name());
    assertEquals(CALL.length, entry.bytes());
    assertEquals(EIGHT, entry.extent());
    assertEquals(0, folder.filesRead() - 1, "only for its bytes");
    assertEquals(EIGHT, new SessionFolder(path).entries().get(0).extent());
    assertTrue(folder.remove("monday"));
    assertEquals(List.of(), folder.entries());
  }

  @Test
  void shouldNeverWriteOverAnotherFileAndLeaveNothingBeside() throws IOException {
    folder.write("monday", CALL, EIGHT, false);
    byte[] other = MidiFileWriter.bytes(score(TempoMap.of(90)));
    assertThrows(
        FileAlreadyExistsException.class, () -> folder.write("monday", other, EIGHT, false));
    assertEquals("monday 2", folder.write("monday", other, EIGHT, true));
    assertEquals("monday 3", folder.write("monday", other, EIGHT, true));
    assertArrayEquals(CALL, folder.read("monday").orElseThrow());
    assertEquals(Set.of("monday.mid", "monday 2.mid", "monday 3.mid"), files());
  }

  @Test
  void shouldGiveEachOfManyWritersAFileOfItsOwn() throws Exception {
    ExecutorService writers = Executors.newFixedThreadPool(4);
    Set<String> names = new ConcurrentSkipListSet<>();
    for (int i = 0; i < 40; i++) {
      SessionFolder own = i % 2 == 0 ? folder : new SessionFolder(path);
      writers.submit(() -> names.add(own.write("2026-11-26 05.15.28", CALL, EIGHT, true)));
    }
    writers.shutdown();
    assertTrue(writers.awaitTermination(20, TimeUnit.SECONDS));
    assertEquals(40, names.size());
    assertEquals(40, files().size());
    for (String name : names) {
      assertArrayEquals(CALL, folder.read(name).orElseThrow(), name);
    }
  }

  @Test
  void shouldListWhatWasPutThereByHandAndSayWhatCannotBeRead() throws IOException {
    Files.createDirectories(path);
    Files.write(path.resolve("a song.mid"), CALL);
    Files.write(path.resolve("Song #1 & more.mid"), CALL);
    Files.write(path.resolve("other.MID"), CALL);
    Files.write(path.resolve("long.midi"), CALL);
    Files.write(path.resolve("current.mid"), CALL);
    Files.writeString(path.resolve("text.mid"), "no music");
    Files.write(path.resolve("half.mid"), Arrays.copyOf(CALL, CALL.length / 2));
    Files.createFile(path.resolve("empty.mid"));
    try (RandomAccessFile huge = new RandomAccessFile(path.resolve("huge.mid").toFile(), "rw")) {
      huge.setLength(SessionFolder.MOST_BYTES + 1);
    }
    Files.writeString(path.resolve("notes.txt"), "not listed");
    Files.write(path.resolve(".hidden.mid"), CALL);
    Files.createDirectory(path.resolve("folder.mid"));
    List<Entry> entries =
        folder.entries().stream().sorted(Comparator.comparing(Entry::name)).toList();
    assertEquals(
        List.of(
            "Song #1 & more",
            "a song",
            "current.mid",
            "empty",
            "half",
            "huge",
            "long.midi",
            "other.MID",
            "text"),
        entries.stream().map(Entry::name).toList());
    List<String> problems = entries.stream().flatMap(entry -> entry.problem().stream()).toList();
    assertEquals(4, problems.size(), problems.toString());
    assertTrue(problems.get(0).startsWith("empty.mid is empty"), problems.get(0));
    assertTrue(problems.get(1).startsWith("half.mid is broken or cut short"), problems.get(1));
    assertTrue(problems.get(2).startsWith("huge.mid is larger than 256 KiB"), problems.get(2));
    assertTrue(problems.get(3).startsWith("text.mid is not a MIDI file"), problems.get(3));
    assertArrayEquals(CALL, folder.read("Song #1 & more").orElseThrow());
    assertArrayEquals(CALL, folder.read("other.MID").orElseThrow());
    assertArrayEquals(
        "no music".getBytes(StandardCharsets.UTF_8), folder.read("text").orElseThrow());
    assertThrows(IOException.class, () -> folder.read("huge"));
  }

  @Test
  void shouldReadAndRemoveNothingButItsOwnFiles() throws IOException {
    Files.createDirectories(path);
    Path outside = Files.write(parent.resolve("outside.mid"), CALL);
    Files.createSymbolicLink(path.resolve("link.mid"), outside);
    Files.createSymbolicLink(path.resolve("linked"), parent);
    List<String> names =
        Stream.concat(
                SessionNameTest.NASTY.stream(),
                Stream.of(
                    "link",
                    "linked/outside",
                    "../../outside",
                    "../../outside.mid",
                    outside.toString(),
                    outside.toString().replaceFirst("\\.mid$", "")))
            .toList();
    for (String name : names) {
      assertTrue(folder.read(name).isEmpty(), name);
      assertFalse(folder.remove(name), name);
    }
    assertEquals(List.of(), folder.entries());
    assertArrayEquals(CALL, Files.readAllBytes(outside));
  }

  @Test
  void shouldReadAFileAgainOnlyWhenItHasChanged() throws IOException {
    Files.createDirectories(path);
    for (String name : List.of("a.mid", "b.mid", "c.mid")) {
      Files.write(path.resolve(name), CALL);
    }
    folder.entries();
    assertEquals(3, folder.filesRead());
    folder.entries();
    assertEquals(3, folder.filesRead());
    Path changed = path.resolve("b.mid");
    Files.write(changed, MidiFileWriter.bytes(score(TempoMap.of(90))));
    Files.setLastModifiedTime(changed, FileTime.fromMillis(1_000_000));
    folder.remove("c");
    List<Entry> entries = folder.entries();
    assertEquals(4, folder.filesRead());
    assertEquals(2, entries.size());
    assertTrue(entries.stream().anyMatch(entry -> entry.extent().player() == 1));
  }

  @Test
  void shouldReadEveryTempoAndBothParts() throws IOException {
    TempoMap tempi =
        new TempoMap(List.of(new TempoMap.Change(0, 60), new TempoMap.Change(1920, 120)));
    Score written = score(tempi);
    Score read = SessionFolder.score(MidiFileWriter.bytes(written), "a.mid");
    assertEquals(written.notes(), read.notes());
    assertEquals(tempi, read.tempi());
    assertEquals(new Extent(2 + 1, 1, 1), SessionFolder.extent(read));
  }

  @Test
  void shouldLeaveNothingWhereItCannotWrite() throws IOException {
    Path file = Files.createFile(parent.resolve("a"));
    assertThrows(IOException.class, () -> folder.write("monday", CALL, EIGHT, true));
    assertEquals(List.of(), folder.entries());
    Files.delete(file);
    assertEquals("monday", folder.write("monday", CALL, EIGHT, true));
    assertEquals(Set.of("monday.mid"), files());
  }

  /** A note of each part: four quarters by the player from the beginning, one by Antiphon. */
  private static Score score(TempoMap tempi) {
    return new Score(
        List.of(new Note(Part.PLAYER, 60, 80, 0, 3840), new Note(Part.PARTNER, 64, 80, 960, 1920)),
        tempi,
        MeterMap.of(Meter.COMMON));
  }

  private Set<String> files() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files
          .map(file -> file.getFileName().toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
