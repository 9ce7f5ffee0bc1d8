package antiphon.learn.compose;

import antiphon.midi.file.MidiPiece;
import antiphon.midi.file.MidiTrack;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import java.util.EnumSet;
import java.util.Set;

/** Who plays what was given, and who plays on. */
public enum Roles {
  /** The partner alone plays everything. */
  PARTNER,
  /** The player alone plays everything. */
  PLAYER,
  /** The first track is the player's, the others are the partner's, and both play on. */
  DUET,
  /** The player played what was given; the partner answers. */
  ANSWER;

  public Score arrange(MidiPiece piece) {
    MidiTrack first = piece.tracks().get(0);
    return switch (this) {
      case PARTNER -> piece.asPart(Part.PARTNER);
      case PLAYER, ANSWER -> piece.asPart(Part.PLAYER);
      case DUET -> piece.arrange(track -> track == first ? Part.PLAYER : Part.PARTNER);
    };
  }

  /** Who plays on. */
  public Set<Part> speakers() {
    return switch (this) {
      case PARTNER, ANSWER -> EnumSet.of(Part.PARTNER);
      case PLAYER -> EnumSet.of(Part.PLAYER);
      case DUET -> EnumSet.allOf(Part.class);
    };
  }
}
