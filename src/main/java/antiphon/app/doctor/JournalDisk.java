package antiphon.app.doctor;

import antiphon.app.doctor.Check.Verdict;
import antiphon.music.time.Clock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * Whether the disk takes the journal as fast as it is written, and has room for it. The music waits
 * for no disk; what finds one too slow is missing in the journal.
 *
 * @param folder the journals', which need not exist
 * @param maxMb what they may take together
 * @param room of the disk that a folder is on
 */
record JournalDisk(Path folder, long maxMb, Clock clock, Room room) {
  /** Bytes that may still be written. */
  @FunctionalInterface
  interface Room {
    long bytes(Path folder) throws IOException;
  }

  private static final long MEGABYTE = 1 << 20;
  private static final int PIECE_BYTES = 1 << 16;
  private static final int PIECES = 64;
  private static final int APPENDED_BYTES = 512;
  private static final int MOST_FORCED = 40;
  private static final long MEASURING_NS = 500_000_000;

  /** It is forced once a second. */
  private static final double SLOW_MS = 250;

  /** Then the journal says that the disk does not answer. */
  private static final double TOO_SLOW_MS = 2_000;

  /** For a session, whatever the journals may take. */
  private static final long LEAST_MB = 64;

  JournalDisk(Path folder, long maxMb, Clock clock) {
    this(folder, maxMb, clock, place -> Files.getFileStore(place).getUsableSpace());
  }

  List<Check> look() {
    Path place = folder.toAbsolutePath();
    while (!Files.exists(place) && place.getParent() != null) {
      place = place.getParent();
    }
    try {
      return List.of(speed(place), space(place));
    } catch (IOException e) {
      return List.of(
          new Check(
              "disk",
              Verdict.BAD,
              "no journal can be written to "
                  + folder
                  + ": "
                  + (e instanceof AccessDeniedException ? "permission denied" : e.getMessage()),
              "give Antiphon's user a folder to write to, or name another: [journal] folder"));
    }
  }

  private Check speed(Path place) throws IOException {
    Path file = Files.createTempFile(place, "antiphon-doctor", null);
    double perSecond;
    Histogram forcedNs;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      long fromNs = clock.nowNs();
      for (int piece = 0; piece < PIECES; piece++) {
        write(channel, PIECE_BYTES);
      }
      channel.force(false);
      perSecond =
          (double) PIECES * PIECE_BYTES / MEGABYTE / (Math.max(1, clock.nowNs() - fromNs) / 1e9);
      forcedNs = forced(channel);
    } finally {
      Files.delete(file);
    }
    double worst = forcedNs.getMaxValue() / 1e6;
    return Check.graded(
        "disk",
        String.format(
            Locale.ROOT,
            "%.0f MB/s, and what is written is on the disk after %.1f ms at the median, %.1f ms at"
                + " worst of %d (%s)",
            perSecond,
            forcedNs.getValueAtPercentile(50) / 1e6,
            worst,
            forcedNs.getTotalCount(),
            place),
        worst,
        SLOW_MS,
        TOO_SLOW_MS,
        "keep journals on a faster disk, by [journal] folder, or end what else writes to this one");
  }

  /** Appends as a journal does, each time waiting for the disk itself. */
  private Histogram forced(FileChannel channel) throws IOException {
    Histogram lasted = new Histogram(4);
    long beganNs = clock.nowNs();
    long nowNs = beganNs;
    for (int i = 0; i < MOST_FORCED && (i == 0 || nowNs - beganNs < MEASURING_NS); i++) {
      long fromNs = nowNs;
      write(channel, APPENDED_BYTES);
      channel.force(false);
      nowNs = clock.nowNs();
      lasted.recordValue(nowNs - fromNs);
    }
    return lasted;
  }

  private static void write(FileChannel channel, int bytes) throws IOException {
    ByteBuffer some = ByteBuffer.allocate(bytes);
    while (some.hasRemaining()) {
      channel.write(some);
    }
  }

  private Check space(Path place) throws IOException {
    long freeMb = room.bytes(place) / MEGABYTE;
    long wantedMb = Math.max(LEAST_MB, maxMb - taken() / MEGABYTE);
    String finding =
        freeMb + " MB free, for journals of " + maxMb + " MB at most, " + wantedMb + " MB to come";
    if (freeMb >= wantedMb) {
      return Check.good("room", finding);
    }
    return new Check(
        "room",
        freeMb < LEAST_MB ? Verdict.BAD : Verdict.FAIR,
        finding,
        "delete what is not needed, or set [journal] max_mb to less");
  }

  private long taken() throws IOException {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
