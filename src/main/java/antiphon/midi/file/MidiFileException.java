package antiphon.midi.file;

import java.io.IOException;

/**
 * A file that cannot be read as music; the message is a sentence for the user that names the file.
 */
public final class MidiFileException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What is wrong with a file. */
  public enum Fault {
    /** It cannot be had: missing, a folder, not permitted. */
    UNREADABLE,
    TOO_LARGE,
    /** Empty, another kind of file, broken or cut short. */
    BROKEN,
    /** Timed in SMPTE frames, or of format 2. */
    UNSUITABLE,
    NO_NOTES
  }

  private final Fault fault;

  public MidiFileException(Fault fault, String message) {
    this(fault, message, null);
  }

  public MidiFileException(Fault fault, String message, Throwable cause) {
    super(message, cause);
    this.fault = fault;
  }

  public Fault fault() {
    return fault;
  }
}
