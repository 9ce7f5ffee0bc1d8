package antiphon.control.desk;

import antiphon.live.api.AnyThread;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file that holds what is in force, as far as it can be written. */
@AnyThread
final class KeptFile {
  private static final Logger LOG = LoggerFactory.getLogger(KeptFile.class);

  private final DeskFile file; // under its monitor
  private final Supplier<ObjectNode> content;
  private volatile String notKept;

  /**
   * @param content what is in force now, from any thread
   */
  KeptFile(DeskFile file, Supplier<ObjectNode> content) {
    this.file = file;
    this.content = content;
  }

  /** As {@link DeskFile#read}. */
  Optional<FilePart> read() {
    synchronized (file) {
      return file.read();
    }
  }

  /**
   * Writes what is in force; why it could not is logged once.
   *
   * @throws NotKeptException when it could not
   */
  void keep() {
    synchronized (file) {
      try {
        file.write(content.get());
        notKept = null;
      } catch (IOException e) {
        String sentence =
            file
                + " is not written ("
                + DeskFile.reason(e)
                + "): what you saved or bound is kept until Antiphon ends and no longer";
        if (!sentence.equals(notKept)) {
          LOG.warn(sentence);
        }
        notKept = sentence;
        throw new NotKeptException(sentence);
      }
    }
  }

  /** Why it was not written the last time, in a sentence; empty when it was. */
  Optional<String> notKept() {
    return Optional.ofNullable(notKept);
  }
}
