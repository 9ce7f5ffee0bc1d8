package antiphon.learn.corpus;

import antiphon.midi.file.MidiFileException;

/** Why a file of a corpus is left out; the text is a heading in a table. */
public enum SkipReason {
  MISSING("listed but missing"),
  UNREADABLE("unreadable"),
  BROKEN("broken"),
  UNSUITABLE("no common beat"),
  TOO_LARGE("too large"),
  NO_NOTES("no notes"),
  /** A session in which nobody but Antiphon played. */
  OWN_MUSIC("Antiphon's own"),
  TOO_SHORT("too short"),
  TOO_DENSE("too dense"),
  TOO_SPARSE("too sparse"),
  DUPLICATE("duplicate"),
  /** A piece to train on that, in another key, is one to validate on or for tests. */
  IN_ANOTHER_KEY("kept from training"),
  NOT_LISTED("in no split list");

  private final String text;

  SkipReason(String text) {
    this.text = text;
  }

  static SkipReason of(MidiFileException.Fault fault) {
    return switch (fault) {
      case UNREADABLE -> UNREADABLE;
      case TOO_LARGE -> TOO_LARGE;
      case BROKEN -> BROKEN;
      case UNSUITABLE -> UNSUITABLE;
      case NO_NOTES -> NO_NOTES;
    };
  }

  @Override
  public String toString() {
    return text;
  }
}
