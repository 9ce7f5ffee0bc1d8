package antiphon.control.cc;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.control.RecordingEngine;
import antiphon.control.RecordingModels;
import antiphon.control.desk.Binding;
import antiphon.control.desk.Desk;
import antiphon.live.api.HandOver;
import antiphon.live.api.LowKeys;
import antiphon.live.api.Parameter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlListenerTest {
  private static final long SECOND = 1_000_000_000;

  /** Long enough for a parameter to be told again at once. */
  private static final long QUIET_NS = SECOND / 10;

  @TempDir Path folder;

  private final RecordingEngine engine = new RecordingEngine();
  private final AtomicLong nowNs = new AtomicLong(Long.MAX_VALUE - SECOND);
  private Desk desk;
  private ControlListener listener;

  @BeforeEach
  void open() {
    desk = new Desk(engine, new RecordingModels(), folder, nowNs::get);
    listener = new ControlListener(desk);
  }

  @AfterEach
  void close() {
    desk.close();
  }

  @Test
  void shouldTakeAParameterOverOnlyWhenItsValueIsReached() {
    knob(7, "temperature"); // 0.9 of 4 is at 28.6
    turn(7, 0);
    turn(7, 10);
    turn(7, 26);
    assertEquals(List.of(), engine.take());
    turn(7, 27);
    turn(7, 40);
    turn(7, 127);
    turn(7, 0);
    assertEquals(temperatures(27, 40, 127, 0), engine.take());
  }

  @Test
  void shouldTakeAParameterOverWhenItsValueIsPassedInOneLeapEitherWay() {
    knob(7, "temperature");
    turn(7, 100);
    turn(7, 120);
    assertEquals(List.of(), engine.take());
    turn(7, 2);
    assertEquals(temperatures(2), engine.take());
    set(Parameter.TEMPERATURE, 2);
    engine.take();
    turn(7, 10);
    assertEquals(List.of(), engine.take());
    turn(7, 100);
    assertEquals(temperatures(100), engine.take());
  }

  @Test
  void shouldHaveToCatchItAgainAfterAnotherDoorHasChangedIt() {
    knob(7, "temperature");
    turn(7, 28);
    turn(7, 64);
    engine.take();
    set(Parameter.TEMPERATURE, 4);
    engine.take();
    turn(7, 66);
    turn(7, 80);
    turn(7, 124);
    assertEquals(List.of(), engine.take());
    turn(7, 125);
    turn(7, 90);
    assertEquals(temperatures(125, 90), engine.take());
    desk.saveScene("A", null);
    set(Parameter.TEMPERATURE, 0);
    nowNs.addAndGet(QUIET_NS);
    desk.recall("A");
    engine.take();
    turn(7, 89);
    assertEquals(temperatures(89), engine.take(), "where it was left it may go on");
  }

  @Test
  void shouldHaveEachOfTwoControllersCatchWhatTheOtherHasDone() {
    knob(7, "temperature");
    knob(8, "temperature");
    turn(8, 60);
    turn(7, 29);
    turn(7, 90);
    engine.take();
    turn(8, 61);
    assertEquals(List.of(), engine.take());
    turn(8, 95);
    assertEquals(temperatures(95), engine.take());
    turn(7, 80);
    assertEquals(List.of(), engine.take());
  }

  @Test
  void shouldSetChoicesAndSwitchesOnTheSameScale() {
    knob(20, "handOver");
    knob(21, "lowKeys");
    knob(22, "overlap");
    turn(20, 1);
    turn(20, 64);
    turn(20, 127);
    turn(20, 64);
    assertEquals(
        List.of("set handOver pedal", "set handOver trade", "set handOver pedal"), engine.take());
    set(Parameter.LOW_KEYS, LowKeys.NOTHING.ordinal());
    engine.take();
    turn(21, 0);
    turn(21, 90);
    assertEquals(List.of(), engine.take());
    turn(21, 96);
    turn(21, 60);
    assertEquals(List.of("set lowKeys chords"), engine.take());
    turn(22, 127);
    turn(22, 0);
    assertEquals(
        List.of("set overlap true", "set overlap false"),
        engine.take(),
        "a button, from the first");
    assertEquals(HandOver.PEDAL.ordinal(), desk.value(Parameter.HAND_OVER));
  }

  @Test
  void shouldActWhenAControllerGoesOnAndNotWhileItIsOn() {
    knob(64, "hand-over");
    turn(64, 30);
    turn(64, 63);
    assertEquals(List.of(), engine.take());
    listener.message(0xB0, 0, 64, 64, 1234);
    turn(64, 127);
    turn(64, 65);
    assertEquals(List.of("hand-over at 1234"), engine.take());
    turn(64, 0);
    turn(64, 127);
    assertEquals(1, engine.take().size());
    listener.message(0xB0, 4, 64, 127, 1);
    assertEquals(List.of(), engine.take(), "on another channel nothing is bound");
  }

  @Test
  void shouldActOnNotesWithTheTimeTheyCame() {
    desk.bind(new Binding(Binding.Kind.NOTE, 10, 36, "panic"));
    desk.bind(new Binding(Binding.Kind.NOTE, Binding.ANY, 37, "overlap"));
    listener.message(0x90, 9, 36, 1, 77);
    listener.message(0x90, 9, 36, 0, 78);
    listener.message(0x80, 9, 36, 64, 79);
    listener.message(0x90, 8, 36, 100, 80);
    listener.message(0xA0, 9, 36, 100, 80);
    assertEquals(List.of("panic at 77"), engine.take());
    strike(3, 37);
    strike(16, 37);
    assertEquals(List.of("set overlap true", "set overlap false"), engine.take());
  }

  @Test
  void shouldRecallScenesByProgrammeNoteAndController() {
    set(Parameter.TEMPERATURE, 1);
    desk.saveScene("A", 5);
    set(Parameter.TEMPERATURE, 2);
    desk.saveScene("B", null);
    desk.bind(new Binding(Binding.Kind.NOTE, 1, 36, "scene:B"));
    knob(80, "scene:A");
    listener.message(0xC0, 15, 5, 0, 0);
    awaitScene("A");
    assertEquals(1, desk.value(Parameter.TEMPERATURE));
    strike(1, 36);
    awaitScene("B");
    turn(80, 127);
    awaitScene("A");
    engine.take();
    listener.message(0xC0, 0, 6, 0, 0);
    desk.bind(new Binding(Binding.Kind.PROGRAM, 2, 5, "panic"));
    listener.message(0xC0, 1, 5, 0, 3);
    assertEquals(List.of("panic at 3"), engine.take(), "what is bound goes before the scene");
  }

  @Test
  void shouldLearnByTouchInPlaceOfWhatWasBoundThere() {
    knob(21, "topP");
    desk.learn("temperature");
    listener.message(0xB0, 0, 123, 0, nowNs.get());
    strike(1, 60);
    listener.message(0xC0, 0, 3, 0, nowNs.get());
    listener.message(0xE0, 0, 3, 0, nowNs.get());
    assertEquals(Optional.of("temperature"), desk.learning(), "none of these can do it");
    turn(21, 100);
    assertEquals(List.of(bound(Binding.Kind.CONTROLLER, 21, "temperature")), desk.bindings());
    assertEquals(List.of(), engine.take(), "and nothing leaps");
    turn(21, 20);
    assertEquals(temperatures(20), engine.take());
    desk.learn("panic");
    turn(30, 127);
    turn(30, 127);
    assertEquals(List.of(), engine.take(), "the touch that is learnt does nothing else");
    turn(30, 0);
    turn(30, 127);
    assertEquals(1, engine.take().size());
    desk.learn("overlap");
    strike(1, 40);
    assertTrue(engine.triggers().contains(0, 40));
    strike(1, 40);
    assertEquals(List.of("set overlap true"), engine.take());
    desk.saveScene("A", null);
    desk.learn("scene:A");
    listener.message(0xC0, 2, 9, 0, nowNs.get());
    assertEquals(
        new Binding(Binding.Kind.PROGRAM, 3, 9, "scene:A"),
        desk.bindings().get(desk.bindings().size() - 1));
  }

  @Test
  void shouldTakeTheSustainPedalForMeantOnlyWhenItIsPressedTwice() {
    desk.learn("temperature");
    turn(64, 127);
    turn(64, 0);
    assertEquals(List.of(), desk.bindings(), "somebody plays");
    turn(64, 127);
    assertEquals(List.of(bound(Binding.Kind.CONTROLLER, 64, "temperature")), desk.bindings());
    desk.learn("hand-over");
    turn(64, 0);
    assertEquals(
        List.of(bound(Binding.Kind.CONTROLLER, 64, "hand-over")),
        desk.bindings(),
        "for an action a pedal is as good as anything");
  }

  @Test
  void shouldMergeAFloodOfAController() {
    knob(7, "temperature");
    turn(7, 28);
    for (int i = 0; i < 10_000; i++) {
      nowNs.addAndGet(SECOND / 10_000);
      listener.message(0xB0, 0, 7, 28 + i % 100, nowNs.get());
    }
    long told = engine.take().size();
    assertTrue(told <= 102, () -> "told " + told);
    assertEquals(Parameter.TEMPERATURE.at((28 + 99) / 127.0), desk.value(Parameter.TEMPERATURE));
  }

  private void knob(int number, String target) {
    desk.bind(bound(Binding.Kind.CONTROLLER, number, target));
  }

  private static Binding bound(Binding.Kind kind, int number, String target) {
    return new Binding(kind, 1, number, target);
  }

  private void turn(int controller, int value) {
    nowNs.addAndGet(QUIET_NS);
    listener.message(0xB0, 0, controller, value, nowNs.get());
  }

  private void strike(int channel, int pitch) {
    nowNs.addAndGet(QUIET_NS);
    listener.message(0x90, channel - 1, pitch, 100, nowNs.get());
  }

  private void set(Parameter parameter, double value) {
    nowNs.addAndGet(QUIET_NS);
    desk.set(parameter, value);
  }

  private void awaitScene(String name) {
    await()
        .until(
            () -> {
              nowNs.addAndGet(QUIET_NS);
              return desk.recalled().equals(Optional.of(name));
            });
  }

  private static List<String> temperatures(int... positions) {
    return Arrays.stream(positions)
        .mapToObj(
            position ->
                "set temperature "
                    + Parameter.TEMPERATURE.text(Parameter.TEMPERATURE.at(position / 127.0)))
        .toList();
  }
}
