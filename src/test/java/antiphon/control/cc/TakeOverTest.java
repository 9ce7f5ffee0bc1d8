package antiphon.control.cc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.live.api.Parameter;
import org.junit.jupiter.api.Test;

class TakeOverTest {
  @Test
  void shouldNeverLeapByMoreThanTheHandAndTheNearnessAllow() {
    Seeded.forSeeds(
        500,
        random -> {
          Parameter parameter = Parameter.values()[random.nextInt(Parameter.values().length)];
          if (parameter.kind() != Parameter.Kind.NUMBER) {
            return;
          }
          TakeOver takeOver = new TakeOver(parameter);
          double present = parameter.at(random.nextDouble());
          int before = TakeOver.UNKNOWN;
          for (int i = 0; i < 500; i++) {
            if (random.nextInt(20) == 0) {
              present = parameter.at(random.nextDouble());
            }
            int hand = before < 0 ? random.nextInt(128) : near(before + random.nextInt(9) - 4);
            double place = 127 * parameter.shareOf(present);
            if (takeOver.takes(before, hand, present)) {
              double step = before < 0 ? 0 : Math.abs(hand - before);
              assertTrue(Math.abs(hand - place) <= Math.max(2, step) + 1e-6);
              present = parameter.at(hand / 127.0);
            } else {
              assertTrue(Math.abs(hand - place) > 2);
            }
            before = hand;
          }
        });
  }

  @Test
  void shouldReachAnyValueOfAnyParameterInOneTurnFromEndToEnd() {
    for (Parameter parameter : Parameter.values()) {
      for (int i = 0; i <= 100; i++) {
        double present = parameter.at(i / 100.0);
        for (boolean up : new boolean[] {true, false}) {
          TakeOver takeOver = new TakeOver(parameter);
          int before = TakeOver.UNKNOWN;
          for (int hand = 0; hand <= 127; hand++) {
            int position = up ? hand : 127 - hand;
            if (takeOver.takes(before, position, present)) {
              present = parameter.at(position / 127.0);
            }
            before = position;
          }
          assertEquals(up ? parameter.max() : parameter.min(), present, parameter.word());
        }
      }
    }
  }

  @Test
  void shouldKnowNothingBeforeTheFirstMoveAndTakeASwitchByItsEnds() {
    assertFalse(new TakeOver(Parameter.TEMPERATURE).takes(TakeOver.UNKNOWN, 127, 0.9));
    assertFalse(new TakeOver(Parameter.HAND_OVER).takes(TakeOver.UNKNOWN, 127, 0));
    assertTrue(
        new TakeOver(Parameter.HAND_OVER).takes(TakeOver.UNKNOWN, 20, 0), "within its own choice");
    assertTrue(new TakeOver(Parameter.OVERLAP).takes(TakeOver.UNKNOWN, 127, 0));
    assertFalse(new TakeOver(Parameter.OVERLAP).takes(TakeOver.UNKNOWN, 100, 0));
  }

  private static int near(int position) {
    return Math.max(0, Math.min(127, position));
  }
}
