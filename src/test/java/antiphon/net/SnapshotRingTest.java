package antiphon.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SnapshotRingTest {
  private final LstmSpec spec = new LstmSpec(9, 4, 2, 16);
  private final LstmStepper stepper = new PlainLstmStepper(LstmWeights.random(spec, 2));
  private final LstmState state = new LstmState(spec);

  @Test
  void shouldGoBackToAnyOfTheLastFewAndToNoOther() {
    SnapshotRing ring = new SnapshotRing(spec, 3);
    float[][] expected = new float[10][];
    for (int i = 0; i < 10; i++) {
      stepper.feed(state, i % 9, i % 4);
      expected[i] = stepper.logits(state).clone();
      assertEquals(i, ring.save(state));
    }
    for (int mark : new int[] {8, 7, 9, 8}) {
      assertTrue(ring.restore(state, mark));
      assertArrayEquals(expected[mark], stepper.logits(state));
    }
    for (int mark : new int[] {6, 0, -1, 10}) {
      assertFalse(ring.restore(state, mark));
      assertArrayEquals(expected[8], stepper.logits(state));
    }
  }

  @Test
  void shouldTakeBackALookAhead() {
    SnapshotRing ring = new SnapshotRing(spec, 1);
    stepper.feed(state, 1, 1);
    long here = ring.save(state);
    stepper.feed(state, 2, 2);
    float[] there = stepper.logits(state).clone();
    assertTrue(ring.restore(state, here));
    stepper.feed(state, 2, 2);
    assertArrayEquals(there, stepper.logits(state));
  }
}
