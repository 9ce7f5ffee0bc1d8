package antiphon.live.engine;

import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says that next to no memory is left, and that there is some again. Used by one thread. */
final class MemoryWatch {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryWatch.class);
  private static final long BYTES_PER_MB = 1 << 20;

  /** Of all memory, the part below which it is low, and that above which it is not. */
  private static final int LOW_PART = 64;

  private static final int AGAIN_PART = 16;

  private final long bytes;
  private final LongSupplier freeBytes;
  private boolean low;

  /** Of the Java heap. */
  MemoryWatch() {
    this(Runtime.getRuntime().maxMemory(), MemoryWatch::free);
  }

  /**
   * @param bytes there are in all
   * @param freeBytes what is not in use of them
   */
  MemoryWatch(long bytes, LongSupplier freeBytes) {
    this.bytes = bytes;
    this.freeBytes = freeBytes;
  }

  private static long free() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
  }

  void look() {
    long free = freeBytes.getAsLong();
    if (!low && free < bytes / LOW_PART) {
      LOG.warn(
          "next to no memory is left of {} MB: pages may get no answer; playing on; close pages, or"
              + " give Java more by ANTIPHON_JAVA_OPTS=-Xmx512m",
          bytes / BYTES_PER_MB);
      low = true; // said, for which there has to be memory, too
    } else if (low && free > bytes / AGAIN_PART) {
      LOG.info("there is memory again");
      low = false;
    }
  }
}
