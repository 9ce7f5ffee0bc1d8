package antiphon.app.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A session's folder that belongs to this process. As long as it does, a file in it is locked; when
 * the process dies, the file is left, and the lock is not.
 */
final class JournalPlace implements AutoCloseable {
  private static final String PLAYED = "played";
  private static final String KEPT = "kept";

  private final Path folder;
  private final FileChannel channel;

  private JournalPlace(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /** Marks a new folder as this process's. */
  static JournalPlace occupy(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve(PLAYED), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    if (lock(channel) == null) {
      channel.close();
      throw new IOException(folder + " is taken by another process");
    }
    return new JournalPlace(folder, channel);
  }

  /** Takes the folder of a process that has died; empty where it has not, or has tidied up. */
  static Optional<JournalPlace> takeOver(Path folder) throws IOException {
    Path mark = folder.resolve(PLAYED);
    if (!Files.exists(mark)) {
      return Optional.empty();
    }
    FileChannel channel = FileChannel.open(mark, StandardOpenOption.WRITE);
    if (lock(channel) == null) {
      channel.close();
      return Optional.empty();
    }
    return Optional.of(new JournalPlace(folder, channel));
  }

  /** Whether another process plays it. */
  static boolean isPlayed(Path folder) throws IOException {
    Optional<JournalPlace> taken = takeOver(folder);
    if (taken.isPresent()) {
      taken.get().channel.close();
      return false;
    }
    return Files.exists(folder.resolve(PLAYED));
  }

  private static FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // this process's own
    }
  }

  static void removeMarks(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(KEPT));
    Files.deleteIfExists(folder.resolve(PLAYED));
  }

  Path folder() {
    return folder;
  }

  /**
   * Until when what was played is in files of its own.
   *
   * @return a time on the clock of its process
   */
  OptionalLong keptUntilNs() {
    try {
      byte[] bytes = Files.readAllBytes(folder.resolve(KEPT));
      return bytes.length == Long.BYTES
          ? OptionalLong.of(ByteBuffer.wrap(bytes).getLong())
          : OptionalLong.empty();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  void keptUntil(long ns) throws IOException {
    Files.write(folder.resolve(KEPT), ByteBuffer.allocate(Long.BYTES).putLong(ns).array());
  }

  /** There is nothing left to be looked after. */
  void settle() throws IOException {
    close(); // first, for systems where what is open cannot be removed
    Files.deleteIfExists(folder.resolve(PLAYED));
  }

  /** Leaves it as it is, to whoever comes next. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
