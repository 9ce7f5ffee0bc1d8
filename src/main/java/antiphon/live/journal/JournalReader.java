package antiphon.live.journal;

import antiphon.live.api.Counters;
import antiphon.live.api.TriggerKeys;
import antiphon.live.ring.InSlot;
import antiphon.live.ring.JournalSlot;
import antiphon.music.note.Score;
import antiphon.music.time.MeterMap;
import antiphon.music.time.Timeline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * Reads a session's journal, as far as it is whole: a torn end, as a power cut leaves it, is left
 * out. Where something is missing in between, a {@link JournalSlot.Kind#GAP} is told.
 */
public final class JournalReader {
  private static final int MOST_HEADER_BYTES = 1 << 20;
  private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

  private final Path folder;
  private final List<Path> segments;
  private final SessionHeader header;
  private final long headerBytes;
  private boolean ended;
  private long tornBytes;
  private long gaps;
  private long bytesRead;

  private JournalReader(Path folder, List<Path> segments, SessionHeader header, long headerBytes) {
    this.folder = folder;
    this.segments = segments;
    this.header = header;
    this.headerBytes = headerBytes;
  }

  /**
   * Reads the header.
   *
   * @param folder a session's
   * @throws JournalException when there is no journal that can be read
   */
  public static JournalReader open(Path folder) throws JournalException {
    try {
      List<Path> segments = Files.isDirectory(folder) ? JournalFiles.segments(folder) : List.of();
      if (segments.isEmpty()) {
        throw new JournalException(folder + " holds no journal", null);
      }
      ByteBuffer first = beginning(segments.get(0));
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

  private static ByteBuffer beginning(Path segment) throws IOException {
    try (FileChannel channel = FileChannel.open(segment)) {
      ByteBuffer bytes =
          ByteBuffer.allocate((int) Math.min(channel.size(), (long) MOST_HEADER_BYTES));
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // on
      }
      return bytes.flip();
    }
  }

  /** The session's. */
  public Path folder() {
    return folder;
  }

  public SessionHeader header() {
    return header;
  }

  /** Of all files together. */
  public long bytes() throws JournalException {
    long bytes = 0;
    for (Path segment : segments) {
      try {
        bytes += Files.size(segment);
      } catch (IOException e) {
        throw unreadable(segment, e);
      }
    }
    return bytes;
  }

  /**
   * Tells all there is, from the beginning.
   *
   * @param consumer is given the same slot again and again: nothing of it may be kept
   * @throws JournalException when a block that is whole makes no sense, or the disk fails
   */
  public void read(Consumer<JournalSlot> consumer) throws JournalException {
    tell(records(), consumer);
  }

  private static void tell(Records records, Consumer<JournalSlot> consumer)
      throws JournalException {
    JournalSlot slot = new JournalSlot();
    while (records.next(slot)) {
      consumer.accept(slot);
    }
  }

  /**
   * Tells what there is from the last record on that says what sounds, or a little more; where
   * there is none, all there is.
   *
   * @throws JournalException as {@link #read}
   */
  public void readSinceSounding(Consumer<JournalSlot> consumer) throws JournalException {
    Records records = records();
    boolean found = !header.tellsWhatSounds();
    for (int i = segments.size() - 1; i >= 0 && !found; i--) {
      ByteBuffer bytes = whole(segments.get(i));
      found = findSounding(bytes);
      if (found) {
        records.begin(i, bytes);
      }
    }
    tell(records, consumer);
  }

  /**
   * Looks for the last block of a segment in which it is said what sounds; the position is where it
   * begins.
   */
  private boolean findSounding(ByteBuffer bytes) throws JournalException {
    Deque<Integer> blocks = new ArrayDeque<>();
    int at = bytes.position();
    while (block(bytes) != null) {
      blocks.push(at);
      at = bytes.position();
    }
    JournalSlot slot = new JournalSlot();
    for (int start : blocks) {
      ByteBuffer content = content(bytes.position(start));
      JournalCodec codec = new JournalCodec();
      while (content.hasRemaining()) {
        decode(codec, content, slot);
        if (slot.kind == JournalSlot.Kind.SOUNDING) {
          bytes.position(start);
          return true;
        }
      }
    }
    return false;
  }

  /**
   * What was played, as it was heard; what is missing in the journal is missing there.
   *
   * @throws JournalException as {@link #read}
   */
  public Score score() throws JournalException {
    SessionRecorder recorder =
        new SessionRecorder(
            Timeline.of(header.anchorNs(), 0, header.tempoBpm()),
            MeterMap.of(header.settings().meter()),
            true,
            new Counters());
    read(
        slot -> {
          if (slot.kind == JournalSlot.Kind.TEMPO) {
            recorder.tempo(slot.quarterNs, slot.tick);
          } else if (slot.kind == JournalSlot.Kind.HEARD) {
            recorder.accept(slot.part, slot.message, slot.timeNs, slot.tick);
          } else if (slot.event == InSlot.Kind.SET_TRIGGERS) {
            recorder.setTriggers(TriggerKeys.parse((String) slot.payload));
          }
        });
    return recorder.score();
  }

  /** All there is, one after the other, from the beginning. One at a time of a reader. */
  public Records records() {
    ended = false;
    tornBytes = 0;
    gaps = 0;
    bytesRead = 0;
    return new Records();
  }

  /** The records in their order, of which a segment at a time is in memory. */
  public final class Records {
    private ByteBuffer bytes = EMPTY;
    private ByteBuffer content = EMPTY;
    private JournalCodec codec;
    private boolean gap; // before what comes next
    private int nextSegment;
    private int expected = 1;
    private long lastNs = header.anchorNs();

    private Records() {}

    /**
     * The next, or null at the end.
     *
     * @throws JournalException when a block that is whole makes no sense, or the disk fails
     */
    public JournalSlot next() throws JournalException {
      JournalSlot slot = new JournalSlot();
      return next(slot) ? slot : null;
    }

    /** Puts the next into a slot; false at the end. */
    private boolean next(JournalSlot slot) throws JournalException {
      while (!gap && !content.hasRemaining()) {
        ByteBuffer block = content(bytes);
        if (block != null) {
          content = block;
          codec = new JournalCodec();
        } else {
          tornBytes = bytes.remaining();
          if (nextSegment == segments.size()) {
            return false;
          }
          open(nextSegment);
        }
      }
      if (gap) {
        gap = false;
        slot.clear();
        slot.kind = JournalSlot.Kind.GAP;
        slot.timeNs = lastNs;
      } else {
        decode(codec, content, slot);
        lastNs = slot.timeNs == 0 ? lastNs : slot.timeNs;
      }
      ended = slot.kind == JournalSlot.Kind.END;
      gaps += slot.kind == JournalSlot.Kind.GAP ? 1 : 0;
      return true;
    }

    private void open(int segment) throws JournalException {
      gap = JournalFiles.number(segments.get(segment)) != expected || tornBytes > 0;
      begin(segment, whole(segments.get(segment)));
    }

    /** Goes on with a block of a segment. */
    private void begin(int segment, ByteBuffer atBlock) {
      bytes = atBlock;
      nextSegment = segment + 1;
      expected = JournalFiles.number(segments.get(segment)) + 1;
    }
  }

  /** All of a segment; the position is where its first block with records begins. */
  private ByteBuffer whole(Path segment) throws JournalException {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(segment));
      return JournalFiles.number(segment) == 1 ? bytes.position((int) headerBytes) : bytes;
    } catch (IOException e) {
      throw unreadable(segment, e);
    }
  }

  /** The records of the next block, or null where none is whole. */
  private ByteBuffer content(ByteBuffer bytes) {
    byte[] block = block(bytes);
    bytesRead += block == null ? 0 : block.length;
    return block == null ? null : ByteBuffer.wrap(block);
  }

  private void decode(JournalCodec codec, ByteBuffer content, JournalSlot slot)
      throws JournalException {
    try {
      codec.decode(content, slot);
    } catch (JournalException e) {
      throw new JournalException(
          "the journal in " + folder + " makes no sense: " + e.getMessage(), e);
    }
  }

  private static JournalException unreadable(Path segment, IOException e) {
    return new JournalException(segment + " cannot be read: " + e.getMessage(), e);
  }

  /** Whether the session came to its end in order; known when all has been read. */
  public boolean ended() {
    return ended;
  }

  /** Bytes at the end that are no whole block; known when all has been read. */
  public long tornBytes() {
    return tornBytes;
  }

  /** How often something is missing in between; known when all has been read. */
  public long gaps() {
    return gaps;
  }

  /** How much has been read so far. */
  public long bytesRead() {
    return bytesRead;
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
