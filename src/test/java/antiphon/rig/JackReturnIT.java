package antiphon.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others do when the cable falls out: the server killed, a player killed in mid-note. */
@Tag("rig")
class JackReturnIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int RATE = 44_100;

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
  void shouldPlayOnWithinASecondOfTheServersReturnByConnectionsMadeByHand() throws Exception {
    try (Program daemon = jack.daemon(folder, "[play]\nthru = true\nmode = \"listen\"\n")) {
      daemon.awaitErr("antiphon: ready in ");
      try (Program player = player();
          JackListener listener = new JackListener(jack)) {
        jack.connect("player:out", "antiphon:in");
        jack.connect("antiphon:out", listener.port());
        await(() -> listener.onsets() > 5); // half a second: the connections have been seen
        jack.kill();
        daemon.awaitErr("the server has gone");
        assertTrue(player.isAlive()); // until it is closed
      }
      Thread.sleep(500);
      jack.start(RATE); // another one
      try (Program player = player();
          JackListener listener = new JackListener(jack)) {
        await(() -> listener.onsets() > 20);
        long frames =
            listener.heard().get(0).frame(); // since listener, player and server are there
        System.out.println("played on " + frames * 1_000 / RATE + " ms after the return");
        assertTrue(frames <= RATE, frames + " frames");
        player.kill(); // there is always a key down
        await(listener::silent);
        long onsets = listener.onsets();
        assertEquals(onsets, ends(listener), "each onset has its end, and no end comes twice");
      }
      List<String> lines = daemon.err();
      assertEquals(1, count(lines, "jack: the server has gone"), lines::toString);
      assertEquals(1, count(lines, "jack: back again"), lines::toString);
      await(() -> count(lines, "player:out: it is no longer there") == 1);
      assertEquals(1, count(lines, "back again"), lines::toString);
      assertTrue(daemon.isAlive());
    }
  }

  @Test
  void shouldEndWhatAnEarHeardLastThatWasAway() throws Exception {
    Path script = Path.of("src", "test", "resources", "keyboard.py");
    try (Program daemon = jack.daemon(folder, "[play]\nthru = true\nmode = \"listen\"\n");
        Program keyboard = jack.client("/usr/bin/python3", script.toString());
        JackListener listener = new JackListener(jack)) {
      daemon.awaitErr("antiphon: ready in ");
      jack.awaitPort("keyboard:out");
      jack.connect("keyboard:out", "antiphon:in");
      jack.connect("antiphon:out", listener.port());
      Thread.sleep(500); // until connections by hand have been seen
      keyboard.type("note 60 2000");
      await(() -> listener.onsets() == 1);
      jack.run("jack_disconnect", "antiphon:out", listener.port());
      await(() -> keyboard.out().contains("played 60"));
      Thread.sleep(500);
      assertEquals(1, listener.heard().size(), "it has not heard the end");
      jack.connect("antiphon:out", listener.port());
      await(listener::silent);
      keyboard.type("note 62 60000");
      await(() -> listener.onsets() == 2);
      jack.run("jack_disconnect", "keyboard:out", "antiphon:in"); // the key is down still
      await(listener::silent);
      assertEquals(4, listener.heard().size());
    }
  }

  /** Ends that were heard, from the first onset on. */
  private static long ends(JackListener listener) {
    return listener.heard().stream()
        .dropWhile(event -> !event.isOn())
        .filter(JackListener.Heard::isOff)
        .count();
  }

  /** One key, down nine tenths of the time, ten times a second. */
  private Program player() throws IOException {
    Program player = jack.client("jack_midiseq", "player", "4800", "0", "60", "4320");
    jack.awaitPort("player:out");
    return player;
  }

  private static long count(List<String> lines, String words) {
    return lines.stream().filter(line -> line.contains(words)).count();
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .until(condition);
  }
}
