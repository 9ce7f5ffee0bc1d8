package antiphon.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
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
        JackListener listener = new JackListener(jack);
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
                    listener.onsets() > 2
                        && listener.sounding().values().stream().anyMatch(count -> count > 0));
      }
      assertTrue(answering, listener.toString());
      daemon.terminate();
      assertEquals(STOPPED_BY_SIGTERM, daemon.awaitExit(ORDERLY_STOP));
      await(listener::silent);
      assertTrue(listener.silent(), listener.toString());
    }
  }

  @Test
  void shouldGiveTheFloorBackAtATouch() throws Exception {
    try (Program keyboard = keyboard();
        JackListener listener = new JackListener(jack);
        Program daemon =
            daemon(
                "--in", "keyboard", "--out", "midi-monitor", "--tempo", "240", "--mode", "solo")) {
      daemon.awaitErr("antiphon: ready in ");
      await(() -> listener.onsets() > 4);
      keyboard.type("note 60 1500");
      await(listener::silent);
      long before = listener.onsets();
      await(() -> keyboard.out().contains("played 60"));
      assertEquals(before, listener.onsets(), "silent as long as the key is down");
      await(() -> listener.onsets() > before);
    }
  }

  @Test
  void shouldPassAKeyThroughOnceWhoeverGuardsAgainstEchoes() throws Exception {
    for (String guard : new String[] {"own", "all"}) {
      try (Program keyboard = keyboard();
          JackListener listener = new JackListener(jack);
          Program daemon =
              jack.daemon(
                  folder,
                  "[play]\nthru = true\nmode = \"listen\"\n[midi]\nin = \"keyboard\"\n"
                      + "out = \"midi-monitor\"\nfeedback_guard = \""
                      + guard
                      + "\"\n")) {
        daemon.awaitErr("antiphon: ready in ");
        play(keyboard, 60);
        play(keyboard, 62);
        await(() -> listener.onsets() >= 2 && listener.silent());
        Thread.sleep(300);
        assertEquals(2, listener.onsets(), guard + ": " + listener);
      }
    }
  }

  @Test
  void shouldWaitForTheServerWhereItMay() throws Exception {
    jack.kill();
    try (Program daemon =
        jack.daemon(folder, "[play]\nmode = \"solo\"\n[midi]\nwait_for_ports = true\n")) {
      daemon.awaitErr("no JACK server is running");
      daemon.awaitErr("antiphon: ready in ");
      jack.start();
      daemon.awaitErr("back again");
      try (JackListener listener = new JackListener(jack)) {
        jack.connect("antiphon:out", listener.port());
        await(() -> listener.onsets() > 2);
        daemon.terminate();
        assertEquals(STOPPED_BY_SIGTERM, daemon.awaitExit(ORDERLY_STOP));
        await(listener::silent);
      }
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
      try (JackListener listener = new JackListener(jack)) {
        jack.connect("antiphon:out", listener.port());
        await(() -> listener.onsets() > 2);
        Thread.sleep(500); // until a connection by hand has been seen
        jack.kill();
        daemon.awaitErr("the server has gone");
      }
      Thread.sleep(1_500);
      assertTrue(daemon.isAlive());
      jack.start();
      daemon.awaitErr("back again");
      try (JackListener listener = new JackListener(jack)) { // the connection is made again
        await(() -> listener.onsets() > 2);
        daemon.terminate();
        assertEquals(STOPPED_BY_SIGTERM, daemon.awaitExit(ORDERLY_STOP));
        await(listener::silent);
      }
      assertEquals(
          1, daemon.err().stream().filter(line -> line.contains("the server has gone")).count());
      assertEquals(1, daemon.err().stream().filter(line -> line.contains("back again")).count());
      assertTrue(
          daemon.err().stream().noneMatch(line -> line.contains("\tat ")), daemon.err().toString());
    }
  }

  private Program daemon(String... options) throws IOException {
    return jack.daemon(folder, "[play]\nhand_over_beats = 1.5\n", options);
  }

  private Program keyboard() throws IOException {
    Path script = Path.of("src", "test", "resources", "keyboard.py");
    Program keyboard = jack.client("/usr/bin/python3", script.toString());
    Awaitility.await("keyboard").atMost(PATIENCE).until(() -> keyboard.out().contains("ready"));
    return keyboard;
  }

  private static void play(Program keyboard, int pitch) throws IOException {
    long played = keyboard.out().stream().filter(line -> line.startsWith("played")).count();
    keyboard.type("note " + pitch + " 200");
    await(() -> keyboard.out().stream().filter(line -> line.startsWith("played")).count() > played);
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
