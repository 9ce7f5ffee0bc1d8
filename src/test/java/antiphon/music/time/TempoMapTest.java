package antiphon.music.time;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class TempoMapTest {
  @Test
  void shouldTellHowLongAStretchIsThroughItsTempi() {
    TempoMap tempi =
        new TempoMap(
            List.of(
                new TempoMap.Change(960, 60),
                new TempoMap.Change(1920, 120),
                new TempoMap.Change(3840, 30)));
    assertEquals(0, tempi.seconds(500, 500));
    assertEquals(0.5, tempi.seconds(0, 480), "the first holds from the beginning");
    assertEquals(2 + 1 + 2, tempi.seconds(0, 4800), 1e-9);
    assertEquals(0.5 + 0.25, tempi.seconds(1440, 2400), 1e-9);
    assertEquals(2, tempi.seconds(9600, 10_560), 1e-9);
  }
}
