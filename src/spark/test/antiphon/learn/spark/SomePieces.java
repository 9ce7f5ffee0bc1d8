package antiphon.learn.spark;

import antiphon.RandomMusic;
import antiphon.learn.corpus.Corpus;
import antiphon.learn.corpus.CorpusPiece;
import antiphon.learn.corpus.Split;
import antiphon.midi.file.MidiPiece;
import antiphon.midi.file.MidiTrack;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random pieces to train on. */
final class SomePieces {
  private SomePieces() {}

  static MidiPiece of(Score score) {
    List<Note> notes =
        score.notes().stream().map(note -> note.withPart(Part.PLAYER)).sorted(Note.ORDER).toList();
    return new MidiPiece(
        List.of(new MidiTrack("Zürich", 3, notes)), score.tempoBpm(), score.meters(), 2);
  }

  static List<Corpus> corpora() {
    List<CorpusPiece> pieces = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      pieces.add(
          new CorpusPiece("" + i, Split.TRAIN, of(RandomMusic.score(new Random(i), 80))));
    }
    return List.of(new Corpus("some", "none", pieces, List.of(), false));
  }
}
