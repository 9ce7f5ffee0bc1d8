package antiphon.learn.corpus;

import antiphon.midi.file.MidiFileReader;
import antiphon.music.token.Vocabulary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * What was read from MIDI files, kept from one start to the next: a file a corpus, found by its
 * path; in it a reading a MIDI file, found by the SHA-256 of its bytes. Other grammars and other
 * versions of the readers find nothing there. A cache that is broken is as good as none; one that
 * cannot be written is a {@link #problem}, no failure.
 *
 * <p>A file has, most significant byte first: {@value #MAGIC}, 32 bytes that name grammar and
 * versions, the number of readings (4 bytes), of each its SHA-256, length (4 bytes) and {@link
 * PieceBytes}, and the CRC-32 of all that (8 bytes).
 */
public final class PieceCache {
  static final String ENDING = ".pieces";

  private static final String MAGIC = "ANTPIECE";
  private static final int HASH_BYTES = 32;
  private static final int HEADER_BYTES = MAGIC.length() + HASH_BYTES + Integer.BYTES;
  private static final int CRC_BYTES = Long.BYTES;
  private static final long MAX_BYTES = 1 << 30;

  /** The most recently written are kept. */
  private static final int MAX_FILES = 64;

  private final Optional<Path> folder;
  private String problem;

  private PieceCache(Optional<Path> folder) {
    this.folder = folder;
  }

  /** Nothing is kept. */
  public static PieceCache none() {
    return new PieceCache(Optional.empty());
  }

  /**
   * @param folder made when there is something to keep
   */
  public static PieceCache in(Path folder) {
    return new PieceCache(Optional.of(folder));
  }

  /** Why the last reading could not be kept, if so: a sentence. */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  Shelf open(Path corpus) {
    return new Shelf(folder.map(path -> path.resolve(fileName(corpus))));
  }

  /** The readings of one corpus. */
  final class Shelf {
    private final Optional<Path> file;
    private final Map<String, ByteBuffer> kept;
    private final Map<String, ByteBuffer> used = new LinkedHashMap<>();
    private final MessageDigest sha256 = PieceFingerprint.sha256();
    private int fresh;

    private Shelf(Optional<Path> file) {
      this.file = file;
      kept = file.map(PieceCache::read).orElse(Map.of());
    }

    FileReading read(byte[] bytes) {
      if (file.isEmpty()) {
        return FileReading.of(bytes);
      }
      String hash = HexFormat.of().formatHex(sha256.digest(bytes));
      ByteBuffer found = kept.get(hash);
      if (found != null) {
        try {
          FileReading reading = PieceBytes.decode(found.duplicate());
          used.put(hash, found);
          return reading;
        } catch (IllegalArgumentException e) {
          // as good as not kept
        }
      }
      FileReading reading = FileReading.of(bytes);
      used.put(hash, ByteBuffer.wrap(PieceBytes.encode(reading)));
      fresh++;
      return reading;
    }

    /** How many readings were not kept from before. */
    int fresh() {
      return fresh;
    }

    void keep() {
      if (file.isEmpty() || fresh == 0) {
        return;
      }
      try {
        write(file.get(), used);
        prune(file.get().getParent());
      } catch (IOException | UncheckedIOException e) {
        problem =
            "nothing could be kept in " + file.get().getParent() + " for the next start: " + e;
      }
    }
  }

  private static Map<String, ByteBuffer> read(Path file) {
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
        return Map.of();
      }
      ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file));
      int end = in.capacity() - CRC_BYTES;
      if (end < HEADER_BYTES
          || crc(in.slice(0, end)) != in.getLong(end)
          || !in.slice(0, HEADER_BYTES - Integer.BYTES).equals(header())) {
        return Map.of();
      }
      in.position(HEADER_BYTES - Integer.BYTES);
      Map<String, ByteBuffer> readings = new HashMap<>();
      byte[] hash = new byte[HASH_BYTES];
      for (int left = in.getInt(); left > 0; left--) {
        in.get(hash);
        int length = in.getInt();
        readings.put(HexFormat.of().formatHex(hash), in.slice(in.position(), length));
        in.position(in.position() + length);
      }
      return readings;
    } catch (IOException | RuntimeException e) {
      return Map.of(); // it will be written anew
    }
  }

  private static void write(Path file, Map<String, ByteBuffer> readings) throws IOException {
    long size = HEADER_BYTES + CRC_BYTES;
    for (ByteBuffer reading : readings.values()) {
      size += HASH_BYTES + Integer.BYTES + reading.remaining();
    }
    if (size > MAX_BYTES) {
      throw new IOException("it would be larger than a GiB");
    }
    ByteBuffer out = ByteBuffer.allocate((int) size);
    out.put(header()).putInt(readings.size());
    readings.forEach(
        (hash, reading) ->
            out.put(HexFormat.of().parseHex(hash))
                .putInt(reading.remaining())
                .put(reading.duplicate()));
    out.putLong(crc(out.duplicate().flip()));
    Files.createDirectories(file.getParent());
    Path partial = Files.createTempFile(file.getParent(), "", ".partial");
    try {
      Files.write(partial, out.array());
      Files.move(
          partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private static void prune(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.list(folder)) {
      files =
          found
              .filter(path -> path.toString().endsWith(ENDING))
              .sorted(Comparator.comparing(PieceCache::written).reversed())
              .toList();
    }
    for (Path old : files.subList(Math.min(MAX_FILES, files.size()), files.size())) {
      Files.deleteIfExists(old);
    }
  }

  private static FileTime written(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }

  private static ByteBuffer header() {
    String versions =
        String.join(
            "\n",
            Vocabulary.hash(),
            "reader " + MidiFileReader.VERSION,
            "readings " + FileReading.VERSION,
            "bytes " + PieceBytes.VERSION);
    return ByteBuffer.allocate(MAGIC.length() + HASH_BYTES)
        .put(MAGIC.getBytes(StandardCharsets.US_ASCII))
        .put(PieceFingerprint.sha256().digest(versions.getBytes(StandardCharsets.UTF_8)))
        .flip();
  }

  private static long crc(ByteBuffer bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return crc.getValue();
  }

  private static String fileName(Path corpus) {
    Path path = corpus.toAbsolutePath().normalize();
    byte[] hash =
        PieceFingerprint.sha256().digest(path.toString().getBytes(StandardCharsets.UTF_8));
    String name = path.getFileName() == null ? "" : path.getFileName().toString();
    String plain = name.replaceAll("[^A-Za-z0-9._-]", "_");
    return plain.substring(0, Math.min(40, plain.length()))
        + "-"
        + HexFormat.of().formatHex(hash, 0, 8)
        + ENDING;
  }
}
