package antiphon.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.rig.JackListener.Heard;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
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

/**
 * With JACK's transport, moved by jack_transport. As timebase master that program lets the server
 * stand still for good when the transport is located (seen with 1.9.21, without Antiphon), so it is
 * not master where that is done.
 */
@Tag("rig")
class JackTransportIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SOLO = "[play]\nmode = \"solo\"\n";
  private static final String MASTER = SOLO + "[jack]\ntimebase = true\n";

  /** At 48 kHz and 120 bpm a clock is so many frames, and every onset lies on a clock. */
  private static final int CLOCK_FRAMES = 1_000;

  /** More than the master's cut ticks are in frames. */
  private static final int CUT_FRAMES = 40;

  private static final Pattern BARS =
      Pattern.compile("frame = (\\d+) .*state: Rolling.*BBT:\\s*(\\d+)\\|(\\d+)\\|(\\d+).*");

  @TempDir Path folder;
  private JackServer jack;
  private Program transport;

  @BeforeEach
  void startServer() throws IOException {
    jack = new JackServer("-S");
    transport = jack.client("jack_transport");
  }

  @AfterEach
  void stopServer() {
    transport.close();
    jack.close();
  }

  /** The master's ticks are cut in each period, so that its beats are a little longer. */
  @Test
  void shouldPlayInAnothersTempoAndStandWhenItStands() throws Exception {
    transport.type("master");
    transport.type("tempo 97.25");
    try (Program daemon = jack.daemon(folder, SOLO, "--clock", "jack");
        JackListener listener = new JackListener(jack)) {
      daemon.awaitErr("antiphon: ready in ");
      jack.connect("antiphon:out", listener.port());
      Thread.sleep(2_000);
      assertEquals(0, listener.onsets(), "the transport stands");
      transport.type("play");
      assertOnGrid(listener, clockFrames(97.25), CUT_FRAMES);
      transport.type("tempo 140");
      assertOnGrid(listener, clockFrames(140), CUT_FRAMES);
      transport.type("stop");
      await(listener::silent);
      long before = listener.onsets();
      Thread.sleep(1_500);
      assertEquals(before, listener.onsets(), "silent while it stands");
    }
  }

  @Test
  void shouldTellItsBarsAndPlayAtExactFramesAfterAJumpToo() throws Exception {
    try (Program daemon = jack.daemon(folder, MASTER, "--clock", "jack", "--tempo", "120");
        JackListener listener = new JackListener(jack)) {
      daemon.awaitErr("antiphon: ready in ");
      jack.connect("antiphon:out", listener.port());
      transport.type("play");
      assertOnGrid(listener, CLOCK_FRAMES, 1);
      assertBars(0);
      transport.type("locate 4800000"); // 50 bars
      assertBars(4_800_000);
      assertOnGrid(listener, CLOCK_FRAMES, 1);
    }
  }

  /**
   * Of the next onsets most lie on one grid; a busy machine makes some late.
   *
   * @param clockFrames distance of the grid's lines
   */
  private static void assertOnGrid(
      JackListener listener, double clockFrames, double toleranceFrames) {
    long before = listener.onsets() + 2; // which begin at once
    await(() -> listener.onsets() >= before + 10);
    List<Long> frames =
        listener.heard().stream().filter(Heard::isOn).skip(before).map(Heard::frame).toList();
    long most = 0;
    for (long line : frames) {
      long fitting =
          frames.stream()
              .filter(frame -> distance(frame - line, clockFrames) <= toleranceFrames)
              .count();
      most = Math.max(most, fitting);
    }
    System.out.println(most + " of " + frames.size() + " onsets on a grid of " + clockFrames);
    assertTrue(most >= frames.size() * 0.7, frames + " by " + clockFrames);
  }

  private static double distance(long frames, double clockFrames) {
    return Math.abs(frames - Math.rint(frames / clockFrames) * clockFrames);
  }

  /** What jack_showtime says fits a song in 4/4 at 120 bpm. */
  private void assertBars(long atLeastFrame) throws Exception {
    try (Program show = jack.client("stdbuf", "-o0", "jack_showtime")) {
      await(() -> show.out().stream().anyMatch(line -> fits(line, atLeastFrame)));
    }
  }

  private static boolean fits(String line, long atLeastFrame) {
    Matcher matcher = BARS.matcher(line);
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) < atLeastFrame) {
      return false;
    }
    long bar = Long.parseLong(matcher.group(2)) - 1;
    long beat = Long.parseLong(matcher.group(3)) - 1;
    double beats = bar * 4 + beat + Long.parseLong(matcher.group(4)) / 1920.0;
    return Math.abs(beats - Long.parseLong(matcher.group(1)) / 24_000.0) < 0.002;
  }

  /** What the master makes of a clock in a tempo. */
  private static double clockFrames(double bpm) {
    int ticks = (int) (JackServer.PERIOD_FRAMES * 1920 * bpm / 60 / 48_000);
    return 1920.0 / ticks * JackServer.PERIOD_FRAMES / 24;
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(condition);
  }
}
