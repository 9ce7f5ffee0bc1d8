package antiphon.learn.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.midi.file.MidiFileReader;
import antiphon.midi.file.MidiFileWriter;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusReaderTest {
  @TempDir Path temporary;
  private Path folder;

  @BeforeEach
  void prepare() throws IOException {
    folder = Files.createDirectory(temporary.resolve("songs"));
  }

  @Test
  void shouldFindFilesInFoldersZipsAndListsAlike() throws IOException {
    Files.createDirectories(folder.resolve("deep/down"));
    write(folder.resolve("a.mid"), song(1));
    write(folder.resolve("deep/down/B.MIDI"), song(2));
    zip(folder.resolve("deep/more.zip"), Map.of("x/c.mid", song(3), "x/readme.txt", new byte[9]));
    Files.writeString(folder.resolve("notes.txt"), "no music");
    assertEquals(List.of("B.MIDI", "a.mid", "c.mid"), names(whole(folder)));
    assertEquals(List.of("c.mid"), names(whole(folder.resolve("deep/more.zip"))));
    assertEquals(List.of("a.mid"), names(whole(folder.resolve("a.mid"))));
    Path list = temporary.resolve("list.txt");
    Files.writeString(list, "# mine\n\uFEFFsongs/a.mid\n\n songs/deep \nsongs/gone.mid\n");
    Corpus listed = whole(list);
    assertEquals(List.of("B.MIDI", "a.mid", "c.mid"), names(listed));
    assertEquals(List.of("songs/gone.mid listed but missing"), skipped(listed));
  }

  @Test
  void shouldFindWhatAListNamesInAZipBesideIt() throws IOException {
    zip(folder.resolve("all.zip"), Map.of("midi/a.mid", song(1), "midi/b.mid", song(2)));
    Path list = folder.resolve("some.txt");
    Files.writeString(list, "b.mid\nc.mid\n");
    Corpus corpus = whole(list);
    assertEquals(List.of("b.mid"), names(corpus));
    assertEquals(List.of("c.mid listed but missing"), skipped(corpus));
  }

  @Test
  void shouldFollowTheSplitListsOfAFolderAndOfTheZipInIt() throws IOException {
    zip(
        folder.resolve("all.zip"),
        Map.of("m/a.mid", song(1), "m/b.mid", song(2), "m/c.mid", song(3), "m/d.mid", song(4)));
    Files.writeString(folder.resolve("train.txt"), "a.mid\n");
    Files.writeString(folder.resolve("valid.txt"), "b.mid\n");
    Files.writeString(folder.resolve("test.txt"), "c.mid\nlost.mid\n");
    Files.writeString(folder.resolve("README.md"), "Songs\nLicence: CC0 1.0\n");
    for (Path path : List.of(folder, folder.resolve("all.zip"))) {
      Corpus corpus = CorpusReader.read(path);
      assertEquals(Split.TRAIN, splitOf(corpus, "a.mid"));
      assertEquals(Split.VALID, splitOf(corpus, "b.mid"));
      assertEquals(Split.TEST, splitOf(corpus, "c.mid"));
      assertEquals("CC0 1.0", corpus.licence());
      assertEquals(
          List.of(SkipReason.MISSING, SkipReason.NOT_LISTED),
          corpus.skipped().stream().map(Corpus.Skipped::reason).toList());
    }
  }

  @Test
  void shouldAlwaysFindSomethingToValidateOnAndTheSameEachTime() throws IOException {
    for (int i = 0; i < 12; i++) {
      write(folder.resolve("song-" + i + ".mid"), song(i));
      Corpus corpus = CorpusReader.read(folder);
      assertFalse(corpus.of(Split.TRAIN).isEmpty());
      assertFalse(corpus.of(Split.VALID).isEmpty());
      assertEquals(i < 9, corpus.fromBothEnds());
      assertEquals(splits(corpus), splits(CorpusReader.read(folder)));
    }
  }

  @Test
  void shouldKeepOneOfTheSameMusicWhateverItsNameTempoTouchAndLengths() throws IOException {
    List<Note> notes = notes(7);
    List<Note> other = new ArrayList<>();
    for (Note note : notes) {
      other.add(
          new Note(Part.PLAYER, note.pitch(), 33, note.onTick() + 3840, note.onTick() + 3900));
    }
    write(folder.resolve("first.mid"), bytes(notes, 120));
    write(folder.resolve("other.mid"), bytes(other, 97));
    Corpus corpus = whole(folder);
    assertEquals(List.of("first.mid"), names(corpus));
    assertEquals("other.mid duplicate", skipped(corpus).get(0));
    assertEquals("has the notes of first.mid", corpus.skipped().get(0).detail());
    other.set(5, other.get(5).shifted(0, 1));
    write(folder.resolve("other.mid"), bytes(other, 97));
    assertEquals(2, whole(folder).pieces().size());
  }

  @Test
  void shouldKeepFromTrainingWhatIsHeldBackInAnyKeyButLeaveListedTestsAsTheyAre()
      throws IOException {
    write(folder.resolve("a.mid"), song(1));
    write(folder.resolve("a-higher.mid"), bytes(transposed(notes(1), 3), 120));
    write(folder.resolve("b.mid"), song(2));
    write(folder.resolve("b-higher.mid"), bytes(transposed(notes(2), 3), 120));
    write(folder.resolve("t1.mid"), song(1));
    write(folder.resolve("t2.mid"), song(1));
    Files.writeString(folder.resolve("train.txt"), "a.mid\na-higher.mid\nb.mid\nb-higher.mid\n");
    Files.writeString(folder.resolve("test.txt"), "t1.mid\nt2.mid\n");
    Corpus corpus = CorpusReader.read(folder);
    assertEquals(List.of("b-higher.mid", "b.mid", "t1.mid", "t2.mid"), names(corpus));
    assertEquals(List.of("a.mid duplicate", "a-higher.mid kept from training"), skipped(corpus));
    assertTrue(corpus.skipped().get(1).detail().contains("t1.mid"));
  }

  @Test
  void shouldReadWhatTwoCorporaShareOnce() throws IOException {
    Path other = Files.createDirectory(temporary.resolve("more"));
    write(folder.resolve("a.mid"), song(1));
    write(other.resolve("again.mid"), song(1));
    write(other.resolve("b.mid"), song(2));
    List<Corpus> corpora =
        CorpusReader.readWhole(List.of(folder, other, folder), PieceCache.none());
    assertEquals(2, corpora.size());
    assertEquals(List.of("b.mid"), names(corpora.get(1)));
    assertEquals("has the notes of songs/a.mid", corpora.get(1).skipped().get(0).detail());
  }

  @Test
  void shouldSayOfEachFileItLeavesOutWhy() throws IOException {
    write(folder.resolve("good.mid"), song(1));
    write(folder.resolve("short.mid"), bytes(notes(1).subList(0, 2), 120));
    write(folder.resolve("empty.mid"), new byte[0]);
    write(folder.resolve("cut.mid"), Arrays.copyOf(song(2), 100));
    write(folder.resolve("silent.mid"), bytes(List.of(), 120));
    write(folder.resolve("large.mid"), new byte[(int) MidiFileReader.MAX_FILE_BYTES + 1]);
    List<Note> dense = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      dense.add(new Note(Part.PLAYER, i % 100, 80, i * 10L, i * 10L + 10));
    }
    write(folder.resolve("dense.mid"), bytes(dense, 120));
    List<Note> sparse = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      sparse.add(new Note(Part.PLAYER, 60, 80, i * 96_000L, i * 96_000L + 10));
    }
    write(folder.resolve("sparse.mid"), bytes(sparse, 120));
    Files.writeString(folder.resolve("broken.zip"), "PK but no more");
    write(folder.resolve("._good.mid"), new byte[20]);
    assertEquals(
        List.of(
            "broken.zip unreadable",
            "cut.mid broken",
            "empty.mid broken",
            "large.mid too large",
            "silent.mid no notes",
            "short.mid too short",
            "dense.mid too dense",
            "sparse.mid too sparse"),
        skipped(whole(folder)));
  }

  @Test
  void shouldTellInOneSentenceWhyThereIsNothingToRead() throws IOException {
    refused(folder.resolve("nowhere"), "no corpus at");
    refused(folder, "no usable MIDI file");
    write(folder.resolve("empty.mid"), new byte[0]);
    refused(folder, "empty.mid is empty");
    Path zip = temporary.resolve("broken.zip");
    Files.writeString(zip, "PK but no more");
    refused(zip, "cannot be read as a zip");
    Path picture = temporary.resolve("picture.png");
    write(picture, new byte[] {(byte) 0x89, 'P', 'N', 'G', (byte) 0xff, 13, 10});
    refused(picture, "nor a list");
  }

  @Test
  void shouldRefuseAZipThatUnpacksToTooMuchWithoutHoldingIt() throws IOException {
    Map<String, byte[]> entries = new TreeMap<>();
    for (int i = 0; i < 8; i++) {
      entries.put("bomb-" + i + ".mid", new byte[5 << 20]);
    }
    Path zip = temporary.resolve("bomb.zip");
    zip(zip, entries);
    assertTrue(Files.size(zip) < 100_000);
    List<String> taken = new ArrayList<>();
    IOException refusal =
        assertThrows(IOException.class, () -> CorpusFiles.find(zip, collector(taken), 32L << 20));
    assertTrue(refusal.getMessage().contains("more than 32 MiB"), refusal.getMessage());
    assertEquals(6, taken.size());
    zip(zip, Map.of("huge.mid", new byte[40 << 20], "good.mid", song(1)));
    Corpus corpus = whole(zip);
    assertEquals(List.of("good.mid"), names(corpus));
    assertEquals(List.of("huge.mid too large"), skipped(corpus));
  }

  @Test
  void shouldReadOrRefuseAZipWhateverBecameOfIt() throws IOException {
    Path zip = temporary.resolve("noise.zip");
    zip(zip, Map.of("a.mid", song(1), "b.mid", song(2), "c.mid", song(3)));
    byte[] good = Files.readAllBytes(zip);
    for (int seed = 0; seed < 400; seed++) {
      Random random = new Random(seed);
      byte[] bytes = good.clone();
      for (int i = random.nextInt(10); i >= 0; i--) {
        // mostly in the directory at the end, where the names and lengths are
        int from = random.nextInt(3) == 0 ? 0 : bytes.length - 200;
        bytes[from + random.nextInt(bytes.length - from)] = (byte) random.nextInt();
      }
      Files.write(zip, bytes);
      try {
        assertFalse(whole(zip).pieces().isEmpty());
      } catch (IOException e) {
        assertEquals(1, e.getMessage().lines().count(), "seed " + seed);
      }
    }
  }

  @Test
  void shouldNotGoRoundInLinkedFolders() throws IOException {
    Files.createDirectory(folder.resolve("inside"));
    write(folder.resolve("inside/a.mid"), song(1));
    Files.createSymbolicLink(folder.resolve("inside/round"), folder);
    Path link = Files.createSymbolicLink(temporary.resolve("link"), folder);
    assertEquals(List.of("a.mid"), names(whole(folder)));
    assertEquals(List.of("a.mid"), names(whole(link)));
  }

  @Test
  void shouldCountWhatThereIsAndWhatIsRemarkable() throws IOException {
    write(folder.resolve("a.mid"), song(1));
    List<Note> free = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      free.add(new Note(Part.PLAYER, 60 + i % 7, 80, i * 901L, i * 901L + 500));
    }
    write(folder.resolve("b.mid"), bytes(free, 120));
    Corpus corpus = whole(folder);
    CorpusSummary summary = CorpusSummary.of(corpus);
    long notes = summary.shares().values().stream().mapToLong(CorpusSummary.Share::notes).sum();
    assertEquals(notes(1).size() + 40, notes);
    assertEquals(
        List.of("b.mid"), summary.offGrid().stream().map(CorpusSummary.OffGrid::name).toList());
    assertEquals(2, summary.tunesByHand() + summary.tunesByHeight() + summary.tunesByName());
    assertTrue(CorpusSummary.tokens(corpus, corpus.pieces().get(0).split()) > notes(1).size() * 2L);
  }

  private static Corpus whole(Path path) throws IOException {
    return CorpusReader.readWhole(path);
  }

  private static void refused(Path path, String words) {
    String message = assertThrows(IOException.class, () -> whole(path)).getMessage();
    assertTrue(message.contains(words), message);
    assertEquals(1, message.lines().count(), message);
  }

  private static CorpusFiles.Taker collector(List<String> taken) {
    return new CorpusFiles.Taker() {
      @Override
      public void take(String name, byte[] bytes) {
        taken.add(name);
      }

      @Override
      public void skip(String name, SkipReason reason, String detail) {
        taken.add(name);
      }
    };
  }

  private static List<String> names(Corpus corpus) {
    return corpus.pieces().stream().map(CorpusPiece::name).sorted().toList();
  }

  private static Map<String, Split> splits(Corpus corpus) {
    return corpus.pieces().stream()
        .collect(Collectors.toMap(piece -> piece.name() + piece.split(), CorpusPiece::split));
  }

  private static Split splitOf(Corpus corpus, String name) {
    return corpus.pieces().stream()
        .filter(piece -> piece.name().equals(name))
        .findFirst()
        .orElseThrow()
        .split();
  }

  private static List<String> skipped(Corpus corpus) {
    return corpus.skipped().stream().map(file -> file.name() + " " + file.reason()).toList();
  }

  private static byte[] song(int seed) {
    return bytes(notes(seed), 120);
  }

  private static List<Note> notes(int seed) {
    Random random = new Random(seed);
    List<Note> notes = new ArrayList<>();
    for (int i = 0; i < 48; i++) {
      notes.add(new Note(Part.PLAYER, 60 + random.nextInt(20), 80, i * 480L, i * 480L + 400));
    }
    return notes;
  }

  private static List<Note> transposed(List<Note> notes, int semitones) {
    return notes.stream().map(note -> note.shifted(0, semitones)).toList();
  }

  private static byte[] bytes(List<Note> notes, double tempoBpm) {
    return MidiFileWriter.bytes(new Score(notes, tempoBpm, MeterMap.of(Meter.COMMON)));
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    Files.write(file, bytes);
  }

  private static void zip(Path zip, Map<String, byte[]> entries) throws IOException {
    try (OutputStream out = Files.newOutputStream(zip);
        ZipOutputStream stream = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        stream.putNextEntry(new ZipEntry(entry.getKey()));
        stream.write(entry.getValue());
      }
    }
  }
}
