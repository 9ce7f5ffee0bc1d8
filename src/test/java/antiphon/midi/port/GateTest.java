package antiphon.midi.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class GateTest {
  @Test
  void shouldLetNothingPassOnceItIsShut() {
    Gate gate = new Gate();
    assertTrue(gate.enter());
    gate.leave();
    assertTrue(gate.enter());
    gate.leave();
    gate.shut();
    assertTrue(gate.isShut());
    assertFalse(gate.enter());
    gate.shut();
    assertFalse(gate.enter());
  }

  /** What passes is held by whoever shuts, all of it: 200 races of two threads. */
  @Test
  void shouldKnowAllThatHasPassed() throws InterruptedException {
    for (int round = 0; round < 200; round++) {
      Gate gate = new Gate();
      int[] passed = {0}; // plain: the gate itself publishes it
      int[] told = {0};
      CountDownLatch going = new CountDownLatch(1);
      Thread driver =
          new Thread(
              () -> {
                while (gate.enter()) {
                  passed[0]++;
                  gate.leave();
                  told[0]++;
                  going.countDown();
                }
              });
      driver.start();
      going.await();
      gate.shut();
      int known = passed[0];
      driver.join();
      assertEquals(told[0], known, "round " + round);
    }
  }

  @Test
  void shouldNotWaitForAMessageThatHangsInADeviceThatHasGone() throws InterruptedException {
    Gate gate = new Gate();
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicBoolean again = new AtomicBoolean(true);
    Thread stuck =
        new Thread(
            () -> {
              gate.enter();
              entered.countDown();
              try {
                release.await();
              } catch (InterruptedException e) {
                return;
              }
              gate.leave();
              again.set(gate.enter());
            });
    stuck.start();
    entered.await();
    gate.shut();
    release.countDown();
    stuck.join();
    assertFalse(again.get(), "it stays shut when the message comes out at last");
  }
}
