package antiphon.learn.corpus;

import antiphon.midi.file.MidiPiece;
import antiphon.midi.file.MidiTrack;
import antiphon.music.note.Note;
import antiphon.music.time.Grid;
import antiphon.music.token.Vocabulary;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * What makes two files the same music: which pitches are struck at which grid positions after the
 * first onset. Tempo, velocities, lengths, names and the sharing of notes among tracks do not
 * count.
 *
 * @param high first half of a hash of onsets and intervals above the lowest pitch
 * @param low second half
 * @param lowestPitch tells the keys apart in which the same music may stand
 */
record PieceFingerprint(long high, long low, int lowestPitch) {
  /** The music without its key. */
  record InAnyKey(long high, long low) {}

  /**
   * @param piece with at least one note
   */
  static PieceFingerprint of(MidiPiece piece) {
    long[] strikes = new long[piece.notes()];
    int count = 0;
    for (MidiTrack track : piece.tracks()) {
      for (Note note : track.notes()) {
        strikes[count++] = Grid.snap(note.onTick()) * Vocabulary.PITCHES + note.pitch();
      }
    }
    Arrays.sort(strikes);
    long first = strikes[0] / Vocabulary.PITCHES * Vocabulary.PITCHES;
    long lowest = Arrays.stream(strikes).map(strike -> strike % Vocabulary.PITCHES).min().orElse(0);
    ByteBuffer bytes = ByteBuffer.allocate(count * Long.BYTES);
    for (int i = 0; i < count; i++) {
      if (i == 0 || strikes[i] != strikes[i - 1]) {
        bytes.putLong(strikes[i] - first - lowest);
      }
    }
    ByteBuffer hash =
        ByteBuffer.wrap(sha256().digest(Arrays.copyOf(bytes.array(), bytes.position())));
    return new PieceFingerprint(hash.getLong(), hash.getLong(), (int) lowest);
  }

  InAnyKey inAnyKey() {
    return new InAnyKey(high, low);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
