package antiphon.control.cc;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.control.RecordingEngine;
import antiphon.control.RecordingModels;
import antiphon.control.desk.Binding;
import antiphon.control.desk.Desk;
import antiphon.live.api.Action;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import antiphon.live.engine.Engine;
import antiphon.live.engine.FarSide;
import antiphon.live.engine.Sessions;
import antiphon.live.schedule.Routing;
import antiphon.midi.port.ChannelMap;
import antiphon.midi.port.MidiMessages;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LightsTest {
  @TempDir Path folder;

  private final RecordingEngine engine = new RecordingEngine();
  private final AtomicLong nowNs = new AtomicLong();
  private Desk desk;
  private Lights lights;

  @BeforeEach
  void open() {
    desk = new Desk(engine, new RecordingModels(), folder, nowNs::get);
    lights = new Lights(engine, desk);
  }

  @AfterEach
  void close() {
    lights.close();
    lights.close();
    desk.close();
  }

  @Test
  void shouldShowWhereAParameterIsWhoeverTurnsIt() {
    desk.bind(new Binding(Binding.Kind.CONTROLLER, 2, 7, "temperature"));
    desk.bind(new Binding(Binding.Kind.CONTROLLER, Binding.ANY, 8, "handOver"));
    assertEquals(List.of("feedback b0 2 7 29", "feedback b0 1 8 0"), looked());
    assertEquals(List.of(), looked());
    set(Parameter.TEMPERATURE, 4);
    set(Parameter.HAND_OVER, 1);
    assertEquals(
        List.of("feedback b0 1 8 64", "feedback b0 2 7 127"), looked().stream().sorted().toList());
    engine.begin(Parameter.TEMPERATURE, 0);
    assertEquals(List.of("feedback b0 2 7 0"), looked(), "also past the desk");
  }

  @Test
  void shouldLightKeysWhileTheirModeSceneOrSwitchIsOn() {
    desk.saveScene("A", null);
    desk.saveScene("B", null);
    key(36, "jam");
    key(37, "call-response");
    key(38, "scene:A");
    key(39, "scene:B");
    key(40, "overlap");
    key(41, "panic");
    desk.bind(new Binding(Binding.Kind.CONTROLLER, 1, 50, "jam"));
    desk.bind(new Binding(Binding.Kind.PROGRAM, 1, 50, "jam"));
    assertEquals(
        List.of(
            "feedback 90 1 36 0",
            "feedback 90 1 37 127",
            "feedback 90 1 38 0",
            "feedback 90 1 39 127",
            "feedback 90 1 40 0",
            "feedback 90 1 41 0",
            "feedback b0 1 50 0"),
        looked());
    desk.perform(Action.JAM);
    desk.recall("A"); // in call-response, as it was saved
    set(Parameter.OVERLAP, 1);
    assertEquals(
        List.of("feedback 90 1 38 127", "feedback 90 1 39 0", "feedback 90 1 40 127"),
        looked().stream().sorted().toList());
    desk.perform(Action.JAM);
    assertEquals(
        List.of("feedback 90 1 36 127", "feedback 90 1 37 0", "feedback b0 1 50 127"),
        looked().stream().sorted().toList());
  }

  @Test
  void shouldTurnOffWhatIsUnboundAndAtTheEnd() {
    key(36, "call-response");
    key(37, "solo");
    desk.bind(new Binding(Binding.Kind.CONTROLLER, 1, 7, "temperature"));
    desk.bind(new Binding(Binding.Kind.CONTROLLER, 1, 8, "call-response"));
    assertEquals(4, looked().size());
    desk.unbind(new Binding(Binding.Kind.NOTE, 1, 36, "call-response"));
    desk.unbind("temperature");
    assertEquals(List.of("feedback 90 1 36 0"), looked());
    engine.take();
    lights.close();
    assertEquals(
        List.of("feedback 90 1 37 0", "feedback b0 1 8 0"),
        engine.take().stream().sorted().toList());
  }

  @Test
  void shouldSendFewAtATimeAndAllAgainWhenAPortIsBack() {
    for (int number = 0; number < 100; number++) {
      desk.bind(new Binding(Binding.Kind.CONTROLLER, 1, number, "temperature"));
    }
    int looks = 0;
    int sent = 0;
    while (sent < 100) {
      int now = looked().size();
      assertTrue(now > 0 && now <= Lights.MOST_MESSAGES);
      sent += now;
      looks++;
    }
    assertEquals(10, looks);
    assertEquals(List.of(), looked());
    engine.count("portsFound", 1);
    assertEquals(Lights.MOST_MESSAGES, looked().size());
    lights.showAll();
    assertEquals(Lights.MOST_MESSAGES, looked().size());
  }

  @Test
  void shouldShowOnAChannelWhatIsBoundThereBeforeWhatIsBoundOnAny() {
    desk.bind(new Binding(Binding.Kind.CONTROLLER, Binding.ANY, 7, "temperature"));
    desk.bind(new Binding(Binding.Kind.CONTROLLER, 1, 7, "topP"));
    assertEquals(List.of("feedback b0 1 7 121"), looked());
  }

  @Test
  void shouldReachTheOutputsWithLightsAndNoOtherThroughARunningEngine() {
    FarSide farSide = new FarSide();
    LiveSettings settings = Sessions.settings(Mode.LISTEN);
    Routing routing =
        new Routing(
            List.of(new Routing.Input(1, 0)),
            List.of(
                new Routing.Output(ChannelMap.ALL, 0, true, false),
                new Routing.Output(ChannelMap.ALL, 0, false, false, true)));
    Engine live = Sessions.engine(settings, Sessions.stepper(), routing, farSide);
    live.start();
    try (Desk liveDesk = new Desk(live, new RecordingModels(), folder.resolve("live"));
        Lights liveLights = new Lights(live, liveDesk)) {
      live.addListener(new ControlListener(liveDesk));
      liveLights.start();
      liveDesk.learn("topP");
      live.input().receive(MidiMessages.controlChange(4, 21, 3), System.nanoTime());
      await().until(() -> liveDesk.bindings().size() == 1);
      await().until(() -> farSide.heard().size() == 2);
      live.input().receive(MidiMessages.controlChange(4, 21, 127), System.nanoTime());
      await().until(() -> live.status().parameters().get(Parameter.TOP_P) == 1);
      await().until(() -> lit(farSide).equals(List.of("4 21 121", "4 21 127")));
      liveDesk.bind(new Binding(Binding.Kind.NOTE, 1, 36, "listen"));
      await().until(() -> farSide.hanging() == 1);
    }
    live.close();
    assertEquals(0, farSide.hanging(), "no light is left on");
  }

  private static List<String> lit(FarSide farSide) {
    return farSide.heard().stream()
        .map(FarSide.Heard::message)
        .filter(message -> MidiMessages.port(message) == 1)
        .map(
            message ->
                MidiMessages.channel(message)
                    + " "
                    + MidiMessages.data1(message)
                    + " "
                    + MidiMessages.data2(message))
        .toList();
  }

  private List<String> looked() {
    engine.take();
    lights.look();
    return engine.take();
  }

  private void key(int pitch, String target) {
    desk.bind(new Binding(Binding.Kind.NOTE, 1, pitch, target));
  }

  private void set(Parameter parameter, double value) {
    nowNs.addAndGet(1_000_000_000);
    desk.set(parameter, value);
  }
}
