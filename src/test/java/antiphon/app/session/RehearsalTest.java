package antiphon.app.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import antiphon.net.LstmSpec;
import antiphon.net.LstmState;
import antiphon.net.LstmStepper;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RehearsalTest {
  private final AtomicInteger steps = new AtomicInteger();
  private final LstmStepper ill =
      new LstmStepper() {
        @Override
        public LstmSpec spec() {
          return LstmSpec.ofVocabulary(1, 16);
        }

        @Override
        public void feed(LstmState state, int token, int position) {
          steps.incrementAndGet();
          throw new IllegalStateException("ill");
        }

        @Override
        public float[] logits(LstmState state) {
          throw new AssertionError("nothing has been fed");
        }

        @Override
        public String description() {
          return "ill";
        }
      };

  @Test
  void shouldEndQuietlyWhereTheModelThrows() throws InterruptedException {
    List<Throwable> uncaught = new CopyOnWriteArrayList<>();
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> uncaught.add(thrown));
    try {
      Rehearsal.begin(ill).awaitEnd();
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
    assertEquals(1, steps.get());
    assertEquals(List.of(), uncaught);
    assertThrows(IllegalStateException.class, () -> Rehearsal.play(ill), "who asks is told");
  }
}
