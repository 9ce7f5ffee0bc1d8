package antiphon.control.desk;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A file of the desk's: JSON that people may edit. It is written as a whole or not at all, and not
 * where somebody else has changed it. One thread at a time.
 */
final class DeskFile {
  static final int FORMAT = 1;
  static final String VERSION = "version";
  static final long MOST_BYTES = 1 << 20;

  /** Deeper than its files are, and longer than their names: each line's place is told by those. */
  private static final StreamReadConstraints CONSTRAINTS =
      StreamReadConstraints.builder().maxNestingDepth(10).maxNameLength(100).build();

  private static final JsonMapper MAPPER =
      JsonMapper.builder(JsonFactory.builder().streamReadConstraints(CONSTRAINTS).build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private final Path file;

  /** What it held when it was last read or written; null when it was not there. */
  private byte[] known;

  DeskFile(Path file) {
    this.file = file;
  }

  static ObjectNode document() {
    return MAPPER.createObjectNode().put(VERSION, FORMAT);
  }

  /**
   * What it holds; empty when it is not there.
   *
   * @throws IllegalArgumentException naming file and line, when it is not what this wrote
   */
  Optional<FilePart> read() {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(file + " is not a file; remove it");
    }
    byte[] bytes;
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new IllegalArgumentException(
            file + " is larger than " + MOST_BYTES + " bytes; it is none of Antiphon's files");
      }
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read: " + reason(e), e);
    }
    FilePart whole = parse(bytes);
    int version = whole.whole(VERSION);
    if (version != FORMAT) {
      throw whole
          .part(VERSION)
          .refusal(
              "version must be " + FORMAT + ", not " + version + "; another Antiphon wrote it");
    }
    known = bytes;
    return Optional.of(whole);
  }

  /**
   * @throws IOException when it cannot be; what was there before is there still
   */
  void write(ObjectNode document) throws IOException {
    byte[] bytes = (MAPPER.writeValueAsString(document) + "\n").getBytes(UTF_8);
    if (Files.exists(file) && !isAsKnown()) {
      throw new IOException("somebody else has changed it since Antiphon read it");
    }
    Path target = Files.exists(file) ? file.toRealPath() : file; // a link stays one
    Files.createDirectories(target.toAbsolutePath().getParent());
    Path partial = target.resolveSibling(target.getFileName() + ".partial");
    try {
      writeThrough(partial, bytes);
      Files.move(
          partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      deleteQuietly(partial); // on a full disk it takes what is left
      throw e;
    }
    known = bytes;
  }

  private static void writeThrough(Path partial, byte[] bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            partial,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
  }

  private static void deleteQuietly(Path partial) {
    try {
      Files.deleteIfExists(partial);
    } catch (IOException e) {
      // the next writing takes its place
    }
  }

  private boolean isAsKnown() throws IOException {
    return known != null
        && Files.isRegularFile(file)
        && Files.size(file) == known.length
        && Arrays.equals(Files.readAllBytes(file), known);
  }

  @Override
  public String toString() {
    return file.toString();
  }

  /** Why something of the system's did not work, in words. */
  static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof FileSystemException system) {
      return system.getReason() != null ? system.getReason() : "there is no folder for it";
    }
    return e.getMessage();
  }

  private FilePart parse(byte[] bytes) {
    try {
      JsonNode root = MAPPER.readTree(bytes);
      if (root == null || !root.isObject()) {
        throw new IllegalArgumentException(file + " line 1: must be a JSON object");
      }
      return new FilePart(file.toString(), root, "", lines(bytes));
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      String message = e.getOriginalMessage().lines().findFirst().orElse("");
      throw new IllegalArgumentException(
          file + " line " + line + ": not well-formed JSON: " + message, e);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read: " + reason(e), e);
    }
  }

  /** The line on which each value begins, by its JSON pointer. */
  private static Map<String, Integer> lines(byte[] bytes) throws IOException {
    Map<String, Integer> lines = new HashMap<>();
    try (JsonParser parser = MAPPER.createParser(bytes)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token != JsonToken.FIELD_NAME) {
          lines.putIfAbsent(
              parser.getParsingContext().pathAsPointer().toString(),
              parser.currentTokenLocation().getLineNr());
        }
      }
    }
    return lines;
  }
}
