package antiphon.learn.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.RandomMusic;
import antiphon.Seeded;
import antiphon.midi.file.MidiFileWriter;
import antiphon.midi.file.MidiPiece;
import antiphon.midi.file.MidiTrack;
import antiphon.music.note.KeySignature;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PieceCacheTest {
  private static final int FILES = 12;

  @TempDir Path temporary;
  private Path songs;
  private Path folder;
  private PieceCache cache;

  @BeforeEach
  void prepare() throws IOException {
    songs = Files.createDirectory(temporary.resolve("songs"));
    folder = temporary.resolve("not/yet/there");
    cache = PieceCache.in(folder);
    for (int i = 0; i < FILES; i++) {
      Files.write(songs.resolve(i + ".mid"), song(i));
    }
    Files.writeString(songs.resolve("broken.mid"), "MThd but no more");
  }

  @Test
  void shouldGiveBackWhatWasReadWithoutReadingItAgain() throws IOException {
    Corpus plain = CorpusReader.read(songs);
    same(plain, read());
    assertEquals(0, freshly(song(3), "MThd but no more".getBytes()));
    same(plain, read());
    assertEquals(1, freshly(song(3), song(FILES)), "what is new is read");
    assertEquals(Optional.empty(), cache.problem());
  }

  @Test
  void shouldGoByContentAndNotByName() throws IOException {
    read();
    Files.move(songs.resolve("3.mid"), songs.resolve("another.mid"));
    Files.write(songs.resolve("4.mid"), song(99));
    same(CorpusReader.read(songs), read());
    assertEquals(0, freshly(song(99)));
    assertEquals(1, freshly(song(4)), "what is used no more is kept no more");
  }

  @Test
  void shouldReadAnewWhateverBecameOfTheCache() throws IOException {
    Corpus plain = CorpusReader.read(songs);
    read();
    Path file = file();
    byte[] good = Files.readAllBytes(file);
    for (int seed = 0; seed < 150; seed++) {
      Random random = new Random(seed);
      byte[] bytes = good.clone();
      if (random.nextBoolean()) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      } else {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(file, bytes);
      same(plain, read());
      assertTrue(Arrays.equals(good, Files.readAllBytes(file)), "written anew, seed " + seed);
    }
  }

  @Test
  void shouldPassOverACacheOfAnotherGrammar() throws IOException {
    read();
    byte[] bytes = Files.readAllBytes(file());
    bytes[8] ^= 1; // grammar and versions
    java.util.zip.CRC32 crc = new java.util.zip.CRC32();
    crc.update(bytes, 0, bytes.length - 8);
    ByteBuffer.wrap(bytes).putLong(bytes.length - 8, crc.getValue());
    Files.write(file(), bytes);
    assertEquals(1, freshly(song(3)));
  }

  @Test
  void shouldReadAllTheSameWhereNothingCanBeKept() throws IOException {
    Path blocked = temporary.resolve("blocked");
    Files.writeString(blocked, "a file where the folder should be");
    PieceCache nowhere = PieceCache.in(blocked);
    same(CorpusReader.read(songs), CorpusReader.read(List.of(songs), nowhere).get(0));
    assertTrue(nowhere.problem().orElseThrow().contains("blocked"));
  }

  @Test
  void shouldLeaveNothingButTheCacheInItsFolderAndNotGrowWithoutBound() throws IOException {
    for (int i = 0; i < 70; i++) {
      Path one = Files.createDirectory(temporary.resolve("one-" + i));
      Files.write(one.resolve("a.mid"), song(i));
      CorpusReader.read(List.of(one), cache);
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> left = files.toList();
      assertTrue(left.stream().allMatch(path -> path.toString().endsWith(PieceCache.ENDING)));
      assertEquals(64, left.size());
    }
  }

  @Test
  void shouldHaveOthersReadAllThatIsNotKeptAndNothingElse() throws IOException {
    Corpus plain = CorpusReader.read(songs);
    List<Integer> asked = new ArrayList<>();
    UnaryOperator<List<byte[]>> others =
        files -> {
          asked.add(files.size());
          return files.stream().map(PieceParcel::read).toList();
        };
    same(plain, CorpusReader.read(List.of(songs), PieceCache.none().readBy(others)).get(0));
    cache.readBy(others);
    same(plain, read());
    same(plain, read());
    Files.write(songs.resolve("4.mid"), song(99));
    read();
    assertEquals(List.of(FILES + 1, FILES + 1, 0, 1), asked);
  }

  @Test
  void shouldKeepEveryPieceInFull() {
    Seeded.forSeeds(
        300,
        random -> {
          MidiPiece piece = piece(random);
          FileReading.Usable usable =
              new FileReading.Usable(piece, PieceFingerprint.of(piece), CorpusPiece.Kind.SESSION);
          byte[] bytes = PieceBytes.encode(usable);
          FileReading.Usable back = (FileReading.Usable) PieceBytes.decode(ByteBuffer.wrap(bytes));
          same(piece, back.piece());
          assertEquals(usable.fingerprint(), back.fingerprint());
          assertEquals(CorpusPiece.Kind.SESSION, back.kind());
          assertTrue(bytes.length < 100 + 9 * piece.notes(), bytes.length + " bytes");
        });
  }

  @Test
  void shouldRefuseOrReadWhateverBytesItIsGiven() {
    Seeded.forSeeds(
        3_000,
        random -> {
          MidiPiece piece = piece(random);
          byte[] bytes =
              PieceBytes.encode(
                  new FileReading.Usable(
                      piece, PieceFingerprint.of(piece), CorpusPiece.Kind.SESSION));
          for (int i = random.nextInt(8); i >= 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
          }
          try {
            PieceBytes.decode(ByteBuffer.wrap(bytes, 0, random.nextInt(bytes.length + 1)));
          } catch (IllegalArgumentException e) {
            assertFalse(e.getMessage().isEmpty());
          }
        });
  }

  private Corpus read() throws IOException {
    return CorpusReader.read(List.of(songs), cache).get(0);
  }

  /** How many of some files are not in the cache of the songs. */
  private int freshly(byte[]... files) throws IOException {
    PieceCache.Shelf shelf = cache.open(songs);
    for (byte[] file : files) {
      shelf.read(file);
    }
    return shelf.fresh();
  }

  private Path file() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findFirst().orElseThrow();
    }
  }

  private static void same(Corpus expected, Corpus actual) {
    assertEquals(expected.skipped(), actual.skipped());
    assertEquals(expected.pieces().size(), actual.pieces().size());
    for (int i = 0; i < expected.pieces().size(); i++) {
      CorpusPiece piece = expected.pieces().get(i);
      assertEquals(piece.name(), actual.pieces().get(i).name());
      assertEquals(piece.split(), actual.pieces().get(i).split());
      same(piece.piece(), actual.pieces().get(i).piece());
    }
  }

  private static void same(MidiPiece expected, MidiPiece actual) {
    assertEquals(expected.tracks(), actual.tracks());
    assertEquals(expected.tempoBpm(), actual.tempoBpm());
    assertEquals(expected.meters().changes(), actual.meters().changes());
    assertEquals(expected.key(), actual.key());
    assertEquals(expected.unfinishedNotes(), actual.unfinishedNotes());
    assertEquals(expected.drumNotes(), actual.drumNotes());
  }

  private static byte[] song(int seed) {
    return MidiFileWriter.bytes(RandomMusic.score(new Random(seed), 60));
  }

  private static MidiPiece piece(Random random) {
    List<Note> notes =
        RandomMusic.score(random, 1 + random.nextInt(100)).notes().stream()
            .map(note -> note.withPart(Part.PLAYER))
            .sorted(Note.ORDER)
            .toList();
    int cut = random.nextInt(notes.size());
    List<MidiTrack> tracks =
        List.of(
            new MidiTrack("Stimme \u266d", random.nextInt(16), notes.subList(0, cut)),
            new MidiTrack("", random.nextInt(16), notes.subList(cut, notes.size())));
    MeterMap meters =
        new MeterMap(
            List.of(
                new MeterMap.Change(0, Meter.parse("3/4")),
                new MeterMap.Change(72L * random.nextInt(1, 9), Meter.parse("12/8"))));
    Optional<KeySignature> key =
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(new KeySignature(random.nextInt(15) - 7, random.nextBoolean()));
    return new MidiPiece(
        tracks, random.nextDouble() * 200 + 1, meters, key, random.nextInt(9), random.nextInt(900));
  }
}
