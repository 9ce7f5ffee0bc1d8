package antiphon.learn.evaluate.continuation;

import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.MusicalTime;
import antiphon.music.token.Grammar;
import antiphon.music.token.TokenEncoder;
import antiphon.music.token.Vocabulary;
import java.util.ArrayList;
import java.util.List;

/** Goes over the tokens of an answer again, without trust in who wrote them. Not thread-safe. */
final class LegalityCheck {
  private final Grammar grammar = new Grammar();
  private final List<Note> begun = new ArrayList<>();
  private int illegalTokens;

  /**
   * @param prompt what was heard before, on the grid
   */
  LegalityCheck(Score prompt) {
    for (int id : TokenEncoder.encode(prompt)) {
      grammar.apply(id);
    }
  }

  /** Takes what was drawn after the prompt; a token that may not come is counted and left out. */
  void read(int[] tokens) {
    for (int id : tokens) {
      if (id < 0 || id >= Vocabulary.SIZE || !grammar.legal(id)) {
        illegalTokens++;
        continue;
      }
      grammar.apply(id);
      if (Vocabulary.kind(id) == Vocabulary.Kind.NOTE_ON) {
        long onTick = MusicalTime.ticksOfClocks(grammar.positionClock());
        Part speaker = grammar.speaker();
        begun.add(new Note(speaker, Vocabulary.value(id), 1, onTick, onTick));
      }
    }
  }

  int illegalTokens() {
    return illegalTokens;
  }

  /**
   * How many onsets that were read have no note with an end.
   *
   * @param notes what the tokens became
   * @param endTick no note may sound beyond
   */
  int hangingNotes(List<Note> notes, long endTick) {
    int hanging = 0;
    for (Note onset : begun) {
      boolean ended =
          notes.stream()
              .anyMatch(
                  note ->
                      note.part() == onset.part()
                          && note.pitch() == onset.pitch()
                          && note.onTick() == onset.onTick()
                          && note.offTick() > note.onTick()
                          && note.offTick() <= endTick);
      hanging += ended ? 0 : 1;
    }
    return hanging;
  }
}
