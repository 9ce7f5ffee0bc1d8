package antiphon.midi.file;

import java.io.IOException;

/**
 * A file that cannot be read as music; the message is a sentence for the user that names the file.
 */
public final class MidiFileException extends IOException {
  private static final long serialVersionUID = 1L;

  public MidiFileException(String message) {
    super(message);
  }

  public MidiFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
