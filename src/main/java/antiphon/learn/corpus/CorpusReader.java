package antiphon.learn.corpus;

import antiphon.midi.file.MidiFileException;
import antiphon.midi.file.MidiFileReader;
import antiphon.midi.file.MidiPiece;
import antiphon.music.note.Part;
import antiphon.music.time.MusicalTime;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Finds MIDI files: in a folder (its subfolders and zips included), in a {@code .zip}, or by a list
 * file of one path a line. Piano rolls are left to {@link RollReader}. Where {@code train.txt},
 * {@code valid.txt} and {@code test.txt} lie in the folder they say what each file is for;
 * elsewhere one file in ten, chosen by its name, is for validation.
 */
public final class CorpusReader {
  private static final int VALID_ONE_IN = 10;

  private final Map<String, byte[]> files = new TreeMap<>();
  private final List<Corpus.Skipped> skipped = new ArrayList<>();

  private final boolean whole;
  private boolean fromBothEnds;

  private CorpusReader(boolean whole) {
    this.whole = whole;
  }

  /**
   * @throws IOException with a sentence for the user when there is nothing to read
   */
  public static Corpus read(Path path) throws IOException {
    return new CorpusReader(false).readAll(path);
  }

  /**
   * As {@link #read}, but few files are left whole: for scoring.
   *
   * @throws IOException with a sentence for the user when there is nothing to read
   */
  public static Corpus readWhole(Path path) throws IOException {
    return new CorpusReader(true).readAll(path);
  }

  private Corpus readAll(Path path) throws IOException {
    if (RollReader.recognises(path)) {
      return RollReader.read(path);
    }
    Map<String, Split> lists = new HashMap<>();
    String licence = "not stated";
    if (Files.isDirectory(path)) {
      addFolder(path);
      for (Split split : Split.values()) {
        addList(path.resolve(split.name().toLowerCase(Locale.ROOT) + ".txt"), split, lists);
      }
      licence = licenceOf(path.resolve("README.md"));
    } else if (!Files.exists(path)) {
      throw new IOException("no corpus at " + path + "; give a folder, a .zip or a list file");
    } else if (hasEnding(path.toString(), ".zip")) {
      addZip(path);
    } else if (hasEnding(path.toString(), ".mid", ".midi")) {
      addFile(path);
    } else {
      for (String line : Files.readAllLines(path)) {
        if (!line.isBlank()) {
          addFile(path.resolveSibling(line.trim()));
        }
      }
    }
    List<CorpusPiece> pieces = parse(lists);
    if (pieces.isEmpty()) {
      throw new IOException(
          "no usable MIDI file in "
              + path
              + "; give a folder, a .zip or a list file with .mid files");
    }
    return new Corpus(
        path.toAbsolutePath().normalize().getFileName().toString(),
        licence,
        pieces,
        List.copyOf(skipped),
        fromBothEnds);
  }

  private List<CorpusPiece> parse(Map<String, Split> lists) {
    List<CorpusPiece> pieces = new ArrayList<>();
    Set<ByteBuffer> seen = new HashSet<>();
    for (Map.Entry<String, byte[]> entry : files.entrySet()) {
      String name = entry.getKey();
      String shortName = name.substring(name.lastIndexOf('/') + 1);
      if (!seen.add(ByteBuffer.wrap(entry.getValue()))) {
        skipped.add(new Corpus.Skipped(name, "the same bytes as another file"));
        continue;
      }
      if (!lists.isEmpty() && !lists.containsKey(shortName)) {
        skipped.add(new Corpus.Skipped(name, "in none of the split lists"));
        continue;
      }
      try {
        MidiPiece piece = MidiFileReader.read(entry.getValue(), name);
        if (!lists.isEmpty()) {
          pieces.add(new CorpusPiece(shortName, lists.get(shortName), piece));
        } else if (files.size() < VALID_ONE_IN && !whole) {
          fromBothEnds = true;
          addBothEnds(shortName, piece, pieces);
        } else {
          pieces.add(new CorpusPiece(shortName, splitByName(shortName), piece));
        }
      } catch (MidiFileException e) {
        skipped.add(new Corpus.Skipped(name, e.getMessage()));
      }
    }
    return pieces;
  }

  /** With few files each gives its last tenth to validation. */
  private static void addBothEnds(String name, MidiPiece piece, List<CorpusPiece> pieces) {
    long end = piece.asPart(Part.PLAYER).endTick() / MusicalTime.TICKS_PER_CLOCK;
    long tenth = end - end / VALID_ONE_IN;
    long cut = tenth - piece.meters().clockInBar(tenth);
    boolean tooShort = cut == 0; // a single bar serves for both
    add(name, Split.TRAIN, piece.between(0, tooShort ? end + 1 : cut), pieces);
    add(name, Split.VALID, piece.between(cut, end + 1), pieces);
  }

  private static void add(
      String name, Split split, Optional<MidiPiece> piece, List<CorpusPiece> pieces) {
    piece.ifPresent(part -> pieces.add(new CorpusPiece(name, split, part)));
  }

  private void addFolder(Path folder) throws IOException {
    List<Path> found;
    try (Stream<Path> walk = Files.walk(folder)) {
      found = walk.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : found) {
      if (hasEnding(file.toString(), ".zip")) {
        addZip(file);
      } else if (hasEnding(file.toString(), ".mid", ".midi")) {
        addFile(file);
      }
    }
  }

  private void addFile(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      skipped.add(new Corpus.Skipped(file.toString(), "does not exist"));
    } else if (Files.size(file) > MidiFileReader.MAX_FILE_BYTES) {
      skipped.add(new Corpus.Skipped(file.toString(), "too large"));
    } else {
      files.put(file.toString(), Files.readAllBytes(file));
    }
  }

  private void addZip(Path zip) throws IOException {
    try (ZipFile zipFile = new ZipFile(zip.toFile())) {
      for (Enumeration<? extends ZipEntry> entries = zipFile.entries();
          entries.hasMoreElements(); ) {
        ZipEntry entry = entries.nextElement();
        if (!entry.isDirectory() && hasEnding(entry.getName(), ".mid", ".midi")) {
          try (InputStream in = zipFile.getInputStream(entry)) {
            files.put(
                zip + "!/" + entry.getName(), in.readNBytes((int) MidiFileReader.MAX_FILE_BYTES));
          }
        }
      }
    }
  }

  private static void addList(Path file, Split split, Map<String, Split> lists) throws IOException {
    if (Files.isRegularFile(file)) {
      for (String line : Files.readAllLines(file)) {
        lists.put(line.trim(), split);
      }
    }
  }

  static String licenceOf(Path readme) throws IOException {
    if (!Files.isRegularFile(readme)) {
      return "not stated";
    }
    return Files.readAllLines(readme).stream()
        .filter(line -> line.startsWith("Licence:"))
        .map(line -> line.substring("Licence:".length()).trim())
        .findFirst()
        .orElse("not stated");
  }

  private static Split splitByName(String name) {
    int hash = Arrays.hashCode(name.getBytes(StandardCharsets.UTF_8));
    return Math.floorMod(hash * 0x9E3779B9 >>> 8, VALID_ONE_IN) == 0 ? Split.VALID : Split.TRAIN;
  }

  private static boolean hasEnding(String name, String... endings) {
    String lower = name.toLowerCase(Locale.ROOT);
    return Arrays.stream(endings).anyMatch(lower::endsWith);
  }
}
