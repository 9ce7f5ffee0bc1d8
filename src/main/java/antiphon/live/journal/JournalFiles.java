package antiphon.live.journal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How a session's journal lies on the disk: a folder with segments {@code 000001.journal} and so
 * on, each of blocks: the four bytes {@link #MAGIC}, the length of what follows, its CRC-32C, and
 * that many bytes. The first block of the first segment is the header, in JSON; all others hold
 * records.
 */
final class JournalFiles {
  static final int MAGIC = 0x414A_4231; // AJB1
  static final int BLOCK_HEAD_BYTES = 12;
  private static final String SUFFIX = ".journal";

  private JournalFiles() {}

  static Path segment(Path folder, int number) {
    return folder.resolve(String.format("%06d%s", number, SUFFIX));
  }

  /** The segments of a session, in order. */
  static List<Path> segments(Path folder) throws IOException {
    List<Path> segments = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      files.forEach(segments::add);
    }
    Collections.sort(segments);
    return segments;
  }

  static int number(Path segment) {
    String name = segment.getFileName().toString();
    try {
      return Integer.parseInt(name.substring(0, name.length() - SUFFIX.length()));
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
