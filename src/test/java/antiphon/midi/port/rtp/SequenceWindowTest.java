package antiphon.midi.port.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antiphon.Seeded;
import antiphon.midi.port.rtp.SequenceWindow.Place;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sequence numbers: their order, across the wrap, and how many are lost. */
class SequenceWindowTest {
  @Test
  void shouldTellInOrderFromLateAndMissing() {
    SequenceWindow window = new SequenceWindow();
    assertEquals(Place.FIRST, window.see(0xfffe));
    assertEquals(Place.NEXT, window.see(0xffff));
    assertEquals(Place.NEXT, window.see(0));
    assertEquals(Place.AFTER_GAP, window.see(3));
    assertEquals(Place.LATE, window.see(2));
    assertEquals(Place.LATE, window.see(3));
    assertEquals(Place.NEXT, window.see(4));
    assertEquals(0, window.takeLost(), "it may still come");
    window.settle();
    assertEquals(1, window.takeLost());
    window.settle();
    assertEquals(0, window.takeLost());
  }

  @Test
  void shouldNotFollowAStrayPacketButAStreamThatBeganAnew() {
    SequenceWindow window = new SequenceWindow();
    window.see(100);
    assertEquals(Place.STRAY, window.see(30_000));
    assertEquals(Place.NEXT, window.see(101));
    assertEquals(Place.STRAY, window.see(50_000));
    assertEquals(Place.FIRST, window.see(50_001));
    assertEquals(Place.NEXT, window.see(50_002));
    window.settle();
    assertEquals(0, window.takeLost());
  }

  @Test
  void shouldCountExactlyTheLostOnes() {
    Seeded.forSeeds(
        500,
        random -> {
          SequenceWindow window = new SequenceWindow();
          int first = random.nextInt(0x10000);
          double loss = random.nextDouble() / 4;
          List<Integer> way = new ArrayList<>();
          long lost = 0;
          for (int i = 1; i < 2_000; i++) {
            if (random.nextDouble() < loss) {
              lost++;
            } else {
              way.add(Math.max(0, way.size() - random.nextInt(4)), i);
              if (random.nextInt(10) == 0) {
                way.add(i);
              }
            }
          }
          window.see(first);
          way.forEach(i -> window.see(first + i & 0xffff));
          window.see(first + 2_000 & 0xffff);
          window.settle();
          assertEquals(lost, window.takeLost());
        });
  }
}
