package antiphon.learn.corpus;

import antiphon.midi.file.MidiPiece;
import antiphon.music.note.Part;
import antiphon.music.time.MusicalTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads MIDI files: in a folder (its subfolders and zips included), in a {@code .zip}, or by a list
 * file of one path a line. Piano rolls are left to {@link RollReader}. Where {@code train.txt},
 * {@code valid.txt} and {@code test.txt} lie in the folder, or beside the zip, they say what each
 * file is for; elsewhere one file in ten, chosen by its name, is for validation.
 *
 * <p>Of files with the same music one is kept: that of the tests before that of the validation,
 * then the first by name. A list of tests is left as it is, so that figures can be compared. What
 * stands in another key stays, except from training when it is also validated or tested on.
 */
public final class CorpusReader {
  private static final int VALID_ONE_IN = 10;
  private static final String NOT_STATED = "not stated";

  private CorpusReader() {}

  /**
   * @throws IOException with a sentence for the user when there is nothing to read
   */
  public static Corpus read(Path path) throws IOException {
    return read(List.of(path), PieceCache.none()).get(0);
  }

  /**
   * Reads several corpora as one: what is in two of them is in the first alone.
   *
   * @throws IOException with a sentence for the user when there is nothing to read in one of them
   */
  public static List<Corpus> read(List<Path> paths, PieceCache cache) throws IOException {
    return readAll(paths, cache, false);
  }

  /**
   * As {@link #read}, but few files are left whole: for scoring.
   *
   * @throws IOException with a sentence for the user when there is nothing to read
   */
  public static Corpus readWhole(Path path) throws IOException {
    return readWhole(List.of(path), PieceCache.none()).get(0);
  }

  /**
   * @see #readWhole(Path)
   */
  public static List<Corpus> readWhole(List<Path> paths, PieceCache cache) throws IOException {
    return readAll(paths, cache, true);
  }

  private static List<Corpus> readAll(List<Path> paths, PieceCache cache, boolean whole)
      throws IOException {
    Map<Path, Draft> drafts = new LinkedHashMap<>();
    for (Path path : paths) {
      if (!drafts.containsKey(path) && !areRolls(path)) {
        drafts.put(path, new Draft(path, cache, whole));
      }
    }
    dropDuplicates(List.copyOf(drafts.values()));
    List<Corpus> corpora = new ArrayList<>();
    for (Path path : new LinkedHashSet<>(paths)) {
      corpora.add(drafts.containsKey(path) ? drafts.get(path).finish() : RollReader.read(path));
    }
    return corpora;
  }

  private static boolean areRolls(Path path) {
    try {
      return RollReader.recognises(path);
    } catch (IOException e) {
      return false; // who reads it will say what is wrong
    }
  }

  /** A usable file, as long as it is not settled which are kept. */
  private record Found(String name, Split split, FileReading.Usable reading) {
    String shortName() {
      return CorpusReader.shortName(name);
    }

    PieceFingerprint fingerprint() {
      return reading.fingerprint();
    }
  }

  private static void dropDuplicates(List<Draft> drafts) {
    Map<PieceFingerprint, String> kept = new HashMap<>();
    Map<PieceFingerprint.InAnyKey, String> heldBack = new HashMap<>();
    for (Split split : List.of(Split.TEST, Split.VALID, Split.TRAIN)) {
      for (Draft draft : drafts) {
        draft.found.removeIf(
            file -> {
              if (file.split() != split) {
                return false;
              }
              String name =
                  drafts.size() > 1 ? draft.name + "/" + file.shortName() : file.shortName();
              String same = kept.putIfAbsent(file.fingerprint(), name);
              if (same != null && split == Split.TEST) {
                return false;
              }
              if (same != null) {
                draft.skip(file.name(), SkipReason.DUPLICATE, "has the notes of " + same);
                return true;
              }
              if (split != Split.TRAIN) {
                heldBack.putIfAbsent(file.fingerprint().inAnyKey(), name);
                return false;
              }
              String tested = heldBack.get(file.fingerprint().inAnyKey());
              if (tested != null) {
                draft.skip(
                    file.name(),
                    SkipReason.IN_ANOTHER_KEY,
                    "is in another key what " + tested + " is, which is not for training");
              }
              return tested != null;
            });
      }
    }
  }

  /** A corpus that is being read. */
  private static final class Draft implements CorpusFiles.Taker {
    private final Path path;
    private final String name;
    private final PieceCache.Shelf cache;
    private final Map<String, Split> lists;
    private final boolean bothEnds;
    private final List<Found> found = new ArrayList<>();
    private final List<Corpus.Skipped> skipped = new ArrayList<>();

    Draft(Path path, PieceCache cache, boolean whole) throws IOException {
      this.path = path;
      Path last = path.toAbsolutePath().normalize().getFileName();
      name = last == null ? path.toString() : last.toString();
      this.cache = cache.open(path);
      CorpusFiles.find(path, this);
      this.cache.keep();
      lists = lists();
      if (lists.isEmpty()) {
        bothEnds = found.size() < VALID_ONE_IN && !whole;
        splitByName();
      } else {
        bothEnds = false;
        splitByList();
      }
    }

    @Override
    public void take(String name, byte[] bytes) {
      FileReading reading = cache.read(bytes);
      if (reading instanceof FileReading.Usable usable) {
        found.add(new Found(name, Split.TRAIN, usable));
      } else if (reading instanceof FileReading.Unusable unusable) {
        skip(name, unusable.reason(), unusable.detail());
      }
    }

    @Override
    public void skip(String name, SkipReason reason, String detail) {
      skipped.add(new Corpus.Skipped(name, reason, detail));
    }

    Corpus finish() throws IOException {
      List<CorpusPiece> pieces = new ArrayList<>();
      for (Found file : found) {
        if (bothEnds) {
          addBothEnds(file.shortName(), file.reading(), pieces);
        } else {
          pieces.add(
              new CorpusPiece(
                  file.shortName(), file.split(), file.reading().piece(), file.reading().kind()));
        }
      }
      if (pieces.isEmpty()) {
        throw new IOException(
            "no usable MIDI file in "
                + path
                + (skipped.isEmpty()
                    ? "; give a folder, a .zip or a list file with .mid files"
                    : ": " + skipped.get(0).name() + " " + skipped.get(0).detail()));
      }
      skipped.sort(Comparator.comparing(Corpus.Skipped::reason));
      return new Corpus(name, licence(), pieces, List.copyOf(skipped), bothEnds);
    }

    /** The split lists, if they speak of this corpus. */
    private Map<String, Split> lists() throws IOException {
      boolean isFolder = Files.isDirectory(path);
      Map<String, Split> lists = new HashMap<>();
      if (!isFolder && !CorpusFiles.isZip(path)) {
        return lists;
      }
      for (Split split : Split.values()) {
        Path list = folder().resolve(split.name().toLowerCase(Locale.ROOT) + ".txt");
        if (Files.isRegularFile(list)) {
          CorpusFiles.readList(list).forEach(line -> lists.put(line, split));
        }
      }
      boolean speak = found.stream().anyMatch(file -> lists.containsKey(file.shortName()));
      return isFolder || speak ? lists : Map.of();
    }

    private Path folder() {
      return Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
    }

    private String licence() throws IOException {
      return Files.isDirectory(path) || !lists.isEmpty()
          ? licenceOf(folder().resolve("README.md"))
          : NOT_STATED;
    }

    private void splitByList() {
      Set<String> missing = new HashSet<>(lists.keySet());
      skipped.forEach(file -> missing.remove(shortName(file.name())));
      List<Found> listed = new ArrayList<>();
      for (Found file : found) {
        Split split = lists.get(file.shortName());
        missing.remove(file.shortName());
        if (split == null) {
          skip(file.name(), SkipReason.NOT_LISTED, "is in none of the split lists");
        } else {
          listed.add(new Found(file.name(), split, file.reading()));
        }
      }
      missing.stream()
          .sorted()
          .forEach(file -> skip(file, SkipReason.MISSING, "is in a split list, but not there"));
      found.clear();
      found.addAll(listed);
    }

    /** At least one is for validation. */
    private void splitByName() {
      if (bothEnds) {
        return;
      }
      int least = found.stream().mapToInt(file -> nameHash(file.shortName())).min().orElse(0);
      int limit = Math.max(least, Integer.MAX_VALUE / VALID_ONE_IN);
      found.replaceAll(
          file ->
              nameHash(file.shortName()) <= limit
                  ? new Found(file.name(), Split.VALID, file.reading())
                  : file);
    }
  }

  /** With few files each gives its last tenth to validation. */
  private static void addBothEnds(
      String name, FileReading.Usable reading, List<CorpusPiece> pieces) {
    MidiPiece piece = reading.piece();
    long end = piece.asPart(Part.PLAYER).endTick() / MusicalTime.TICKS_PER_CLOCK;
    long tenth = end - end / VALID_ONE_IN;
    long cut = tenth - piece.meters().clockInBar(tenth);
    boolean tooShort = cut == 0; // a single bar serves for both
    piece
        .between(0, tooShort ? end + 1 : cut)
        .ifPresent(head -> pieces.add(new CorpusPiece(name, Split.TRAIN, head, reading.kind())));
    piece
        .between(cut, end + 1)
        .ifPresent(tail -> pieces.add(new CorpusPiece(name, Split.VALID, tail, reading.kind())));
  }

  static String licenceOf(Path readme) throws IOException {
    if (!Files.isRegularFile(readme)) {
      return NOT_STATED;
    }
    return new String(Files.readAllBytes(readme), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.startsWith("Licence:"))
        .map(line -> line.substring("Licence:".length()).trim())
        .findFirst()
        .orElse(NOT_STATED);
  }

  private static String shortName(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  /**
   * @return 0 or more, spread evenly
   */
  private static int nameHash(String name) {
    int hash = Arrays.hashCode(name.getBytes(StandardCharsets.UTF_8)) * 0x9E3779B9;
    return (hash ^ hash >>> 15) * 0x85EBCA6B >>> 1;
  }
}
