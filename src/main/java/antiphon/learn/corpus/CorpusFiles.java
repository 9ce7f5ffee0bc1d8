package antiphon.learn.corpus;

import antiphon.midi.file.MidiFileReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Finds the MIDI files of a corpus and hands their bytes on one by one, in the order of their
 * names, so that only one is in memory. What cannot be had is told and passed over.
 */
final class CorpusFiles {
  /** Where what is found goes. Names are paths as seen from the corpus. */
  interface Taker {
    void take(String name, byte[] bytes);

    void skip(String name, SkipReason reason, String detail);
  }

  /** All files of one corpus together; more is refused, as is a zip that unpacks to more. */
  static final long MAX_TOTAL_BYTES = 2L << 30;

  private static final long MAX_LIST_BYTES = 16 << 20;
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /** The other half of a file in zips made by macOS; no music. */
  private static final String RESOURCE_FORK = "._";

  private final Path corpus;
  private final Taker taker;
  private final long maxTotalBytes;
  private final Set<String> seen = new HashSet<>();
  private long totalBytes;

  private CorpusFiles(Path corpus, Taker taker, long maxTotalBytes) {
    this.corpus = corpus;
    this.taker = taker;
    this.maxTotalBytes = maxTotalBytes;
  }

  /**
   * @param corpus a folder, a zip, a MIDI file, or a list of those, one a line
   * @throws IOException with a sentence for the user when there is nothing to read, or too much
   */
  static void find(Path corpus, Taker taker) throws IOException {
    find(corpus, taker, MAX_TOTAL_BYTES);
  }

  static void find(Path corpus, Taker taker, long maxTotalBytes) throws IOException {
    if (!Files.exists(corpus)) {
      throw new IOException("no corpus at " + corpus + "; give a folder, a .zip or a list file");
    }
    CorpusFiles files = new CorpusFiles(corpus, taker, maxTotalBytes);
    if (!files.add(corpus, "")) {
      files.addList();
    }
  }

  static boolean isZip(Path path) {
    return hasEnding(path.toString(), ".zip");
  }

  /**
   * @param name of the path as seen from the corpus, empty for the corpus itself
   * @return whether this is a kind of file that can be part of a corpus
   */
  private boolean add(Path path, String name) throws IOException {
    if (Files.isDirectory(path)) {
      addFolder(path, name);
    } else if (isZip(path)) {
      addZip(path, name);
    } else if (hasEnding(path.toString(), ".mid", ".midi")) {
      addFile(path, name.isEmpty() ? path.getFileName().toString() : name);
    } else {
      return false;
    }
    return true;
  }

  private void addFolder(Path folder, String name) throws IOException {
    if (name.isEmpty() && !Files.isReadable(folder)) {
      throw new IOException(folder + " may not be read: permission is missing");
    }
    Map<String, Path> found = new TreeMap<>();
    Files.walkFileTree(
        folder,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        Integer.MAX_VALUE,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (isZip(file) || hasEnding(file.toString(), ".mid", ".midi")) {
              found.put(named(file), file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException error) {
            if (!(error instanceof FileSystemLoopException)) {
              taker.skip(named(file), SkipReason.UNREADABLE, why(error));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException error) {
            if (error != null) {
              taker.skip(named(visited), SkipReason.UNREADABLE, why(error));
            }
            return FileVisitResult.CONTINUE;
          }

          private String named(Path file) {
            String relative = folder.relativize(file).toString().replace('\\', '/');
            return name.isEmpty() ? relative : name + "/" + relative;
          }
        });
    for (Map.Entry<String, Path> entry : found.entrySet()) {
      add(entry.getValue(), entry.getKey());
    }
  }

  private void addFile(Path file, String name) throws IOException {
    if (!isWanted(name)) {
      return;
    }
    try (InputStream in = Files.newInputStream(file)) {
      hand(name, in);
    } catch (TooMuchException e) {
      throw e;
    } catch (IOException e) {
      taker.skip(name, SkipReason.UNREADABLE, why(e));
    }
  }

  private void addZip(Path zip, String name) throws IOException {
    try (ZipFile zipFile = open(zip)) {
      List<? extends ZipEntry> entries =
          zipFile.stream()
              .filter(entry -> !entry.isDirectory() && hasEnding(entry.getName(), ".mid", ".midi"))
              .sorted(Comparator.comparing(ZipEntry::getName))
              .toList();
      for (ZipEntry entry : entries) {
        addEntry(zipFile, entry, name.isEmpty() ? entry.getName() : name + "!/" + entry.getName());
      }
    } catch (TooMuchException e) {
      throw e;
    } catch (IOException e) {
      if (name.isEmpty()) {
        throw new IOException(zip + " cannot be read as a zip: " + reason(e), e);
      }
      taker.skip(name, SkipReason.UNREADABLE, why(e));
    }
  }

  private void addEntry(ZipFile zip, ZipEntry entry, String name) throws IOException {
    if (!isWanted(name)) {
      return;
    }
    try (InputStream in = zip.getInputStream(entry)) {
      hand(name, in);
    } catch (TooMuchException e) {
      throw e;
    } catch (IOException e) {
      taker.skip(name, SkipReason.UNREADABLE, why(e));
    }
  }

  /** Reads no more than is allowed, whatever length was claimed. */
  private void hand(String name, InputStream in) throws IOException {
    byte[] bytes = in.readNBytes((int) MidiFileReader.MAX_FILE_BYTES + 1);
    totalBytes += bytes.length;
    if (totalBytes > maxTotalBytes) {
      throw new TooMuchException(
          corpus
              + " holds more than "
              + (maxTotalBytes >> 20)
              + " MiB of MIDI files; give a part of it");
    }
    if (bytes.length > MidiFileReader.MAX_FILE_BYTES) {
      taker.skip(
          name,
          SkipReason.TOO_LARGE,
          "is larger than " + (MidiFileReader.MAX_FILE_BYTES >> 20) + " MiB");
    } else {
      taker.take(name, bytes);
    }
  }

  private void addList() throws IOException {
    Set<String> missing = new LinkedHashSet<>();
    for (String line : readList(corpus)) {
      Path path = pathOf(line);
      if (path == null || !Files.exists(path)) {
        missing.add(line);
      } else if (!add(path, line)) {
        taker.skip(line, SkipReason.UNREADABLE, "is no folder, .zip or .mid");
      }
    }
    if (!missing.isEmpty()) {
      addFromZipsBeside(missing);
    }
    missing.forEach(line -> taker.skip(line, SkipReason.MISSING, "does not exist"));
  }

  private Path pathOf(String line) {
    try {
      return corpus.resolveSibling(line);
    } catch (InvalidPathException e) {
      return null;
    }
  }

  /** A list may name the entries of a zip that lies beside it, without their folders. */
  private void addFromZipsBeside(Set<String> names) throws IOException {
    List<Path> zips;
    try (Stream<Path> files = Files.list(corpus.toAbsolutePath().getParent())) {
      zips = files.filter(CorpusFiles::isZip).sorted().toList();
    }
    for (Path zip : zips) {
      try (ZipFile zipFile = open(zip)) {
        for (ZipEntry entry : zipFile.stream().toList()) {
          String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
          if (names.remove(name)) {
            addEntry(zipFile, entry, name);
          }
        }
      } catch (ZipException e) {
        taker.skip(zip.getFileName().toString(), SkipReason.UNREADABLE, why(e));
      }
    }
  }

  /**
   * The lines of a list that say something; lines that begin with # do not.
   *
   * @throws IOException with a sentence for the user when this is no list
   */
  static List<String> readList(Path list) throws IOException {
    try {
      if (Files.size(list) > MAX_LIST_BYTES) {
        throw new IOException(list + " is no folder, .zip or .mid, and too large for a list");
      }
      return Files.readAllLines(list).stream()
          .map(line -> line.replace(BYTE_ORDER_MARK, "").trim())
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .toList();
    } catch (CharacterCodingException e) {
      throw new IOException(list + " is no folder, .zip or .mid, nor a list of their paths", e);
    } catch (AccessDeniedException e) {
      throw new IOException(list + " may not be read: permission is missing", e);
    }
  }

  /** Names that are not UTF-8 are taken as Latin-1: one may still tell them apart. */
  private static ZipFile open(Path zip) throws IOException {
    try {
      return new ZipFile(zip.toFile());
    } catch (ZipException e) {
      Charset latin = StandardCharsets.ISO_8859_1;
      return new ZipFile(zip.toFile(), latin);
    }
  }

  private boolean isWanted(String name) {
    return seen.add(name) && !name.substring(name.lastIndexOf('/') + 1).startsWith(RESOURCE_FORK);
  }

  private static String why(IOException error) {
    return error instanceof AccessDeniedException
        ? "may not be read: permission is missing"
        : "cannot be read: " + reason(error);
  }

  private static String reason(IOException error) {
    String reason = error.getMessage() == null ? error.toString() : error.getMessage();
    return reason.lines().findFirst().orElse("");
  }

  private static boolean hasEnding(String name, String... endings) {
    String lower = name.toLowerCase(Locale.ROOT);
    return Arrays.stream(endings).anyMatch(lower::endsWith);
  }

  /** Ends the search, where other errors only end the reading of one file. */
  private static final class TooMuchException extends IOException {
    private static final long serialVersionUID = 1L;

    TooMuchException(String message) {
      super(message);
    }
  }
}
