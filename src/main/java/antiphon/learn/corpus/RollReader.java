package antiphon.learn.corpus;

import antiphon.music.token.Vocabulary;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Reads piano rolls such as those of Boulanger-Lewandowski, Bengio and Vincent (ICML 2012), as
 * text: a sequence a line, frames separated by a space, a frame's rising MIDI pitches by commas,
 * {@code -} for silence. They come as
 *
 * <ul>
 *   <li>a folder with {@code train.txt}, {@code valid.txt} and {@code test.txt}, or some of them;
 *   <li>such a folder in a zip, written {@code rolls.zip#nottingham};
 *   <li>one such file, for the split it is named after, or else for tests.
 * </ul>
 *
 * What is a roll and what a list of MIDI files is told by the first line.
 */
public final class RollReader {
  private static final Pattern ZIPPED_SPLIT = Pattern.compile("([^/]+)/(train|valid|test)\\.txt");
  private static final String SILENCE = "-";
  private static final int PEEKED_CHARS = 4096;

  /** Frame length of the known sets by the start of their names, in clocks. */
  private static final Map<String, Integer> FRAME_CLOCKS = new LinkedHashMap<>();

  static {
    FRAME_CLOCKS.put("jsb", 24);
    FRAME_CLOCKS.put("nottingham", 12);
    FRAME_CLOCKS.put("muse", 12);
    FRAME_CLOCKS.put("piano", 12);
  }

  private final Map<Split, List<String>> lines = new TreeMap<>();
  private String set;
  private Path readme;

  private RollReader(Path path) throws IOException {
    if (isSetInZip(path)) {
      String name = path.getFileName().toString();
      set = name.substring(name.indexOf('#') + 1);
      readZip(path.resolveSibling(name.substring(0, name.indexOf('#'))));
    } else if (isZip(path)) {
      throw new IOException(
          path
              + " holds piano rolls; add which: "
              + path.getFileName()
              + "#"
              + setsIn(path).get(0));
    } else if (Files.isDirectory(path)) {
      set = nameOf(path);
      readme = path.resolve("README.md");
      for (Split split : Split.values()) {
        Path file = path.resolve(fileName(split));
        if (Files.isRegularFile(file)) {
          lines.put(split, Files.readAllLines(file));
        }
      }
    } else {
      set = nameOf(path.toAbsolutePath().getParent());
      readme = path.resolveSibling("README.md");
      lines.put(splitOf(path.getFileName().toString()), Files.readAllLines(path));
    }
  }

  /** Whether there are piano rolls at a path, and not, say, MIDI files. */
  public static boolean recognises(Path path) throws IOException {
    if (isSetInZip(path)) {
      return true;
    }
    if (isZip(path)) {
      return !setsIn(path).isEmpty();
    }
    if (Files.isDirectory(path)) {
      for (Split split : Split.values()) {
        if (isRollFile(path.resolve(fileName(split)))) {
          return true;
        }
      }
      return false;
    }
    return isRollFile(path);
  }

  /**
   * Rolls as a corpus to train on; silent ones are left out. The length of a frame follows from the
   * name of the set.
   *
   * @throws IOException with a sentence for the user
   */
  public static Corpus read(Path path) throws IOException {
    RollReader reader = new RollReader(path);
    List<CorpusPiece> pieces = new ArrayList<>();
    List<Corpus.Skipped> skipped = new ArrayList<>();
    for (Roll roll : reader.rolls(OptionalInt.empty())) {
      CorpusPiece piece =
          new CorpusPiece(roll.name(), roll.split(), roll.piece(), CorpusPiece.Kind.ROLL);
      if (piece.piece().tracks().get(0).notes().isEmpty()) {
        skipped.add(new Corpus.Skipped(roll.name(), SkipReason.NO_NOTES, "is silent"));
      } else {
        pieces.add(piece);
      }
    }
    if (pieces.isEmpty()) {
      throw new IOException("no piano roll in " + path + " has a note");
    }
    return new Corpus(reader.set, CorpusReader.licenceOf(reader.readme), pieces, skipped, false);
  }

  /**
   * Rolls as they stand.
   *
   * @param frameClocks length of a frame; empty to go by the name of the set
   * @throws IOException with a sentence for the user
   */
  public static List<Roll> readRolls(Path path, OptionalInt frameClocks) throws IOException {
    if (!recognises(path)) {
      throw new IOException(
          "no piano rolls at "
              + path
              + "; give a .txt of them, a folder with test.txt, or a zip as rolls.zip#nottingham");
    }
    return new RollReader(path).rolls(frameClocks);
  }

  private List<Roll> rolls(OptionalInt frameClocks) throws IOException {
    int clocks = frameClocks.isPresent() ? frameClocks.getAsInt() : frameClocksOfSet();
    List<Roll> rolls = new ArrayList<>();
    for (Map.Entry<Split, List<String>> file : lines.entrySet()) {
      int number = 0;
      for (String line : file.getValue()) {
        number++;
        if (!line.isBlank()) {
          String name = set + "/" + fileName(file.getKey()) + ":" + number;
          try {
            rolls.add(new Roll(name, file.getKey(), clocks, parse(line)));
          } catch (IllegalArgumentException e) {
            throw new IOException(name + ": " + e.getMessage(), e);
          }
        }
      }
    }
    return rolls;
  }

  private int frameClocksOfSet() throws IOException {
    String lower = set.toLowerCase(Locale.ROOT);
    for (Map.Entry<String, Integer> known : FRAME_CLOCKS.entrySet()) {
      if (lower.startsWith(known.getKey())) {
        return known.getValue();
      }
    }
    throw new IOException(
        "how long a frame of '"
            + set
            + "' is cannot be told from that name; name the folder jsb... (a quarter note) or"
            + " nottingham... (an eighth note)");
  }

  private void readZip(Path zip) throws IOException {
    if (!Files.isRegularFile(zip)) {
      throw new IOException("no piano rolls at " + zip);
    }
    readme = zip.resolveSibling("README.md");
    try (ZipFile zipFile = new ZipFile(zip.toFile())) {
      for (Split split : Split.values()) {
        ZipEntry entry = zipFile.getEntry(set + "/" + fileName(split));
        if (entry != null) {
          try (BufferedReader reader = reader(zipFile.getInputStream(entry))) {
            lines.put(split, reader.lines().toList());
          }
        }
      }
    }
    if (lines.isEmpty()) {
      List<String> sets = setsIn(zip);
      throw new IOException(
          "no piano rolls '"
              + set
              + "' in "
              + zip
              + "; there are: "
              + (sets.isEmpty() ? "none" : String.join(", ", sets)));
    }
  }

  private static List<String> setsIn(Path zip) throws IOException {
    List<String> sets = new ArrayList<>();
    try (ZipFile zipFile = new ZipFile(zip.toFile())) {
      for (ZipEntry entry : zipFile.stream().toList()) {
        Matcher matcher = ZIPPED_SPLIT.matcher(entry.getName());
        if (matcher.matches()
            && !sets.contains(matcher.group(1))
            && isRoll(zipFile.getInputStream(entry))) {
          sets.add(matcher.group(1));
        }
      }
    }
    return sets;
  }

  private static boolean isSetInZip(Path path) {
    String name = nameOf(path);
    return name.toLowerCase(Locale.ROOT).contains(".zip#") && !Files.exists(path);
  }

  private static boolean isZip(Path path) {
    return nameOf(path).toLowerCase(Locale.ROOT).endsWith(".zip") && Files.isRegularFile(path);
  }

  private static boolean isRollFile(Path file) throws IOException {
    return Files.isRegularFile(file) && isRoll(Files.newInputStream(file));
  }

  /** Whether the first line, as far as it is looked at, has frames and nothing else. */
  private static boolean isRoll(InputStream stream) throws IOException {
    String start;
    try (stream) {
      start = new String(stream.readNBytes(PEEKED_CHARS), StandardCharsets.ISO_8859_1);
    }
    String line = start.lines().filter(text -> !text.isBlank()).findFirst().orElse("");
    if (start.length() == PEEKED_CHARS && line.contains(" ") && start.endsWith(line)) {
      line = line.substring(0, line.lastIndexOf(' ')); // the last frame may be cut
    }
    try {
      return parse(line).length > 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static int[][] parse(String line) {
    if (line.isBlank()) {
      return new int[0][];
    }
    String[] texts = line.trim().split(" +");
    int[][] frames = new int[texts.length][];
    for (int t = 0; t < texts.length; t++) {
      frames[t] = parseFrame(texts[t]);
    }
    return frames;
  }

  private static int[] parseFrame(String text) {
    if (text.equals(SILENCE)) {
      return new int[0];
    }
    String[] pitches = text.split(",", -1);
    int[] frame = new int[pitches.length];
    for (int i = 0; i < frame.length; i++) {
      frame[i] = parsePitch(pitches[i], text);
    }
    return frame;
  }

  private static int parsePitch(String text, String frame) {
    boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    int pitch = digits && text.length() <= 3 ? Integer.parseInt(text) : -1;
    if (pitch < 0 || pitch >= Vocabulary.PITCHES) {
      throw new IllegalArgumentException(
          "'" + frame + "' is no frame; one is pitches 0 to 127 joined by commas, or -");
    }
    return pitch;
  }

  private static BufferedReader reader(InputStream stream) {
    return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
  }

  private static String fileName(Split split) {
    return split.name().toLowerCase(Locale.ROOT) + ".txt";
  }

  private static Split splitOf(String fileName) {
    for (Split split : Split.values()) {
      if (fileName.equals(fileName(split))) {
        return split;
      }
    }
    return Split.TEST;
  }

  private static String nameOf(Path path) {
    Path name = path.toAbsolutePath().normalize().getFileName();
    return name == null ? "" : name.toString();
  }
}
