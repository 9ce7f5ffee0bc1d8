package antiphon.music.time;

import static antiphon.music.time.MusicalTime.CLOCKS_PER_QUARTER;
import static antiphon.music.time.MusicalTime.TICKS_PER_CLOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class GridTest {
  @Test
  void shouldHoldThe32ndAnd48thNotesOfAQuarterAndNothingElse() {
    long[] clocks = LongStream.range(0, CLOCKS_PER_QUARTER).filter(Grid::contains).toArray();
    long[] expected = {0, 2, 3, 4, 6, 8, 9, 10, 12, 14, 15, 16, 18, 20, 21, 22};
    assertEquals(LongStream.of(expected).boxed().toList(), LongStream.of(clocks).boxed().toList());
    for (int i = 0; i < expected.length; i++) {
      assertEquals(i, Grid.indexInQuarter(expected[i] - CLOCKS_PER_QUARTER));
    }
    assertThrows(IllegalArgumentException.class, () -> Grid.indexInQuarter(1));
  }

  @Test
  void shouldSnapToTheNearestPositionAndFromATieToTheBinaryOne() {
    for (long tick = -5000; tick < 5000; tick++) {
      long snapped = Grid.snap(tick);
      assertTrue(Grid.contains(snapped));
      long distance = Math.abs(tick - snapped * TICKS_PER_CLOCK);
      for (long clock = snapped - 4; clock <= snapped + 4; clock++) {
        if (clock == snapped || !Grid.contains(clock)) {
          continue;
        }
        long other = Math.abs(tick - clock * TICKS_PER_CLOCK);
        assertTrue(other > distance || (other == distance && snapped % 3 == 0), "tick " + tick);
      }
    }
    assertEquals(3, Grid.snap(100), "half way between 2 (1/48) and 3 (1/32)");
    assertEquals(12, Grid.snap(440), "half way between 10 (1/48) and 12 (1/32)");
  }

  @Test
  void shouldNameTheNextPosition() {
    for (long clock = -50; clock < 50; clock++) {
      long next = Grid.next(clock);
      assertTrue(next > clock && Grid.contains(next));
      assertEquals(Grid.contains(clock) ? clock : next, Grid.from(clock));
      for (long between = clock + 1; between < next; between++) {
        assertTrue(!Grid.contains(between));
      }
    }
  }
}
