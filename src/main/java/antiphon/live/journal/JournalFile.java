package antiphon.live.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A segment on the disk, to which is only ever added. */
interface JournalFile extends Closeable {
  /** Makes segments. */
  @FunctionalInterface
  interface Maker {
    /**
     * @throws IOException also when it is there already
     */
    JournalFile make(Path file) throws IOException;
  }

  /** Writes some or all of what remains. */
  void write(ByteBuffer bytes) throws IOException;

  /** Takes away what lies beyond so many bytes. */
  void truncate(long bytes) throws IOException;

  /** Returns when all is on the disk itself. */
  void force() throws IOException;

  static JournalFile make(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    return new JournalFile() {
      @Override
      public void write(ByteBuffer bytes) throws IOException {
        channel.write(bytes);
      }

      @Override
      public void truncate(long bytes) throws IOException {
        channel.truncate(bytes);
      }

      @Override
      public void force() throws IOException {
        channel.force(false);
      }

      @Override
      public void close() throws IOException {
        channel.close();
      }
    };
  }
}
