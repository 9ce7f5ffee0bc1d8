package antiphon.app.bench;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import antiphon.control.web.WebException;
import antiphon.live.api.Mode;
import antiphon.live.engine.Engine;
import antiphon.live.engine.FarSide;
import antiphon.live.engine.Sessions;
import antiphon.music.time.SystemClock;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many pages in a process of their own, as {@code bench jitter --clients} has them. */
class AudienceTest {
  private Engine engine;
  private BenchPage page;

  @BeforeEach
  void start() throws WebException {
    engine = Sessions.engine(Sessions.settings(Mode.LISTEN), Sessions.stepper(), new FarSide());
    engine.start();
    page = new BenchPage(engine);
  }

  @AfterEach
  void stop() {
    page.close();
    engine.close();
  }

  @Test
  void shouldOpenSoManyPagesAndShutThemAgain() {
    try (Audience audience = new Audience(page, 5)) {
      for (int phase = 0; phase < 2; phase++) {
        audience.setOpen(true);
        await().until(() -> open() == 5);
        audience.setOpen(false);
        await().until(() -> open() == 0);
      }
      assertEquals(0, audience.cutOff());
    }
  }

  @Test
  void shouldHaveOneThatNeverReadsCutOffAndNoOther() {
    try (Audience audience = new Audience(page, 5);
        Bystander bystander = new Bystander(engine.input(), new SystemClock())) {
      audience.setOpen(true);
      await().atMost(Duration.ofSeconds(60)).until(() -> audience.cutOff() == 1);
      await().until(() -> open() == 4);
      assertEquals(50, bystander.notesPerSecond());
      audience.setOpen(false);
    }
  }

  private int open() throws IOException {
    try (InputStream status = page.status().toURL().openStream()) {
      return new ObjectMapper().readTree(status).at("/pages/open").intValue();
    }
  }
}
