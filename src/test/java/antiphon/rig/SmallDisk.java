package antiphon.rig;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A file system of its own on a few megabytes, to be spoilt as a test wishes. Needs to be root. */
final class SmallDisk implements AutoCloseable {
  private static final int BYTES = 8 << 20;

  private final Path folder;
  private final Path filler;

  /**
   * @param parent takes the disk and where it is mounted
   */
  SmallDisk(Path parent, String name) throws IOException {
    Path image = parent.resolve(name + ".disk");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(BYTES);
    }
    folder = Files.createDirectory(parent.resolve(name));
    filler = folder.resolve("filler");
    run("mkfs.ext4", "-q", "-m", "0", "-O", "^has_journal", image.toString());
    run("mount", "-o", "loop,errors=remount-ro", image.toString(), folder.toString());
  }

  Path folder() {
    return folder;
  }

  /** Takes the last byte. */
  void fill() throws IOException {
    byte[] block = new byte[1024];
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException e) {
      if (folder.toFile().getUsableSpace() > block.length) {
        throw e;
      }
    }
  }

  void makeRoom() throws IOException {
    Files.delete(filler);
  }

  /** Only while nobody has a file open there to write to it. */
  void setReadOnly(boolean readOnly) throws IOException {
    run("mount", "-o", "remount," + (readOnly ? "ro" : "rw"), folder.toString());
  }

  /** The kernel is told of damage, and lets nobody write any more, whatever is open. */
  void damage() throws IOException {
    String device =
        Files.readAllLines(Path.of("/proc/mounts")).stream()
            .map(line -> line.split(" "))
            .filter(words -> words[1].equals(folder.toString()))
            .map(words -> Path.of(words[0]).getFileName().toString())
            .findFirst()
            .orElseThrow();
    Files.writeString(Path.of("/sys/fs/ext4", device, "trigger_fs_error"), "1");
  }

  private static void run(String... command) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(command));
    try (Program program = Program.start(Map.of(), arguments)) {
      if (program.awaitExit() != 0) {
        throw new IOException(arguments + ", which needs to be root: " + program.err());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() throws IOException {
    run("umount", "-l", folder.toString());
  }
}
