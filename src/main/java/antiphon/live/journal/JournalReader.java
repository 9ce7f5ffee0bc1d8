package antiphon.live.journal;

import antiphon.live.ring.JournalSlot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * Reads a session's journal, as far as it is whole: a torn end, as a power cut leaves it, is left
 * out. Where something is missing in between, a {@link JournalSlot.Kind#GAP} is told.
 */
public final class JournalReader {
  private final Path folder;
  private final List<Path> segments;
  private final SessionHeader header;
  private final long headerBytes;
  private boolean ended;
  private long tornBytes;
  private long gaps;

  private JournalReader(Path folder, List<Path> segments, SessionHeader header, long headerBytes) {
    this.folder = folder;
    this.segments = segments;
    this.header = header;
    this.headerBytes = headerBytes;
  }

  /**
   * @param folder a session's
   * @throws JournalException when there is no journal that can be read
   */
  public static JournalReader open(Path folder) throws JournalException {
    try {
      List<Path> segments = Files.isDirectory(folder) ? JournalFiles.segments(folder) : List.of();
      if (segments.isEmpty()) {
        throw new JournalException(folder + " holds no journal", null);
      }
      ByteBuffer first = ByteBuffer.wrap(Files.readAllBytes(segments.get(0)));
      byte[] json = block(first);
      if (json == null || JournalFiles.number(segments.get(0)) != 1) {
        throw new JournalException(
            "the beginning of the journal in " + folder + " is missing", null);
      }
      return new JournalReader(folder, segments, SessionHeader.parse(json), first.position());
    } catch (IOException e) {
      throw new JournalException(folder + " cannot be read: " + e.getMessage(), e);
    }
  }

  public SessionHeader header() {
    return header;
  }

  /**
   * Tells all there is, from the beginning.
   *
   * @throws JournalException when a block that is whole makes no sense, or the disk fails
   */
  public void read(Consumer<JournalSlot> consumer) throws JournalException {
    ended = false;
    tornBytes = 0;
    gaps = 0;
    Consumer<JournalSlot> counted =
        slot -> {
          ended = slot.kind == JournalSlot.Kind.END;
          gaps += slot.kind == JournalSlot.Kind.GAP ? 1 : 0;
          consumer.accept(slot);
        };
    int expected = 1;
    long lastNs = header.anchorNs();
    for (Path segment : segments) {
      ByteBuffer bytes = bytes(segment);
      if (JournalFiles.number(segment) != expected || tornBytes > 0) {
        counted.accept(gap(lastNs));
      }
      if (JournalFiles.number(segment) == 1) {
        bytes.position((int) headerBytes);
      }
      expected = JournalFiles.number(segment) + 1;
      byte[] block = block(bytes);
      while (block != null) {
        lastNs = decode(block, counted, lastNs);
        block = block(bytes);
      }
      tornBytes = bytes.remaining();
    }
  }

  private ByteBuffer bytes(Path segment) throws JournalException {
    try {
      return ByteBuffer.wrap(Files.readAllBytes(segment));
    } catch (IOException e) {
      throw new JournalException(segment + " cannot be read: " + e.getMessage(), e);
    }
  }

  private long decode(byte[] block, Consumer<JournalSlot> consumer, long lastNs)
      throws JournalException {
    JournalCodec codec = new JournalCodec();
    ByteBuffer records = ByteBuffer.wrap(block);
    long ns = lastNs;
    while (records.hasRemaining()) {
      JournalSlot slot;
      try {
        slot = codec.decode(records);
      } catch (JournalException e) {
        throw new JournalException(
            "the journal in " + folder + " makes no sense: " + e.getMessage(), e);
      }
      ns = slot.timeNs == 0 ? ns : slot.timeNs;
      consumer.accept(slot);
    }
    return ns;
  }

  private static JournalSlot gap(long timeNs) {
    JournalSlot gap = new JournalSlot();
    gap.kind = JournalSlot.Kind.GAP;
    gap.timeNs = timeNs;
    return gap;
  }

  /** Whether the session came to its end in order; known after {@link #read}. */
  public boolean ended() {
    return ended;
  }

  /** Bytes at the end that are no whole block; known after {@link #read}. */
  public long tornBytes() {
    return tornBytes;
  }

  /** How often something is missing in between; known after {@link #read}. */
  public long gaps() {
    return gaps;
  }

  /** The next block, or null where none is whole; then the position is where it would begin. */
  private static byte[] block(ByteBuffer bytes) {
    int start = bytes.position();
    if (bytes.remaining() < JournalFiles.BLOCK_HEAD_BYTES) {
      return null;
    }
    int magic = bytes.getInt();
    int length = bytes.getInt();
    int crc = bytes.getInt();
    if (magic == JournalFiles.MAGIC && length >= 0 && length <= bytes.remaining()) {
      byte[] block = new byte[length];
      bytes.get(block);
      CRC32C found = new CRC32C();
      found.update(block);
      if ((int) found.getValue() == crc) {
        return block;
      }
    }
    bytes.position(start);
    return null;
  }
}
