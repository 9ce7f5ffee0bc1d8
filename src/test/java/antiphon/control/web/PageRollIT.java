package antiphon.control.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.live.api.Action;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the roll shows, read from its pixels. */
@Tag("rig")
class PageRollIT extends PageCase {
  /** How strongly the partner's colour stands on one side of the line of now, and how widely. */
  private static final String TEAL =
      """
      ([from, to]) => {
        const canvas = document.querySelector('#roll');
        const {width, height} = canvas;
        const left = Math.round(from * width);
        const {data} = canvas.getContext('2d').getImageData(left, 0, Math.round(to * width) - left, height);
        const strengths = [];
        for (let at = 0; at < data.length; at += 4) {
          const strength = (data[at + 1] - data[at]) * data[at + 3] / 255;
          if (strength > 8) {
            strengths.push(strength);
          }
        }
        return [strengths.length, strengths.reduce((sum, each) => sum + each, 0) / Math.max(1, strengths.length)];
      }""";

  /** Where the line of now is, of the width. */
  private static final double NOW = 0.67;

  /** A clock that is told where the daemon is every 20 ms, up to 15 ms late. */
  private static final String CLOCK =
      """
      async () => {
        const {MusicalClock} = await import('/clock.js');
        const real = performance.now;
        let nowMs = 1000;
        performance.now = () => nowMs;
        try {
          const clock = new MusicalClock();
          const status = (tempoBpm, timeTicks, positionTicks = timeTicks, state = 'running') =>
            ({tempoBpm, timeTicks, positionTicks, ticksPerQuarter: 960, meter: '4/4', clock: {state}});
          const ticks = (ms, bpm) => ms * bpm * 960 / 60000;
          clock.follow(status(120, 0));
          let seed = 7;
          const random = () => (seed = seed * 16807 % 2147483647) / 2147483647;
          let bpm = 120;
          let truth = 0;
          let last = clock.now();
          let slowest = Infinity;
          let fastest = 0;
          let furthest = 0;
          for (let ms = 1; ms <= 20000; ms++) {
            nowMs++;
            const pace = ticks(1, bpm);
            truth += pace;
            if (ms === 10000) {
              bpm = 90;
              clock.follow(status(90, truth));
            } else if (ms % 20 === 0) {
              clock.correct(truth - ticks(15 * random(), bpm));
            }
            const here = clock.now();
            const speed = (here - last) / pace;
            slowest = Math.min(slowest, speed);
            fastest = Math.max(fastest, speed);
            furthest = Math.max(furthest, Math.abs(here - truth) / ticks(1, bpm));
            last = here;
          }
          clock.correct(truth + 960 * 40);
          const leapt = clock.now() - truth;
          clock.follow(status(90, truth, 5000, 'stopped'));
          nowMs += 500;
          return [slowest, fastest, furthest, leapt, clock.songNow()];
        } finally {
          performance.now = real;
        }
      }""";

  @Test
  void shouldShowTheDraftFaintUntilItIsCommittedAndFullyOnceItSounds() {
    TappedSocket socket = prepared(new Browser.NewContextOptions());
    long now = engine.status().positionTicks();
    assertEquals(0, future().width(), "nothing is drafted");
    long tick = now + 2880;
    socket.tell(TappedSocket.draft(now, TappedSocket.drafted(70, tick, 960, false)));
    page.waitForCondition(() -> future().width() > 100);
    double faint = future().strength();
    screenshot("draft");
    socket.tell(
        TappedSocket.draft(
            engine.status().positionTicks(), TappedSocket.drafted(70, tick, 960, true)));
    page.waitForCondition(() -> future().strength() > 1.3 * faint);
    double committed = future().strength();
    now = engine.status().positionTicks();
    socket.tell(TappedSocket.notes(now, TappedSocket.note("partner", 70, 100, now - 480)));
    socket.tell(TappedSocket.draft(now));
    page.waitForCondition(() -> future().width() < 60);
    page.waitForCondition(() -> past().strength() > 1.3 * committed);
    now = engine.status().positionTicks();
    socket.tell(TappedSocket.notes(now, TappedSocket.note("partner", 70, 0, now)));
    page.waitForCondition(() -> page.locator(".key.partner").count() == 0);
  }

  @Test
  void shouldShowWhatTheEngineItselfMeansToPlay() {
    open(1280, 800, ColorScheme.DARK);
    desk.perform(Action.SOLO);
    page.waitForCondition(() -> future().width() > 100);
    page.waitForCondition(() -> past().width() > 100);
    screenshot("solo-dark");
    desk.perform(Action.LISTEN);
    page.waitForCondition(() -> future().width() == 0);
  }

  @Test
  void shouldKeepOneSteadyPaceWhileWhatItIsToldComesLate() {
    open(1280, 800, ColorScheme.DARK);
    List<?> told = (List<?>) page.evaluate(CLOCK);
    double slowest = ((Number) told.get(0)).doubleValue();
    double fastest = ((Number) told.get(1)).doubleValue();
    assertTrue(slowest > 0.95 && fastest < 1.05, "pace " + slowest + " to " + fastest);
    assertTrue(((Number) told.get(2)).doubleValue() < 15, "ms off: " + told.get(2));
    assertEquals(960 * 40, ((Number) told.get(3)).doubleValue(), 1, "a jump is followed at once");
    assertEquals(5000, ((Number) told.get(4)).doubleValue(), "a song that stands still");
  }

  @Test
  void shouldBeginAgainWhereTimeLeapsBack() {
    TappedSocket socket = prepared(new Browser.NewContextOptions());
    long now = engine.status().positionTicks();
    socket.tell(
        TappedSocket.notes(
            now,
            TappedSocket.note("partner", 70, 100, now - 1920),
            TappedSocket.note("partner", 70, 0, now - 960),
            TappedSocket.note("partner", 60, 100, now - 480)));
    page.waitForCondition(() -> past().width() > 1000);
    socket.tell(TappedSocket.notes(now + 40_000)); // until the next status says where it is
    page.waitForCondition(() -> past().width() > 10_000);
    page.waitForCondition(() -> past().width() < 1000 && past().width() > 0);
    assertEquals(1, page.locator(".key.partner").count(), "what sounds goes on");
  }

  @Test
  void shouldTurnPagesWhereMotionIsNotWanted() {
    TappedSocket socket =
        prepared(new Browser.NewContextOptions().setReducedMotion(ReducedMotion.REDUCE));
    long now = engine.status().positionTicks();
    socket.tell(TappedSocket.draft(now, TappedSocket.drafted(70, now + 4800, 960, false)));
    page.waitForCondition(() -> leftmost() >= 0);
    page.waitForCondition(
        () -> {
          int before = leftmost();
          page.waitForTimeout(300); // in which all else moves by 4 %
          return before >= 0 && leftmost() == before;
        });
  }

  /** A page whose engine is silent, with its socket tapped. */
  private TappedSocket prepared(Browser.NewContextOptions options) {
    prepare(options.setViewportSize(1280, 800).setColorScheme(ColorScheme.DARK));
    TappedSocket socket = new TappedSocket(page);
    enter();
    return socket;
  }

  /** What the browser itself says of pixels that are read. */
  @AfterEach
  void forgetAdvice() {
    consoleErrors.removeIf(text -> text.startsWith("Canvas2D"));
  }

  private Area future() {
    return teal(NOW + 0.01, 1);
  }

  private Area past() {
    return teal(0, NOW - 0.01);
  }

  private Area teal(double from, double to) {
    List<?> told = (List<?>) page.evaluate(TEAL, List.of(from, to));
    return new Area(((Number) told.get(0)).intValue(), ((Number) told.get(1)).doubleValue());
  }

  /** The first per cent of the width that has the partner's colour. */
  private int leftmost() {
    for (int percent = 0; percent < 100; percent++) {
      if (teal(percent / 100.0, (percent + 1) / 100.0).width() > 0) {
        return percent;
      }
    }
    return -1;
  }

  /**
   * @param width pixels
   * @param strength 0 to 255
   */
  private record Area(int width, double strength) {}
}
