package antiphon.learn.corpus;

import antiphon.midi.file.MidiFileException;
import antiphon.midi.file.MidiFileReader;
import antiphon.midi.file.MidiPiece;
import antiphon.midi.file.MidiTrack;
import antiphon.music.note.Note;
import antiphon.music.time.MusicalTime;
import java.util.Locale;
import java.util.Optional;

/** What the bytes of one file gave: a piece, or why there is none. */
sealed interface FileReading {
  /** Goes up when the same bytes are judged otherwise. */
  int VERSION = 2;

  /** Fewer notes teach nothing. */
  int MIN_NOTES = 3;

  /**
   * More than a song for four hands and voices at its thickest comes to; less than "black MIDI".
   */
  double MAX_NOTES_PER_QUARTER = 64;

  /** One note in eight bars of 4/4. */
  double MIN_NOTES_PER_QUARTER = 1.0 / 32;

  /** A usable piece. */
  record Usable(MidiPiece piece, PieceFingerprint fingerprint, CorpusPiece.Kind kind)
      implements FileReading {}

  /**
   * A file without a usable piece.
   *
   * @param detail a sentence that goes on after the name of the file
   */
  record Unusable(SkipReason reason, String detail) implements FileReading {}

  /**
   * @param bytes a whole file
   */
  static FileReading of(byte[] bytes) {
    MidiPiece piece;
    try {
      piece = MidiFileReader.read(bytes, "");
    } catch (MidiFileException e) {
      return new Unusable(SkipReason.of(e.fault()), e.getMessage().strip());
    }
    if (!RecordedSession.recognises(piece)) {
      return judge(piece, CorpusPiece.Kind.MIDI);
    }
    Optional<MidiPiece> player = RecordedSession.playersPart(piece);
    return player.isEmpty()
        ? new Unusable(SkipReason.OWN_MUSIC, "holds no notes but Antiphon's")
        : judge(player.get(), CorpusPiece.Kind.SESSION);
  }

  private static FileReading judge(MidiPiece piece, CorpusPiece.Kind kind) {
    int notes = piece.notes();
    double perQuarter = notes / Math.max(1.0, quarters(piece));
    if (notes < MIN_NOTES) {
      return new Unusable(SkipReason.TOO_SHORT, "has " + notes + " notes");
    }
    if (perQuarter > MAX_NOTES_PER_QUARTER) {
      return new Unusable(SkipReason.TOO_DENSE, has(perQuarter) + " notes a quarter note");
    }
    if (perQuarter < MIN_NOTES_PER_QUARTER) {
      return new Unusable(SkipReason.TOO_SPARSE, has(1 / perQuarter) + " quarter notes a note");
    }
    return new Usable(piece, PieceFingerprint.of(piece), kind);
  }

  /** From the start of the file to the end of the last note. */
  static double quarters(MidiPiece piece) {
    long endTick = 0;
    for (MidiTrack track : piece.tracks()) {
      for (Note note : track.notes()) {
        endTick = Math.max(endTick, note.offTick());
      }
    }
    return (double) endTick / MusicalTime.TICKS_PER_QUARTER;
  }

  private static String has(double number) {
    return String.format(Locale.ROOT, "has %.0f", number);
  }
}
