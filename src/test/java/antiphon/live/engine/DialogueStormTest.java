package antiphon.live.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Everything that can be asked of Antiphon, at random. How much is done can be said by {@code
 * -Dantiphon.storm.actions=1000000}, and with which seed by {@code antiphon.storm.seed}.
 */
class DialogueStormTest {
  private static final int ACTIONS = Integer.getInteger("antiphon.storm.actions", 30_000);
  private static final long SEED = Long.getLong("antiphon.storm.seed", 1);
  private static final int ACTIONS_OF_A_SESSION = 1_000;

  @Test
  @Timeout(value = 3, unit = TimeUnit.HOURS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void shouldSurviveWhateverIsAskedOfItAndPlayTheSameTwice() {
    Random random = new Random(SEED);
    long beganNs = System.nanoTime();
    int sessions = 0;
    long notes = 0;
    long modelFaults = 0;
    long swaps = 0;
    long thoughts = 0;
    for (int done = 0; done < ACTIONS; done += ACTIONS_OF_A_SESSION) {
      long seed = random.nextLong();
      StormSession session = new StormSession(seed, Math.min(ACTIONS_OF_A_SESSION, ACTIONS - done));
      StormSession.Outcome first = session.play(true);
      assertEquals(List.of(), first.faults(), () -> "session " + seed);
      assertEquals(first.heard(), session.play(true).heard(), () -> "twice, session " + seed);
      assertEquals(first.heard(), session.play(false).heard(), () -> "not ahead, session " + seed);
      sessions++;
      notes += first.notes();
      modelFaults += first.modelFaults();
      swaps += first.swaps();
      thoughts += first.thoughts();
    }
    System.out.printf(
        "storm: %d actions, %d sessions, %d notes, %d swaps, %d model faults, %d thoughts, %.1f"
            + " min%n",
        ACTIONS,
        sessions,
        notes,
        swaps,
        modelFaults,
        thoughts,
        (System.nanoTime() - beganNs) / 60e9);
    assertTrue(notes > ACTIONS / 10, "it plays, too");
    assertTrue(swaps > 0 && modelFaults > 0);
  }
}
