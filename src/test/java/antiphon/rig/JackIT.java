package antiphon.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a real JACK server: python-rtmidi plays, jack_midi_dump listens. */
@Tag("rig")
class JackIT {
  private static final Duration ORDERLY_STOP = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration ANSWER = Duration.ofSeconds(8);
  private static final int CALLS = 6;
  private static final int STOPPED_BY_SIGTERM = 143;

  /** A line of jack_midi_dump: time, bytes, and then words for people. */
  private static final Pattern DUMPED =
      Pattern.compile("\\s*\\d+: ([0-9a-f]{2}) ([0-9a-f]{2}) ([0-9a-f]{2}) .*");

  @TempDir Path folder;
  private JackServer jack;

  @BeforeEach
  void startServer() throws IOException {
    jack = new JackServer();
  }

  @AfterEach
  void stopServer() {
    jack.close();
  }

  @Test
  void shouldAnswerClientsWrittenByOthersAndLeaveNoNoteSoundingOnSigterm() throws Exception {
    try (Program keyboard = keyboard();
        Program listener = listener();
        Program daemon = daemon("--in", "keyboard", "--out", "midi-monitor", "--tempo", "240")) {
      String ready = daemon.awaitErr("antiphon: ready in ");
      assertTrue(ready.contains("antiphon:in") && ready.contains("antiphon:out"), ready);
      boolean answering = false;
      for (int call = 0; call < CALLS && !answering; call++) { // some answers are two notes long
        for (int pitch : new int[] {60, 64, 67, 72, 71, 67, 64, 60}) {
          play(keyboard, pitch);
        }
        answering =
            comesTrue(
                () ->
                    onsets(listener) > 2
                        && sounding(listener).values().stream().anyMatch(count -> count > 0));
      }
      assertTrue(answering, listener.out().toString());
      daemon.terminate();
      assertEquals(STOPPED_BY_SIGTERM, daemon.awaitExit(ORDERLY_STOP));
      await(() -> silent(listener));
      assertTrue(
          sounding(listener).values().stream().allMatch(count -> count == 0),
          listener.out().toString());
    }
  }

  @Test
  void shouldGiveTheFloorBackAtATouch() throws Exception {
    try (Program keyboard = keyboard();
        Program listener = listener();
        Program daemon =
            daemon(
                "--in", "keyboard", "--out", "midi-monitor", "--tempo", "240", "--mode", "solo")) {
      daemon.awaitErr("antiphon: ready in ");
      await(() -> onsets(listener) > 4);
      keyboard.type("note 60 1500");
      await(() -> silent(listener));
      long before = onsets(listener);
      await(() -> keyboard.out().contains("played 60"));
      assertEquals(before, onsets(listener), "silent as long as the key is down");
      await(() -> onsets(listener) > before);
    }
  }

  @Test
  void shouldSurviveTheServersDeathSaySoOnceAndComeBackWithIt() throws Exception {
    try (Program daemon = daemon("--mode", "solo", "--tempo", "240", "--out", "midi-monitor")) {
      daemon.awaitErr("no MIDI output matches");
      assertEquals(2, daemon.awaitExit());
    }
    try (Program daemon = daemon("--mode", "solo", "--tempo", "240")) {
      daemon.awaitErr("antiphon: ready in ");
      try (Program listener = listener()) {
        connect();
        await(() -> onsets(listener) > 2);
        jack.kill();
        daemon.awaitErr("the server has gone");
      }
      Thread.sleep(1_500);
      assertTrue(daemon.isAlive());
      jack.start();
      daemon.awaitErr("back again");
      jack.awaitPort("antiphon:out");
      try (Program listener = listener()) {
        connect();
        await(() -> onsets(listener) > 2);
        daemon.terminate();
        assertEquals(STOPPED_BY_SIGTERM, daemon.awaitExit(ORDERLY_STOP));
        await(() -> silent(listener));
      }
      assertEquals(
          1, daemon.err().stream().filter(line -> line.contains("the server has gone")).count());
      assertEquals(1, daemon.err().stream().filter(line -> line.contains("back again")).count());
      assertTrue(
          daemon.err().stream().noneMatch(line -> line.contains("\tat ")), daemon.err().toString());
    }
  }

  private Program daemon(String... options) throws IOException {
    Path config = Files.writeString(folder.resolve("test.toml"), "[play]\nhand_over_beats = 1.5\n");
    String[] all = new String[options.length + 9];
    System.arraycopy(
        new String[] {
          "run", "-c", config.toString(), "--midi", "jack", "--web", "off", "--seed", "7"
        },
        0,
        all,
        0,
        9);
    System.arraycopy(options, 0, all, 9, options.length);
    return Distribution.start(jack.environment(), all);
  }

  private Program keyboard() throws IOException {
    Path script = Path.of("src", "test", "resources", "keyboard.py");
    Program keyboard = jack.client("/usr/bin/python3", script.toString());
    Awaitility.await("keyboard").atMost(PATIENCE).until(() -> keyboard.out().contains("ready"));
    return keyboard;
  }

  private Program listener() throws IOException {
    Program listener = jack.client("stdbuf", "-oL", "jack_midi_dump", "-a");
    jack.awaitPort("midi-monitor:input");
    return listener;
  }

  private void connect() throws Exception {
    try (Program connect = jack.client("jack_connect", "antiphon:out", "midi-monitor:input")) {
      assertEquals(0, connect.awaitExit(), connect.err().toString());
    }
  }

  private static void play(Program keyboard, int pitch) throws IOException {
    long played = keyboard.out().stream().filter(line -> line.startsWith("played")).count();
    keyboard.type("note " + pitch + " 200");
    await(() -> keyboard.out().stream().filter(line -> line.startsWith("played")).count() > played);
  }

  private static long onsets(Program listener) {
    return listener.out().stream()
        .filter(line -> message(line) != null && isOn(message(line)))
        .count();
  }

  private static boolean silent(Program listener) {
    return sounding(listener).values().stream().allMatch(count -> count == 0);
  }

  /** Onsets less ends of each pitch, as the listener heard them. */
  private static Map<String, Integer> sounding(Program listener) {
    Map<String, Integer> sounding = new HashMap<>();
    for (String line : listener.out()) {
      List<String> message = message(line);
      if (message != null && isOn(message)) {
        sounding.merge(message.get(1), 1, Integer::sum);
      } else if (message != null && message.get(0).startsWith("8")) {
        // an end whose onset came before the listener was connected ends nothing
        sounding.computeIfPresent(message.get(1), (pitch, count) -> Math.max(0, count - 1));
      }
    }
    return sounding;
  }

  private static boolean isOn(List<String> message) {
    return message.get(0).startsWith("9") && !message.get(2).equals("00");
  }

  private static List<String> message(String line) {
    Matcher matcher = DUMPED.matcher(line);
    return matcher.matches() ? List.of(matcher.group(1), matcher.group(2), matcher.group(3)) : null;
  }

  private static boolean comesTrue(Callable<Boolean> condition) {
    try {
      Awaitility.await().atMost(ANSWER).pollInterval(Duration.ofMillis(20)).until(condition);
      return true;
    } catch (ConditionTimeoutException e) {
      return false;
    }
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(condition);
  }
}
