package antiphon.live.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PhraseTest {
  private static final long S = 1_000_000_000L;
  private static final long MS = 1_000_000L;

  private final Phrase phrase = new Phrase(PhraseTempo.CAPACITY);

  @Test
  void shouldBringChordsTogetherAndCountFromTheFirstOnset() {
    long start = -5 * S;
    play(start, 60, 64);
    play(start + 10 * MS, 67);
    play(start + 500 * MS, 60);
    play(start + 400 * MS, 62); // steps back: at the time of the last
    play(start + 1_000 * MS, 60);
    phrase.gather(3);
    assertEquals(3, phrase.count());
    assertEquals(10 / 3.0, phrase.timeMs(0), 1e-9);
    assertEquals(500, phrase.timeMs(1));
    assertEquals(1_000, phrase.lastMs());
    assertEquals(start, phrase.originNs());
    assertEquals(start + 1_000 * MS, phrase.clockNs(phrase.lastMs()));
  }

  @Test
  void shouldJudgeNoneOfTooFew() {
    phrase.gather(1);
    assertEquals(0, phrase.count());
    play(S, 60);
    play(2 * S, 60);
    phrase.gather(3);
    assertEquals(0, phrase.count());
    assertEquals(S, phrase.originNs());
    phrase.reset();
    phrase.gather(1);
    assertEquals(0, phrase.count());
    assertEquals(0, phrase.originNs());
  }

  @Test
  void shouldLeaveOutWhatWasThirtySecondsAgo() {
    for (int second = 0; second <= 40; second++) {
      play(second * S, 60);
    }
    phrase.gather(3);
    assertEquals(31, phrase.count());
    assertEquals(10 * S, phrase.originNs());
    assertEquals(30_000, phrase.lengthMs());
  }

  @Test
  void shouldLeaveOutTheFirstOfTooManyChords() {
    for (int i = 0; i < 400; i++) {
      play(i * 50 * MS, 60 + i % 5);
    }
    phrase.gather(3);
    assertEquals(Phrase.MOST_INSTANTS, phrase.count());
    assertEquals(399 * 50, phrase.lastMs());
    assertEquals((400 - Phrase.MOST_INSTANTS) * 50, phrase.firstMs());
    assertEquals(0, phrase.originNs());
  }

  @Test
  void shouldForgetTheOldestWhereThereIsNoMoreRoom() {
    for (int i = 0; i < PhraseTempo.CAPACITY + 100; i++) {
      play(i * 40 * MS, 60);
    }
    phrase.gather(3);
    assertEquals(100 * 40 * MS, phrase.originNs());
    assertEquals((PhraseTempo.CAPACITY - 1) * 40, phrase.lastMs());
  }

  private void play(long timeNs, int... pitches) {
    for (int pitch : pitches) {
      phrase.onset(timeNs, pitch, 80);
    }
  }
}
