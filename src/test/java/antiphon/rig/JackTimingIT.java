package antiphon.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.rig.JackListener.Heard;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Thru to the frame, measured by jack_midi_latency_test and jack_midi_dump. */
@Tag("rig")
class JackTimingIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int EVENTS = 2_000;
  private static final int ROUNDS = 15;
  private static final String THRU = "[play]\nthru = true\nmode = \"listen\"\n";

  @TempDir Path folder;
  private JackServer jack;

  @BeforeEach
  void startServer() throws IOException {
    jack = new JackServer(true);
  }

  @AfterEach
  void stopServer() {
    jack.close();
  }

  @Test
  void shouldPassThroughInExactlyOnePeriodAlsoAtOtherPeriods() throws Exception {
    try (Program daemon = jack.daemon(folder, THRU)) {
      daemon.awaitErr("antiphon: ready in ");
      assertRoundTrip(EVENTS, JackServer.PERIOD_FRAMES);
      for (int frames : new int[] {128, 512}) {
        jack.run("jack_bufsize", Integer.toString(frames));
        assertRoundTrip(300, frames);
      }
      assertTrue(daemon.isAlive());
    }
  }

  @Test
  void shouldPassThroughInOnePeriodWhileTheModelStandsStillAndAllocateNothing() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    try (Program daemon =
        jack.client(
            java,
            "--add-modules",
            "jdk.incubator.vector",
            "-cp",
            classes,
            StallingDaemon.class.getName())) {
      await(() -> daemon.out().contains("ready"));
      int stepsBefore = ask(daemon)[0];
      assertRoundTrip(EVENTS, JackServer.PERIOD_FRAMES);
      int[] after = ask(daemon);
      assertTrue(after[0] - stepsBefore >= 5, "seconds stalled: " + (after[0] - stepsBefore));
      // until the JVM has loaded and compiled all of it, it allocates now and then
      for (int round = 0; round < ROUNDS && after[1] > 0; round++) {
        assertRoundTrip(300, JackServer.PERIOD_FRAMES);
        after = ask(daemon);
      }
      assertEquals(0, after[1], "bytes allocated");
      int xruns = after[2];
      jack.pause(Duration.ofMillis(300));
      await(() -> ask(daemon)[2] > xruns);
      assertRoundTrip(300, JackServer.PERIOD_FRAMES);
    }
  }

  @Test
  void shouldEchoEveryEventAtItsFrame() throws Exception {
    try (Program daemon = jack.daemon(folder, THRU);
        JackListener direct = new JackListener(jack, "direct");
        JackListener echoed = new JackListener(jack, "echoed")) {
      daemon.awaitErr("antiphon: ready in ");
      jack.connect("antiphon:out", echoed.port());
      try (Program sequencer = sequencer()) {
        jack.connect("sequencer:out", direct.port()); // to the ear that knows, then to Antiphon
        jack.connect("sequencer:out", "antiphon:in");
        await(() -> echoed.heard().size() > EVENTS);
        assertTrue(sequencer.isAlive());
      }
      List<Heard> heard = echoed.heard().subList(0, EVENTS);
      List<Heard> played = direct.heard();
      Heard first = heard.get(0);
      Heard origin = // the loop comes to the same place of a period after half a minute only
          played.stream()
              .filter(event -> event.delayed(periods(event, first)).equals(first))
              .findFirst()
              .orElseThrow(() -> new AssertionError(first + " of " + played));
      long delay = periods(origin, first);
      int start = played.indexOf(origin);
      assertEquals(
          played.subList(start, start + EVENTS).stream()
              .map(event -> event.delayed(delay))
              .toList(),
          heard);
    }
  }

  /** Frames from one event to another, in whole periods: each listener counts from its start. */
  private static long periods(Heard from, Heard to) {
    return Math.floorDiv(to.frame() - from.frame(), JackServer.PERIOD_FRAMES)
        * JackServer.PERIOD_FRAMES;
  }

  /** A loop of ten notes that starts elsewhere in each period: 200 events a second. */
  private Program sequencer() throws IOException {
    List<String> command = new ArrayList<>(List.of("jack_midiseq", "sequencer", "4807"));
    for (int note = 0; note < 10; note++) {
      command.addAll(
          List.of(Integer.toString(note * 480 + note), Integer.toString(60 + note), "231"));
    }
    Program sequencer = jack.client(command.toArray(String[]::new));
    jack.awaitPort("sequencer:out");
    return sequencer;
  }

  private void assertRoundTrip(int events, int frames) throws Exception {
    List<String> lines =
        jack.run(
            "jack_midi_latency_test",
            "-s",
            Integer.toString(events),
            "antiphon:in",
            "antiphon:out");
    String report = String.join("\n", lines);
    assertEquals(frames, number("Lowest latency: .*\\((\\d+) frames\\)", report), report);
    assertEquals(frames, number("Highest latency: .*\\((\\d+) frames\\)", report), report);
    assertEquals(0, number("Peak MIDI jitter: .*\\((\\d+) frames\\)", report), report);
    assertEquals(events, number("Messages received: (\\d+)", report), report);
  }

  /** Steps so far, bytes allocated since it was asked before, and xruns so far. */
  private static int[] ask(Program daemon) throws IOException {
    int before = daemon.out().size();
    daemon.type("");
    await(() -> daemon.out().size() > before);
    String answer = daemon.out().get(before);
    return new int[] {
      number("steps (\\d+)", answer),
      number("allocated (\\d+)", answer),
      number("xruns (\\d+)", answer)
    };
  }

  private static int number(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertTrue(matcher.find(), text);
    return Integer.parseInt(matcher.group(1));
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(condition);
  }
}
