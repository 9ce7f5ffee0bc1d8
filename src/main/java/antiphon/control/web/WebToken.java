package antiphon.control.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one has to know to come in from another machine: 192 random bits, made at the first start
 * and kept in a file that only its owner may read. Immutable.
 */
final class WebToken {
  static final String FILE = "web-token";

  private static final Logger LOG = LoggerFactory.getLogger(WebToken.class);
  private static final int BYTES = 24;

  /** One of one's own choice may be longer, and not much shorter: 128 bits. */
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{22,200}");

  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rw-------");

  private final String text;

  private WebToken(String text) {
    this.text = text;
  }

  /**
   * The one that is kept, or a new one.
   *
   * @param folder null keeps it nowhere
   * @throws WebException when the file is there and holds none, or cannot be read
   */
  static WebToken of(Path folder) throws WebException {
    if (folder == null) {
      return fresh();
    }
    Path file = folder.resolve(FILE);
    try {
      WebToken kept = new WebToken(Files.readString(file).strip());
      if (!FORM.matcher(kept.text).matches()) {
        throw new WebException(
            file + " is no token of 22 to 200 letters, digits, - and _; delete it for a new one",
            null);
      }
      warnOfReaders(file);
      return kept;
    } catch (NoSuchFileException e) {
      return keep(fresh(), file);
    } catch (IOException e) {
      throw new WebException(
          file + " cannot be read: " + e + "; make it readable, or delete it for a new token", e);
    }
  }

  /** In constant time. */
  boolean is(String given) {
    return MessageDigest.isEqual(text.getBytes(UTF_8), given.getBytes(UTF_8));
  }

  /** As it stands in a URL or header. */
  String text() {
    return text;
  }

  private static WebToken fresh() {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    return new WebToken(Base64.getUrlEncoder().withoutPadding().encodeToString(random));
  }

  /** Nobody else may read it at any moment, and it is there as a whole or not at all. */
  private static WebToken keep(WebToken token, Path file) {
    boolean posix = posix(file);
    FileAttribute<?>[] readers =
        posix
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER)}
            : new FileAttribute<?>[0];
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Path made = Files.createTempFile(file.toAbsolutePath().getParent(), FILE, ".new", readers);
      try {
        Files.writeString(made, token.text + "\n");
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(made);
      }
    } catch (IOException e) {
      LOG.warn(
          "the page's token is for this run alone, for {} cannot be written: {}", file, e + "");
    }
    return token;
  }

  private static void warnOfReaders(Path file) throws IOException {
    if (posix(file) && !OWNER.containsAll(Files.getPosixFilePermissions(file))) {
      LOG.warn("others on this machine may read {}: chmod 600 it", file);
    }
  }

  private static boolean posix(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
