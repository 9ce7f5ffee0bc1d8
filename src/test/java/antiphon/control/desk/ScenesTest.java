package antiphon.control.desk;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.control.RecordingEngine;
import antiphon.control.RecordingModels;
import antiphon.live.api.Action;
import antiphon.live.api.HandOver;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class ScenesTest {
  @TempDir Path folder;

  private final RecordingEngine engine = new RecordingEngine();
  private final RecordingModels models = new RecordingModels();
  private final AtomicLong nowNs = new AtomicLong();
  private Desk desk;

  @AfterEach
  void close() {
    if (desk != null) {
      desk.close();
    }
  }

  @Test
  void shouldKeepWhatIsNotAtItsDefaultAndBringItBack() {
    open();
    set(Parameter.TEMPERATURE, 1.5);
    set(Parameter.HAND_OVER, HandOver.PEDAL.ordinal());
    desk.perform(Action.JAM);
    desk.saveScene("Verse 1", 3);
    assertEquals(
        new Scene(
            "Verse 1",
            3,
            Mode.JAM,
            "studio",
            Map.of(Parameter.TEMPERATURE, 1.5, Parameter.HAND_OVER, 1.0)),
        desk.scene("Verse 1"));
    set(Parameter.TEMPERATURE, 0.2);
    set(Parameter.GROOVE, 1);
    desk.perform(Action.LISTEN);
    engine.take();
    nowNs.addAndGet(Dials.PERIOD_NS);
    desk.recall("Verse 1");
    assertEquals(List.of("set temperature 1.5", "set groove 0", "jam"), engine.take());
    assertEquals(List.of(), models.chosen(), "it plays already");
    assertEquals(Optional.of("Verse 1"), desk.recalled());
  }

  @Test
  void shouldBringBackExactlyWhatWasSavedWhateverCameBetween() {
    Seeded.forSeeds(
        100,
        random -> {
          RecordingEngine any = new RecordingEngine();
          for (Parameter parameter : Parameter.values()) {
            if (random.nextInt(4) == 0) {
              any.begin(parameter, parameter.at(random.nextDouble()));
            }
          }
          AtomicLong time = new AtomicLong(random.nextLong());
          Path own = folder.resolve(Long.toHexString(time.get()));
          try (Desk seeded = new Desk(any, models, own, time::get)) {
            shuffle(random, seeded, time);
            Map<Parameter, Double> saved = new EnumMap<>(any.status().parameters());
            seeded.saveScene("A", 7);
            shuffle(random, seeded, time);
            seeded.recall("A");
            assertEquals(saved, any.status().parameters());
          }
        });
  }

  @Test
  void shouldBringOneSceneAsAWholeWhenTwoDoorsRecallAtOnce() throws Exception {
    open();
    for (String name : List.of("A", "B")) {
      for (Parameter parameter : Parameter.values()) {
        set(parameter, parameter.at(name.equals("A") ? 0 : 1));
      }
      desk.saveScene(name, null);
    }
    for (int round = 0; round < 300; round++) {
      together(() -> desk.recall("A"), () -> desk.recall("B"));
      double share = desk.recalled().orElseThrow().equals("A") ? 0 : 1;
      for (Parameter parameter : Parameter.values()) {
        assertEquals(parameter.at(share), desk.value(parameter), parameter.word());
      }
    }
  }

  @Test
  void shouldNeverSayThatASceneIsRecalledThatIsRemoved() throws Exception {
    open();
    for (int round = 0; round < 100; round++) {
      desk.saveScene("A", null);
      together(
          () -> {
            try {
              desk.recall("A");
            } catch (IllegalArgumentException e) {
              assertTrue(e.getMessage().contains("no scene 'A'"), e.getMessage());
            }
          },
          () -> desk.removeScene("A"));
      assertEquals(Optional.empty(), desk.recalled());
    }
  }

  /** Two things at one time, by two threads. */
  private static void together(Runnable one, Runnable other) throws Exception {
    CyclicBarrier start = new CyclicBarrier(2);
    CompletableFuture<Void> beside =
        CompletableFuture.runAsync(
            () -> {
              meet(start);
              other.run();
            });
    meet(start);
    one.run();
    beside.get(10, TimeUnit.SECONDS);
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void shouldRecallByTheNumberOfAProgrammeAndIgnoreOthers() {
    open();
    desk.saveScene("A", 0);
    set(Parameter.TEMPERATURE, 2);
    desk.saveScene("B", 127);
    desk.saveScene("C", null);
    engine.take();
    nowNs.addAndGet(Dials.PERIOD_NS);
    desk.recall(0);
    assertEquals("set temperature 0.9", engine.take().get(0));
    desk.recall(64);
    desk.recall(-1);
    assertEquals(List.of(), engine.take());
    assertEquals(Optional.of("A"), desk.recalled());
  }

  @Test
  void shouldSwapTheModelOnlyWhereAnotherPlaysOrHasBeenChosen() {
    open();
    desk.saveScene("A", null);
    engine.setModel("chorale");
    desk.saveScene("B", null);
    desk.recall("A");
    assertEquals(List.of("studio"), models.chosen());
    desk.recall("B");
    assertEquals(List.of("studio", "chorale"), models.chosen(), "though that plays still");
    desk.recall("B");
    assertEquals(2, models.chosen().size());
  }

  @Test
  void shouldKeepInASceneTheModelThatIsOnItsWay() {
    open();
    desk.choose("chorale");
    desk.saveScene("A", null);
    assertEquals("chorale", desk.scene("A").model());
    models.fail("chorale: is damaged");
    desk.saveScene("A", null);
    assertEquals("studio", desk.scene("A").model(), "that plays on");
  }

  /** Begun again with every message, the change would never reach its bar line. */
  @Test
  void shouldNotChooseAgainAModelThatIsOnItsWayUnlessItFailed() {
    open();
    engine.setModel("chorale");
    desk.saveScene("A", null);
    engine.setModel("studio");
    for (int i = 0; i < 100; i++) {
      desk.recall("A");
    }
    assertEquals(List.of("chorale"), models.chosen());
    models.fail("chorale: is damaged");
    desk.recall("A");
    assertEquals(2, models.chosen().size());
  }

  @Test
  void shouldChangeNothingWhenTheModelIsMissing() {
    open();
    engine.setModel("lost");
    set(Parameter.TEMPERATURE, 2);
    desk.perform(Action.SOLO);
    desk.saveScene("A", 1);
    engine.setModel("studio");
    set(Parameter.TEMPERATURE, 1);
    engine.take();
    assertRefused("no model named 'lost'", () -> desk.recall("A"));
    assertRefused("no model named 'lost'", () -> desk.recall(1));
    assertEquals(List.of(), engine.take());
    assertEquals(List.of(), models.chosen());
    nowNs.addAndGet(10 * Desk.RECALL_PERIOD_NS);
    desk.recallSoon(1);
    await().until(() -> desk.pending() == 0);
    assertEquals(List.of(), engine.take());
  }

  @Test
  void shouldRefuseNamesNumbersAndMoreThanItHolds() {
    open();
    for (String name : List.of("", " ", " A", "A ", "a/b", "a\nb", "é!", "x".repeat(41))) {
      assertRefused("1 to 40 letters, digits, spaces, - or _", () -> desk.saveScene(name, null));
    }
    assertRefused("program must be 0 to 127, not 128", () -> desk.saveScene("A", 128));
    desk.saveScene("Été 2-b_" + "x".repeat(32), 5);
    assertRefused("program 5 is that of scene 'Été 2-b_", () -> desk.saveScene("B", 5));
    desk.saveScene("Été 2-b_" + "x".repeat(32), 5);
    assertRefused("there is no scene 'B'; there are: Été", () -> desk.recall("B"));
    assertRefused("there is no scene 'B'", () -> desk.removeScene("B"));
    SceneBook book = SceneBook.EMPTY;
    for (int i = 0; i < SceneBook.MOST; i++) {
      book = book.with(new Scene("S" + i, i, null, null, Map.of()));
    }
    SceneBook full = book;
    assertRefused(
        "128 scenes at most", () -> full.with(new Scene("more", null, null, null, Map.of())));
    assertRefused(
        "temperature must be 0 to 4",
        () -> new Scene("A", null, null, null, Map.of(Parameter.TEMPERATURE, 9.0)));
  }

  @Test
  void shouldForgetASceneWithWhatIsBoundToIt() {
    open();
    desk.saveScene("A", 1);
    desk.saveScene("B", 2);
    desk.bind(new Binding(Binding.Kind.NOTE, 1, 36, "scene:A"));
    desk.bind(new Binding(Binding.Kind.NOTE, 1, 37, "scene:B"));
    desk.removeScene("B");
    assertEquals(Optional.empty(), desk.recalled());
    assertEquals(1, desk.scenes().size());
    assertEquals(List.of(new Binding(Binding.Kind.NOTE, 1, 36, "scene:A")), desk.bindings());
    assertTrue(engine.triggers().contains(0, 36) && !engine.triggers().contains(0, 37));
  }

  @Test
  void shouldTakeTheLastOfAFloodOfProgrammes() {
    desk = new Desk(engine, models, folder); // in real time
    set(Parameter.TEMPERATURE, 1);
    desk.saveScene("A", 1);
    set(Parameter.TEMPERATURE, 2);
    desk.saveScene("B", 2);
    engine.take();
    long startNs = System.nanoTime();
    for (int i = 0; i < 10_000; i++) {
      desk.recallSoon(1 + i % 2);
      desk.recallSoon(99);
    }
    desk.recallSoon(1);
    await().until(() -> engine.status().parameters().get(Parameter.TEMPERATURE) == 1);
    await().until(() -> desk.pending() == 0);
    assertEquals(1, engine.status().parameters().get(Parameter.TEMPERATURE));
    long most = 3 + (System.nanoTime() - startNs) / Desk.RECALL_PERIOD_NS;
    long modes = engine.take().stream().filter("call-response"::equals).count();
    assertTrue(modes <= most, () -> modes + " scenes recalled");
  }

  private void open() {
    desk = new Desk(engine, models, folder, nowNs::get);
  }

  private void set(Parameter parameter, double value) {
    nowNs.addAndGet(Dials.PERIOD_NS);
    desk.set(parameter, value);
  }

  private static void shuffle(Random random, Desk seeded, AtomicLong time) {
    for (int i = 0; i < 30; i++) {
      time.addAndGet(Dials.PERIOD_NS);
      Parameter parameter = Parameter.values()[random.nextInt(Parameter.values().length)];
      seeded.set(parameter, parameter.at(random.nextDouble()));
    }
    time.addAndGet(Dials.PERIOD_NS);
  }

  private static void assertRefused(String words, Executable made) {
    String message = assertThrows(IllegalArgumentException.class, made).getMessage();
    assertTrue(message.contains(words), message);
  }
}
