package antiphon.learn.compose;

import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import java.util.ArrayList;
import java.util.List;

/** The melody of one window over the accompaniment of another, and why these. */
public final class OverlaySeed {
  private final SeedJoin join;
  private final long pairs;

  OverlaySeed(SeedJoin join, long pairs) {
    this.join = join;
    this.pairs = pairs;
  }

  /** How many pairs of windows there were, each in twelve keys. */
  public long pairs() {
    return pairs;
  }

  public List<SeedChoice> choices() {
    return List.of(SeedChoice.of(join.first(), null), SeedChoice.of(join.second(), join));
  }

  /**
   * Both together, each a section.
   *
   * @param roles who plays what, as the model hears it
   */
  public Opening opening(Roles roles) {
    Score both = overlaid(join);
    Score heard =
        switch (roles) {
          case DUET -> both;
          case PARTNER -> inOnePart(both, Part.PARTNER);
          case PLAYER, ANSWER -> inOnePart(both, Part.PLAYER);
        };
    return new Opening(
        heard,
        join.first().clocks(),
        List.of(
            new Opening.Section("Melody A", both.notesOf(Part.PLAYER)),
            new Opening.Section("Accompaniment B", both.notesOf(Part.PARTNER))));
  }

  static Score overlaid(SeedJoin join) {
    List<Note> notes = new ArrayList<>(join.first().score().notesOf(Part.PLAYER));
    notes.addAll(join.second().score().notesOf(Part.PARTNER));
    return join.first().score().withNotes(notes);
  }

  private static Score inOnePart(Score score, Part part) {
    return score.withNotes(score.notes().stream().map(note -> note.withPart(part)).toList());
  }
}
