package antiphon.learn.corpus;

import antiphon.midi.file.MidiPiece;
import java.nio.ByteBuffer;

/**
 * What goes between machines that share the work on a corpus, as bytes: both ends run the same
 * version. Thread-safe.
 */
public final class PieceParcel {
  private PieceParcel() {}

  /**
   * Reads a MIDI file.
   *
   * @param file its bytes
   * @return what it gave, a piece or why there is none, for {@link PieceCache#readBy}
   */
  public static byte[] read(byte[] file) {
    return PieceBytes.encode(FileReading.of(file));
  }

  public static byte[] pack(MidiPiece piece) {
    return PieceBytes.encode(piece);
  }

  /**
   * @throws IllegalArgumentException when the bytes are none that {@link #pack} gave
   */
  public static MidiPiece unpack(byte[] bytes) {
    return PieceBytes.decodePiece(ByteBuffer.wrap(bytes));
  }
}
