package antiphon.learn.corpus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.RandomMusic;
import antiphon.Seeded;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Made pieces in which the part of a note says which hand plays it: the player's is the upper. */
class HandSplitTest {
  private static final long EIGHTH = 480;

  private final List<Note> notes = new ArrayList<>();

  @Test
  void shouldFollowHandsThatMoveAcrossTheMiddleTogether() {
    for (int bar = 0; bar < 16; bar++) {
      int shift = bar < 8 ? -bar * 2 : (bar - 16) * 2; // down an octave and a third, and back
      for (int i = 0; i < 8; i++) {
        upper(bar, i, 76 + shift + i % 4);
      }
      for (int i = 0; i < 8; i += 2) {
        lower(bar, i, 55 + shift + i);
      }
    }
    assertEquals(1, share());
  }

  @Test
  void shouldFindBothHandsHighAboveTheMiddleAndDeepBelowIt() {
    for (int bar = 0; bar < 12; bar++) {
      int base = bar / 4 == 1 ? 40 : 66;
      for (int i = 0; i < 8; i++) {
        lower(bar, i, base + new int[] {0, 7, 4, 7}[i % 4]);
        upper(bar, i, base + 16 + i % 3);
      }
    }
    assertTrue(share() > 0.97, "right: " + share());
  }

  @Test
  void shouldLeaveAChordOfOneHandWhole() {
    for (int bar = 0; bar < 8; bar++) {
      for (int i = 0; i < 8; i += 4) {
        lower(bar, i, 43);
        lower(bar, i, 50);
        upper(bar, i, 67);
        upper(bar, i, 71);
        upper(bar, i, 74);
      }
    }
    assertEquals(1, share());
  }

  @Test
  void shouldGiveTheSameSplitTwiceAndOneAnswerForEachNote() {
    Seeded.forSeeds(
        100,
        random -> {
          List<Note> any = RandomMusic.score(random, random.nextInt(200)).notes();
          boolean[] upper = HandSplit.upperHand(any);
          assertEquals(any.size(), upper.length);
          assertArrayEquals(upper, HandSplit.upperHand(any));
        });
  }

  @Test
  void shouldSplitNotesOfTheWholeKeyboardAtAnyTime() {
    Seeded.forSeeds(
        100,
        random -> {
          List<Note> any = new ArrayList<>();
          for (int i = random.nextInt(300); i >= 0; i--) {
            long tick = random.nextLong(1L << random.nextInt(4, 40));
            any.add(new Note(Part.PLAYER, random.nextInt(128), 80, tick, tick + 10));
          }
          any.sort(Note.ORDER);
          boolean[] upper = HandSplit.upperHand(any);
          for (int i = 0; i < upper.length; i++) {
            assertTrue(upper[i] || any.get(i).pitch() < 87);
            assertTrue(!upper[i] || any.get(i).pitch() >= 36);
          }
        });
  }

  private double share() {
    List<Note> sorted = new Score(notes, 120, MeterMap.of(Meter.COMMON)).notes();
    boolean[] upper = HandSplit.upperHand(sorted);
    int right = 0;
    for (int i = 0; i < upper.length; i++) {
      right += upper[i] == (sorted.get(i).part() == Part.PLAYER) ? 1 : 0;
    }
    return (double) right / upper.length;
  }

  private void upper(int bar, int eighth, int pitch) {
    add(Part.PLAYER, bar, eighth, pitch);
  }

  private void lower(int bar, int eighth, int pitch) {
    add(Part.PARTNER, bar, eighth, pitch);
  }

  private void add(Part hand, int bar, int eighth, int pitch) {
    long tick = (bar * 8 + eighth) * EIGHTH;
    notes.add(new Note(hand, pitch, 80, tick, tick + EIGHTH));
  }
}
