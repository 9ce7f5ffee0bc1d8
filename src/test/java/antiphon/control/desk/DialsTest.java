package antiphon.control.desk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.control.RecordingEngine;
import antiphon.live.api.Parameter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Floods of changes, in simulated time. */
class DialsTest {
  private static final long MS = 1_000_000;
  private static final long SECOND = 1_000 * MS;

  private final RecordingEngine engine = new RecordingEngine();

  @Test
  void shouldTellTheFirstAtOnceAndTheLastSoonAndSomeBetween() {
    Owner owner = new Owner(engine, Long.MAX_VALUE - SECOND / 2);
    for (int i = 0; i < 10_000; i++) {
      owner.advance(SECOND / 10_000);
      owner.turn(Parameter.TEMPERATURE, 1 + i * 1e-4);
    }
    owner.advance(Dials.PERIOD_NS);
    List<String> told = engine.take();
    assertEquals("set temperature 1", told.get(0));
    assertEquals("set temperature " + (1 + 9_999 * 1e-4), told.get(told.size() - 1));
    assertTrue(told.size() >= 95 && told.size() <= 102, () -> "told " + told.size());
    owner.advance(10 * SECOND);
    assertEquals(List.of(), engine.take(), "nothing more once it has taken that");
    assertEquals(0, owner.tasks.size(), "and nothing is left to do");
  }

  @Test
  void shouldDropWhatIsSoAlready() {
    Owner owner = new Owner(engine, 0);
    owner.turn(Parameter.TEMPERATURE, Parameter.TEMPERATURE.defaultValue());
    assertEquals(List.of(), engine.take());
    owner.turn(Parameter.TEMPERATURE, 2);
    owner.turn(Parameter.TEMPERATURE, 2);
    owner.advance(SECOND);
    owner.turn(Parameter.TEMPERATURE, 2);
    assertEquals(List.of("set temperature 2"), engine.take());
    owner.turn(Parameter.TEMPERATURE, 3);
    owner.turn(Parameter.TEMPERATURE, 1);
    owner.turn(Parameter.TEMPERATURE, 3);
    owner.advance(SECOND);
    assertEquals(List.of("set temperature 3"), engine.take(), "to and fro is nothing");
  }

  @Test
  void shouldSayAgainWhatTheEngineHadNoRoomFor() {
    Owner owner = new Owner(engine, 0);
    engine.refuse(3);
    owner.turn(Parameter.TOP_P, 0.5);
    owner.advance(SECOND);
    assertEquals(0.5, engine.status().parameters().get(Parameter.TOP_P));
    assertEquals(4, engine.take().size());
    assertEquals(0, owner.tasks.size());
  }

  @Test
  void shouldGiveUpWhereTheEngineNeverTakesIt() {
    Owner owner = new Owner(engine, 0);
    engine.refuse(Integer.MAX_VALUE);
    owner.turn(Parameter.TOP_P, 0.5);
    owner.advance(100 * SECOND);
    assertTrue(engine.take().size() < 30);
    assertEquals(0, owner.tasks.size());
    assertEquals(0.95, owner.dials.value(Parameter.TOP_P, owner.nowNs), "what it is in truth");
  }

  @Test
  void shouldAlwaysEndAtTheLastValueOfEachWhateverComes() {
    Parameter[] some = {Parameter.TEMPERATURE, Parameter.TOP_K, Parameter.OVERLAP};
    Seeded.forSeeds(
        200,
        random -> {
          RecordingEngine any = new RecordingEngine();
          Owner owner = new Owner(any, random.nextLong());
          long begin = owner.nowNs;
          double[] last = {some[0].defaultValue(), some[1].defaultValue(), some[2].defaultValue()};
          for (int i = 0; i < 500; i++) {
            int which = random.nextInt(some.length);
            last[which] = some[which].at(random.nextInt(4) / 3.0);
            owner.turn(some[which], last[which]);
            assertEquals(last[which], owner.dials.value(some[which], owner.nowNs));
            if (random.nextInt(50) == 0) {
              any.refuse(random.nextInt(3));
            }
            owner.advance(random.nextLong(random.nextInt(10) == 0 ? SECOND : MS));
          }
          long lastedNs = owner.nowNs - begin;
          owner.advance(3 * SECOND);
          for (int i = 0; i < some.length; i++) {
            assertEquals(last[i], any.status().parameters().get(some[i]));
            String words = "set " + some[i].word() + " ";
            long told = any.asked().stream().filter(ask -> ask.startsWith(words)).count();
            assertTrue(told <= lastedNs / Dials.PERIOD_NS + 10, () -> words + told);
          }
          assertEquals(0, owner.tasks.size());
        });
  }

  /** Calls what is asked for at its time, as the desk's thread does. */
  private static final class Owner {
    private final List<Task> tasks = new ArrayList<>();
    private final Dials dials;
    private long nowNs;

    private record Task(long dueNs, boolean check) {}

    Owner(RecordingEngine engine, long nowNs) {
      this.nowNs = nowNs;
      dials = new Dials(engine, nowNs);
    }

    void turn(Parameter parameter, double value) {
      arrange(dials.turn(parameter, value, nowNs));
    }

    void advance(long ns) {
      long untilNs = nowNs + ns;
      while (true) {
        Task first = tasks.stream().min((a, b) -> Long.signum(a.dueNs - b.dueNs)).orElse(null);
        if (first == null || first.dueNs - untilNs > 0) {
          break;
        }
        tasks.remove(first);
        nowNs = first.dueNs;
        arrange(first.check ? dials.check(nowNs) : dials.flush(nowNs));
      }
      nowNs = untilNs;
    }

    private void arrange(int asked) {
      if ((asked & Dials.FLUSH) != 0) {
        tasks.add(new Task(nowNs + Dials.PERIOD_NS, false));
      }
      if ((asked & Dials.CHECK) != 0) {
        tasks.add(new Task(nowNs + Dials.CHECK_NS, true));
      }
    }
  }
}
