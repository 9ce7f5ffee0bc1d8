package antiphon.learn.corpus;

import antiphon.midi.file.MidiPiece;

/** One usable file of a corpus, or one sequence of a piano-roll benchmark. */
public record CorpusPiece(String name, Split split, MidiPiece piece, Kind kind) {
  /** What a piece was, and so what may be done with it in training. */
  public enum Kind {
    /** Arranged for two parts, put into other keys, humanised. */
    MIDI,
    /**
     * Frames on the grid, all the player's, of one velocity: the tokens that a benchmark scores. It
     * may be put into other keys and is otherwise left as it is.
     */
    ROLL,
    /** What the player played in a recorded session with Antiphon; used as {@link #MIDI} is. */
    SESSION
  }

  /** A MIDI file. */
  public CorpusPiece(String name, Split split, MidiPiece piece) {
    this(name, split, piece, Kind.MIDI);
  }
}
