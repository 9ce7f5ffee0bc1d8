package antiphon.live.journal;

import antiphon.live.ring.JournalLog;
import antiphon.live.ring.JournalSlot;
import antiphon.music.time.Clock;
import antiphon.thread.EnduringExecutor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
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

  /** A disk that has not taken a block for so long is said to hang. */
  static final long PATIENCE_NS = 2_000_000_000;

  /** So much is told between two looks of the disk's thread, and far more. */
  private static final int BLOCK_BYTES = 1 << 16;

  private static final int SEGMENT_BYTES = 16 << 20;
  private static final long SYNC_NS = 1_000_000_000;
  private static final long AGAIN_NS = 1_000_000_000;
  private static final long CLOSE_NS = 1_000_000_000;
  private static final Logger LOG = LoggerFactory.getLogger(JournalWriter.class);

  private final Path folder;
  private final Clock clock;
  private final long maxBytes;
  private final int maxSegmentBytes;
  private final JournalFile.Maker maker;
  private final Runnable afterSegment;
  private final ScheduledExecutorService disk = new EnduringExecutor("antiphon-journal-disk");

  // under the monitor: a block that is being filled, and what has been said of the disk
  private final ByteArrayOutputStream filling = new ByteArrayOutputStream(BLOCK_BYTES);
  private final JournalCodec codec = new JournalCodec();
  private boolean gap;
  private boolean saidGap;
  private boolean saidIll;
  private boolean finished;
  private long finishedNs;

  /** Of blocks that wait for the disk; the disk's thread counts them. */
  private volatile long waitingBytes;

  /** Whether the disk's thread is at work, and since when. */
  private volatile boolean writing;

  private volatile long writingSinceNs;

  // the disk thread's
  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private JournalFile file;
  private int segment;
  private long segmentBytes; // of whole blocks
  private boolean torn; // the file may end within a block
  private boolean failing;
  private long failedNs;
  private long syncedNs;

  private JournalWriter(
      Path folder,
      long maxBytes,
      int maxSegmentBytes,
      JournalFile.Maker maker,
      Runnable afterSegment,
      Clock clock) {
    this.folder = folder;
    this.maxBytes = maxBytes;
    this.maxSegmentBytes = maxSegmentBytes;
    this.maker = maker;
    this.afterSegment = afterSegment;
    this.clock = clock;
  }

  /**
   * Begins a journal.
   *
   * @param folder made if it is not there
   * @param maxBytes so much of a session is kept, the first segment and the newest
   * @param afterSegment run on the disk's thread whenever a segment is full
   * @throws IOException when nothing can be written there
   */
  public static JournalWriter open(
      Path folder, SessionHeader header, long maxBytes, Runnable afterSegment, Clock clock)
      throws IOException {
    return open(folder, header, maxBytes, SEGMENT_BYTES, JournalFile::make, afterSegment, clock);
  }

  static JournalWriter open(
      Path folder,
      SessionHeader header,
      long maxBytes,
      int maxSegmentBytes,
      JournalFile.Maker maker,
      Runnable afterSegment,
      Clock clock)
      throws IOException {
    Files.createDirectories(folder);
    JournalWriter writer =
        new JournalWriter(folder, maxBytes, maxSegmentBytes, maker, afterSegment, clock);
    writer.openSegment();
    writer.write(header.toJson());
    writer.file.force();
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
    if (finished) {
      return true;
    }
    if (writing && clock.nowNs() - writingSinceNs > PATIENCE_NS) {
      ill("the disk does not answer");
    }
    if (filling.size() + waitingBytes >= MAX_WAITING_BYTES) {
      gap = true;
      if (!saidGap) {
        saidGap = true;
        LOG.warn("what is played from here on is missing in the journal in {}", folder);
      }
      return false;
    }
    if (gap) {
      gap = false;
      mark(JournalSlot.Kind.GAP, slot.timeNs);
    }
    try {
      codec.encode(slot, filling);
    } catch (OutOfMemoryError e) { // within a record
      filling.reset();
      codec.beginBlock();
      gap = true;
      return false;
    }
    return true;
  }

  private void mark(JournalSlot.Kind kind, long timeNs) {
    JournalSlot mark = new JournalSlot();
    mark.kind = kind;
    mark.timeNs = timeNs;
    codec.encode(mark, filling);
  }

  /**
   * Says that the session ends in order, and has what waits written. What is told later is not
   * written.
   */
  public void finish() {
    finish(true);
  }

  /** The same for a session that does not end in order. */
  public void leave() {
    finish(false);
  }

  private void finish(boolean inOrder) {
    synchronized (this) {
      if (finished) {
        return;
      }
      finished = true;
      finishedNs = clock.nowNs();
      if (gap) {
        mark(JournalSlot.Kind.GAP, finishedNs);
      }
      if (inOrder) {
        mark(JournalSlot.Kind.END, finishedNs);
      }
    }
    disk.execute(this::writeTheLast);
    disk.shutdown();
  }

  /** Finishes, and waits for the disk; one that hangs is left alone a second later. */
  @Override
  public void close() {
    finish();
    try {
      long restNs = CLOSE_NS - (clock.nowNs() - finishedNs);
      if (!disk.awaitTermination(restNs, TimeUnit.NANOSECONDS)) {
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
      file.force();
      file.close();
    } catch (IOException e) {
      fail(e);
    }
  }

  /** Where there is no memory, what waits is written once there is. */
  private void writeWhatWaits() {
    takeFilled();
    if (failing && clock.nowNs() - failedNs < AGAIN_NS) {
      return;
    }
    writingSinceNs = clock.nowNs();
    writing = true;
    try {
      if (torn && !waiting.isEmpty()) {
        mend();
      }
      while (!waiting.isEmpty()) {
        write(waiting.peekFirst());
        waitingBytes -= waiting.removeFirst().length;
      }
      if (clock.nowNs() - syncedNs >= SYNC_NS) {
        syncedNs = clock.nowNs();
        file.force();
      }
      failing = false;
    } catch (IOException e) {
      fail(e);
    } finally {
      writing = false;
    }
    if (!failing) {
      well();
    }
  }

  private synchronized void takeFilled() {
    if (filling.size() > 0) {
      waiting.add(filling.toByteArray());
      waitingBytes += filling.size();
      filling.reset();
      codec.beginBlock();
    }
  }

  private void fail(IOException e) {
    failedNs = clock.nowNs();
    failing = true;
    ill(e.getMessage());
  }

  private synchronized void ill(String reason) {
    if (!saidIll) {
      saidIll = true;
      LOG.warn("the journal in {} cannot be written ({}); playing on", folder, reason);
    }
  }

  private synchronized void well() {
    if (saidIll) {
      saidIll = false;
      saidGap = false;
      LOG.info("the journal in {} is written again", folder);
    }
  }

  private void write(byte[] block) throws IOException {
    if (segmentBytes >= maxSegmentBytes) {
      openSegment();
      forgetOldest();
      afterSegment.run();
    }
    CRC32C crc = new CRC32C();
    crc.update(block);
    ByteBuffer bytes = ByteBuffer.allocate(JournalFiles.BLOCK_HEAD_BYTES + block.length);
    bytes.putInt(JournalFiles.MAGIC).putInt(block.length).putInt((int) crc.getValue()).put(block);
    bytes.flip();
    torn = true;
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
    torn = false;
    segmentBytes += bytes.limit();
  }

  /** Takes away what is of no whole block; where that cannot be, goes on in another file. */
  private void mend() throws IOException {
    try {
      file.truncate(segmentBytes);
    } catch (IOException e) {
      openSegment();
    }
    torn = false;
  }

  private void openSegment() throws IOException {
    JournalFile opened = maker.make(JournalFiles.segment(folder, segment + 1));
    segment++;
    segmentBytes = 0;
    JournalFile before = file;
    file = opened;
    if (before != null) {
      before.close();
    }
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
