package antiphon.learn.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antiphon.RandomMusic;
import antiphon.Seeded;
import antiphon.midi.file.MidiPiece;
import antiphon.midi.file.MidiTrack;
import antiphon.music.note.Score;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("spark")
class PieceCodecTest {
  @Test
  void shouldGiveBackThePiecesThatItWasGiven() {
    Seeded.forSeeds(
        50,
        random -> {
          List<MidiPiece> pieces = new ArrayList<>();
          for (int i = random.nextInt(4); i >= 0; i--) {
            Score score = RandomMusic.score(random, 1 + random.nextInt(60));
            pieces.add(
                new MidiPiece(
                    List.of(new MidiTrack("Zürich " + i, random.nextInt(16), score.notes())),
                    score.tempoBpm(),
                    score.meters(),
                    random.nextInt(3)));
          }
          List<MidiPiece> back = PieceCodec.decode(PieceCodec.encode(pieces));
          assertEquals(pieces.size(), back.size());
          for (int i = 0; i < pieces.size(); i++) {
            assertEquals(pieces.get(i).tracks(), back.get(i).tracks());
            assertEquals(pieces.get(i).tempoBpm(), back.get(i).tempoBpm());
            assertEquals(pieces.get(i).meters().changes(), back.get(i).meters().changes());
            assertEquals(pieces.get(i).unfinishedNotes(), back.get(i).unfinishedNotes());
          }
        });
  }
}
