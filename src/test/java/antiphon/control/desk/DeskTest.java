package antiphon.control.desk;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.control.RecordingEngine;
import antiphon.control.RecordingModels;
import antiphon.live.api.Action;
import antiphon.live.api.Parameter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class DeskTest {
  private static final long SECOND = 1_000_000_000;

  @TempDir Path folder;

  private final RecordingEngine engine = new RecordingEngine();
  private final AtomicLong nowNs = new AtomicLong(Long.MAX_VALUE - SECOND);
  private Desk desk;

  @BeforeEach
  void open() {
    desk = new Desk(engine, new RecordingModels(), folder, nowNs::get);
  }

  @AfterEach
  void close() {
    desk.close();
    desk.close();
  }

  @Test
  void shouldRefuseWhatIsOutOfRangeWithTheRangeAndTellTheEngineNothing() {
    assertRefused("temperature must be 0 to 4, not 5", () -> desk.set(Parameter.TEMPERATURE, 5));
    assertRefused("topK must be a whole number", () -> desk.set(Parameter.TOP_K, 1.5));
    assertRefused("handOver must be one of", () -> desk.set(Parameter.HAND_OVER, 3));
    assertRefused("not NaN", () -> desk.set(Parameter.TEMPERATURE, Double.NaN));
    assertEquals(List.of(), engine.take());
  }

  @Test
  void shouldPassActionsOnWithTheirTime() {
    desk.perform(Action.PANIC);
    desk.perform(Action.HAND_OVER, 123);
    assertEquals(List.of("panic", "hand-over at 123"), engine.take());
  }

  @Test
  void shouldMergeAFloodFromSeveralThreadsAndEndAtTheLastValue() throws InterruptedException {
    try (Desk live = new Desk(engine, new RecordingModels(), folder)) {
      Thread other =
          new Thread(
              () -> {
                for (int i = 1; i <= 20_000; i++) {
                  live.set(Parameter.TOP_P, 0.01 + (i % 1000) * 0.0009);
                }
              });
      long startNs = System.nanoTime();
      other.start();
      for (int i = 1; i <= 20_000; i++) {
        live.set(Parameter.TEMPERATURE, (i % 4_000) * 0.001);
      }
      live.set(Parameter.TEMPERATURE, 3.5);
      other.join();
      live.set(Parameter.TOP_P, 0.5);
      long periods = (System.nanoTime() - startNs) / Dials.PERIOD_NS;
      await().until(() -> engine.status().parameters().get(Parameter.TEMPERATURE) == 3.5);
      await().until(() -> engine.status().parameters().get(Parameter.TOP_P) == 0.5);
      long told = engine.take().size();
      assertTrue(told <= 2 * (periods + 3), () -> told + " of 40000 in " + periods + " periods");
      assertEquals(3.5, live.value(Parameter.TEMPERATURE));
    }
  }

  @Test
  void shouldGiveTheEngineTheLastValueAlsoWhenItIsClosedAtOnce() {
    Desk hasty = new Desk(engine, new RecordingModels(), folder);
    hasty.set(Parameter.TEMPERATURE, 1);
    hasty.set(Parameter.TEMPERATURE, 2);
    hasty.set(Parameter.TEMPERATURE, 3);
    hasty.close();
    assertEquals(3, engine.status().parameters().get(Parameter.TEMPERATURE));
  }

  @Test
  void shouldHaveNoThreadBusyWhileNothingIsPending() {
    Desk idle = new Desk(engine, new RecordingModels(), folder);
    idle.set(Parameter.TEMPERATURE, 1);
    idle.set(Parameter.TEMPERATURE, 2);
    await().until(() -> idle.pending() == 0);
    idle.close();
  }

  @Test
  void shouldBindAndUnbindAndTellTheEngineWhichKeysAreNoMusic() {
    Binding key = new Binding(Binding.Kind.NOTE, 10, 36, "panic");
    Binding anywhere = new Binding(Binding.Kind.NOTE, Binding.ANY, 24, "overlap");
    Binding knob = new Binding(Binding.Kind.CONTROLLER, 1, 7, "temperature");
    desk.bind(key);
    desk.bind(anywhere);
    desk.bind(knob);
    assertEquals(List.of(key, anywhere, knob), desk.bindings());
    assertTrue(engine.triggers().contains(9, 36));
    assertFalse(engine.triggers().contains(8, 36));
    for (int channel = 0; channel < 16; channel++) {
      assertTrue(engine.triggers().contains(channel, 24));
      assertFalse(engine.triggers().contains(channel, 7));
    }
    Binding other = new Binding(Binding.Kind.CONTROLLER, 1, 7, "topP");
    desk.bind(other);
    assertEquals(List.of(key, anywhere, other), desk.bindings(), "in its place");
    desk.unbind(key);
    assertFalse(engine.triggers().contains(9, 36));
    desk.unbind("topP");
    assertEquals(List.of(anywhere), desk.bindings());
    assertRefused("note 36 is not bound to panic", () -> desk.unbind(key));
    assertRefused("nothing is bound to 'topP'", () -> desk.unbind("topP"));
  }

  @Test
  void shouldRefuseBindingsThatCannotBe() {
    assertRefused("channel must be 0 to 16", () -> new Binding(Binding.Kind.NOTE, 17, 1, "panic"));
    assertRefused(
        "number must be 0 to 119, not 123",
        () -> new Binding(Binding.Kind.CONTROLLER, 1, 123, "panic"));
    assertRefused(
        "a note can switch a parameter that is true or false, not temperature",
        () -> new Binding(Binding.Kind.NOTE, 1, 1, "temperature"));
    assertRefused(
        "a programme change can call an action or a scene",
        () -> new Binding(Binding.Kind.PROGRAM, 1, 1, "overlap"));
    assertRefused("to a parameter (", () -> new Binding(Binding.Kind.NOTE, 1, 1, "heat"));
    assertRefused("1 to 40 letters", () -> new Binding(Binding.Kind.NOTE, 1, 1, "scene:"));
    assertRefused(
        "there is no scene 'Verse'; there are: none",
        () -> desk.bind(new Binding(Binding.Kind.NOTE, 1, 1, "scene:Verse")));
    BindingTable full = BindingTable.EMPTY;
    for (int i = 0; i < BindingTable.MOST; i++) {
      full = full.with(new Binding(Binding.Kind.NOTE, 1 + i / 128, i % 128, "tap"));
    }
    BindingTable last = full;
    Binding another = new Binding(Binding.Kind.PROGRAM, 16, 127, "tap");
    assertRefused("1024 bindings of controls at most", () -> last.with(another));
    assertEquals(
        BindingTable.MOST,
        last.with(new Binding(Binding.Kind.NOTE, 1, 1, "panic")).bindings().size());
  }

  @Test
  void shouldLearnTheNextControlAndForgetAfterHalfAMinuteOrWhenTold() {
    assertRefused("to a parameter (", () -> desk.learn("heat"));
    assertRefused("there is no scene 'Verse'", () -> desk.learn("scene:Verse"));
    desk.learn("temperature");
    assertEquals(Optional.of("temperature"), desk.learning());
    assertTrue(desk.touch(Binding.Kind.CONTROLLER, 3, 21, 5, nowNs.get()));
    assertEquals(Optional.empty(), desk.learning());
    assertEquals(
        List.of(new Binding(Binding.Kind.CONTROLLER, 3, 21, "temperature")), desk.bindings());
    assertFalse(desk.touch(Binding.Kind.CONTROLLER, 3, 22, 5, nowNs.get()));
    desk.learn("panic");
    desk.stopLearning();
    assertFalse(desk.touch(Binding.Kind.CONTROLLER, 3, 22, 5, nowNs.get()));
    desk.learn("panic");
    long startNs = nowNs.get();
    assertFalse(desk.touch(Binding.Kind.CONTROLLER, 3, 22, 5, startNs + 30 * SECOND + 1));
    assertEquals(Optional.empty(), desk.learning());
    desk.learn("panic");
    nowNs.set(startNs + 31 * SECOND);
    assertEquals(Optional.empty(), desk.learning());
    assertEquals(1, desk.bindings().size());
  }

  private static void assertRefused(String words, Executable made) {
    String message = assertThrows(IllegalArgumentException.class, made).getMessage();
    assertTrue(message.contains(words), message);
  }
}
