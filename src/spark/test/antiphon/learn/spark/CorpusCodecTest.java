package antiphon.learn.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antiphon.RandomMusic;
import antiphon.Seeded;
import antiphon.learn.corpus.Corpus;
import antiphon.learn.corpus.CorpusPiece;
import antiphon.learn.corpus.Split;
import antiphon.midi.file.MidiPiece;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("spark")
class CorpusCodecTest {
  @Test
  void shouldGiveBackThePiecesToTrainOn() {
    Seeded.forSeeds(
        50,
        random -> {
          List<Corpus> corpora = new ArrayList<>();
          for (int i = random.nextInt(3); i >= 0; i--) {
            List<CorpusPiece> pieces = new ArrayList<>();
            for (int j = 0; j < 6; j++) {
              pieces.add(
                  new CorpusPiece(
                      "name",
                      Split.values()[random.nextInt(3)],
                      SomePieces.of(RandomMusic.score(random, 1 + random.nextInt(60))),
                      CorpusPiece.Kind.values()[random.nextInt(2)]));
            }
            corpora.add(new Corpus("corpus", "licence", pieces, List.of(), false));
          }
          List<Corpus> back = CorpusCodec.decode(CorpusCodec.encode(corpora));
          assertEquals(corpora.size(), back.size());
          for (int i = 0; i < corpora.size(); i++) {
            List<CorpusPiece> sent = corpora.get(i).of(Split.TRAIN);
            List<CorpusPiece> got = back.get(i).of(Split.TRAIN);
            assertEquals(sent.size(), got.size());
            for (int j = 0; j < sent.size(); j++) {
              assertEquals(sent.get(j).kind(), got.get(j).kind());
              assertSame(sent.get(j).piece(), got.get(j).piece());
            }
          }
        });
  }

  private static void assertSame(MidiPiece sent, MidiPiece got) {
    assertEquals(sent.tracks(), got.tracks());
    assertEquals(sent.tempoBpm(), got.tempoBpm());
    assertEquals(sent.meters().changes(), got.meters().changes());
    assertEquals(sent.unfinishedNotes(), got.unfinishedNotes());
  }
}
