package antiphon.live.journal;

import antiphon.live.ring.JournalLog;
import antiphon.live.ring.JournalSlot;
import antiphon.music.time.Clock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a session's journal. The journal's thread only puts into memory; a thread of its own
 * writes to the disk, {@value #PERIOD_MS} ms later at the latest. While the disk is too slow or
 * full, what finds no room in memory is missing, which is marked and counted.
 */
public final class JournalWriter implements JournalLog, AutoCloseable {
  static final long PERIOD_MS = 20;
  static final int MAX_WAITING_BYTES = 8 << 20;
  private static final int SEGMENT_BYTES = 16 << 20;
  private static final long SYNC_NS = 1_000_000_000;
  private static final long AGAIN_NS = 1_000_000_000;
  private static final long CLOSE_MS = 1_000;
  private static final Logger LOG = LoggerFactory.getLogger(JournalWriter.class);

  private final Path folder;
  private final Clock clock;
  private final long maxBytes;
  private final int maxSegmentBytes;
  private final ScheduledExecutorService disk =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "antiphon-journal-disk");
            thread.setDaemon(true);
            return thread;
          });

  // under the monitor: a block that is being filled
  private final ByteArrayOutputStream filling = new ByteArrayOutputStream();
  private JournalCodec codec = new JournalCodec();
  private boolean gap;
  private boolean closed;

  /** Of blocks that wait for the disk; the disk's thread counts them down. */
  private volatile long waitingBytes;

  // the disk thread's
  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private FileChannel channel;
  private int segment;
  private long segmentBytes;
  private boolean failing;
  private long failedNs;
  private long syncedNs;

  private JournalWriter(Path folder, long maxBytes, int maxSegmentBytes, Clock clock) {
    this.folder = folder;
    this.maxBytes = maxBytes;
    this.maxSegmentBytes = maxSegmentBytes;
    this.clock = clock;
  }

  /**
   * Begins a journal.
   *
   * @param folder made if it is not there
   * @param maxBytes so much of a session is kept, the first segment and the newest
   * @throws IOException when nothing can be written there
   */
  public static JournalWriter open(Path folder, SessionHeader header, long maxBytes, Clock clock)
      throws IOException {
    return open(folder, header, maxBytes, SEGMENT_BYTES, clock);
  }

  static JournalWriter open(
      Path folder, SessionHeader header, long maxBytes, int maxSegmentBytes, Clock clock)
      throws IOException {
    Files.createDirectories(folder);
    JournalWriter writer = new JournalWriter(folder, maxBytes, maxSegmentBytes, clock);
    writer.openSegment();
    writer.write(header.toJson());
    writer.channel.force(false);
    writer.disk.scheduleWithFixedDelay(
        writer::writeWhatWaits, PERIOD_MS, PERIOD_MS, TimeUnit.MILLISECONDS);
    return writer;
  }

  /** Where it lies. */
  public Path folder() {
    return folder;
  }

  @Override
  public synchronized boolean accept(JournalSlot slot) {
    if (closed) {
      return true;
    }
    if (filling.size() + waitingBytes >= MAX_WAITING_BYTES) {
      gap = true;
      return false;
    }
    if (gap) {
      gap = false;
      mark(JournalSlot.Kind.GAP, slot.timeNs);
    }
    codec.encode(slot, filling);
    return true;
  }

  private void mark(JournalSlot.Kind kind, long timeNs) {
    JournalSlot mark = new JournalSlot();
    mark.kind = kind;
    mark.timeNs = timeNs;
    codec.encode(mark, filling);
  }

  /**
   * Says that the session ends in order, and writes what waits; a disk that hangs is left alone
   * after a second. What is told later is not written.
   */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      if (gap) {
        mark(JournalSlot.Kind.GAP, clock.nowNs());
      }
      mark(JournalSlot.Kind.END, clock.nowNs());
      closed = true;
    }
    disk.execute(this::writeTheLast);
    disk.shutdown();
    try {
      if (!disk.awaitTermination(CLOSE_MS, TimeUnit.MILLISECONDS)) {
        LOG.warn("the end of the journal in {} is not written: the disk hangs", folder);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns when all that was told before has been written, or cannot be. */
  void flush() {
    try {
      disk.submit(this::writeWhatWaits).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private void writeTheLast() {
    failedNs = clock.nowNs() - AGAIN_NS;
    writeWhatWaits();
    try {
      channel.force(true);
      channel.close();
    } catch (IOException e) {
      fail(e);
    }
  }

  private void writeWhatWaits() {
    takeFilled();
    if (failing && clock.nowNs() - failedNs < AGAIN_NS) {
      return;
    }
    try {
      if (failing && !waiting.isEmpty()) {
        openSegment(); // the one before may end in the middle of a block
      }
      while (!waiting.isEmpty()) {
        write(waiting.peekFirst());
        waitingBytes -= waiting.removeFirst().length;
        if (failing) {
          failing = false;
          LOG.info("the journal in {} is written again", folder);
        }
      }
      if (clock.nowNs() - syncedNs >= SYNC_NS) {
        syncedNs = clock.nowNs();
        channel.force(false);
      }
    } catch (IOException e) {
      fail(e);
    }
  }

  private synchronized void takeFilled() {
    if (filling.size() > 0) {
      waiting.add(filling.toByteArray());
      waitingBytes += filling.size();
      filling.reset();
      codec = new JournalCodec();
    }
  }

  private void fail(IOException e) {
    failedNs = clock.nowNs();
    if (!failing) {
      failing = true;
      LOG.warn("the journal in {} cannot be written ({}); playing on", folder, e.toString());
    }
  }

  private void write(byte[] block) throws IOException {
    if (segmentBytes >= maxSegmentBytes) {
      openSegment();
      forgetOldest();
    }
    CRC32C crc = new CRC32C();
    crc.update(block);
    ByteBuffer bytes = ByteBuffer.allocate(JournalFiles.BLOCK_HEAD_BYTES + block.length);
    bytes.putInt(JournalFiles.MAGIC).putInt(block.length).putInt((int) crc.getValue()).put(block);
    bytes.flip();
    while (bytes.hasRemaining()) {
      segmentBytes += channel.write(bytes);
    }
  }

  private void openSegment() throws IOException {
    FileChannel opened =
        FileChannel.open(
            JournalFiles.segment(folder, segment + 1),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE);
    if (channel != null) {
      channel.close();
    }
    channel = opened;
    segment++;
    segmentBytes = 0;
  }

  /** Keeps the first segment, which has the header, and as many of the newest as there may be. */
  private void forgetOldest() throws IOException {
    long mostSegments = Math.max(2, maxBytes / maxSegmentBytes);
    List<Path> segments = JournalFiles.segments(folder);
    for (int i = 1; segments.size() - i >= mostSegments; i++) {
      Files.deleteIfExists(segments.get(i));
    }
  }
}
