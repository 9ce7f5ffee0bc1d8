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
      assertBeats(listener, beatFrames(97.25));
      transport.type("tempo 140");
      assertBeats(listener, beatFrames(140));
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
      assertExact(listener);
      assertBars(0);
      transport.type("locate 4800000"); // 50 bars
      assertBars(4_800_000);
      assertExact(listener);
    }
  }

  /**
   * Of the next onsets most lie on one grid of clocks to the frame; a busy machine makes some late.
   */
  private void assertExact(JackListener listener) {
    long before = listener.onsets() + 2; // which begin at once
    await(() -> listener.onsets() >= before + 10);
    List<Long> frames =
        listener.heard().stream().filter(Heard::isOn).skip(before).map(Heard::frame).toList();
    long most =
        frames.stream()
            .mapToLong(frame -> frames.stream().filter(other -> near(frame, other)).count())
            .max()
            .orElseThrow();
    System.out.println(most + " of " + frames.size() + " onsets at exact frames");
    assertTrue(most >= frames.size() * 0.8, frames::toString);
  }

  private static boolean near(long frame, long other) {
    long rest = Math.floorMod(other - frame, CLOCK_FRAMES);
    return rest <= 1 || rest >= CLOCK_FRAMES - 1;
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

  private static double beatFrames(double bpm) {
    int ticks = (int) (JackServer.PERIOD_FRAMES * 1920 * bpm / 60 / 48_000);
    return 1920.0 / ticks * JackServer.PERIOD_FRAMES;
  }

  /** Onsets come to lie on a grid of 24 clocks to the beat, to the 400th of a beat. */
  private void assertBeats(JackListener listener, double beatFrames) {
    long before = listener.onsets() + 3;
    await(() -> listener.onsets() >= before + 8);
    List<Long> frames =
        listener.heard().stream().filter(Heard::isOn).skip(before).map(Heard::frame).toList();
    double clock = beatFrames / 24;
    int fitting = 0;
    for (int i = 1; i < frames.size(); i++) {
      double clocks = (frames.get(i) - frames.get(i - 1)) / clock;
      fitting += Math.abs(clocks - Math.rint(clocks)) < 0.06 ? 1 : 0;
    }
    System.out.println(fitting + " of " + (frames.size() - 1) + " at " + beatFrames + " frames");
    assertTrue(fitting >= (frames.size() - 1) * 0.8, frames + " by " + clock);
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(condition);
  }
}
