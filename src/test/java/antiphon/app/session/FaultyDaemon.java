package antiphon.app.session;

import antiphon.app.config.Configuration;
import antiphon.music.time.SystemClock;
import antiphon.net.LstmSpec;
import antiphon.net.LstmState;
import antiphon.net.LstmStepper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The daemon as {@code run} starts it, with faults on demand. Its argument is a configuration. Each
 * line on standard input is one of {@code sound}, {@code throwing}, {@code nonsense} and {@code
 * slow}, which say how the model is from now on, or {@code full MILLISECONDS}: so long there is
 * little left of the heap, and none for a page. It answers {@code done}.
 */
public final class FaultyDaemon {
  private static final long SLOW_MS = 500;
  private static final int LARGEST_BYTES = 1 << 22;
  private static final int LEFT_BYTES = 1 << 14;
  private static final long AGAIN_MS = 200;

  private enum Health {
    SOUND,
    THROWING,
    NONSENSE,
    SLOW
  }

  private static volatile Health health = Health.SOUND;

  private FaultyDaemon() {}

  public static void main(String[] arguments) throws Exception {
    Configuration configuration = new Configuration();
    configuration.read(Path.of(arguments[0]));
    SessionPlan plan = SessionPlan.of(configuration, null, null);
    ModelLoading.Loaded sound = ModelLoading.begin(configuration).take();
    ModelLoading faulty =
        new ModelLoading(
            CompletableFuture.completedFuture(
                new ModelLoading.Loaded(sound.model(), new FaultyStepper(sound.stepper()))));
    LiveSession session = LiveSession.open(plan, new SystemClock(), faulty);
    Runtime.getRuntime().addShutdownHook(new Thread(session::close, "antiphon-stop"));
    System.err.println(
        "antiphon: ready in "
            + ManagementFactory.getRuntimeMXBean().getUptime()
            + " ms: web "
            + session.webUrl());
    Thread orders = new Thread(FaultyDaemon::obey, "antiphon-test-orders");
    orders.setDaemon(true);
    orders.start();
    session.runUntil(null, false);
  }

  private static void obey() {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    byte[] done = "done\n".getBytes(StandardCharsets.UTF_8);
    lines
        .lines()
        .forEach(
            line -> {
              String[] words = line.split(" ");
              if (words[0].equals("full")) {
                fill(Long.parseLong(words[1]));
              } else {
                health = Health.valueOf(words[0].toUpperCase(Locale.ROOT));
              }
              System.out.write(done, 0, done.length);
              System.out.flush();
            });
  }

  /** Takes all there is but a little, what others let go of too, and lets it go after a time. */
  private static void fill(long ms) {
    long untilNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms);
    Object[] last = new Object[0];
    int bytes = LARGEST_BYTES;
    while (untilNs - System.nanoTime() > 0) {
      try {
        last = new Object[] {last, new byte[bytes]};
      } catch (OutOfMemoryError e) {
        if (bytes == LEFT_BYTES) {
          pause(AGAIN_MS);
        }
        bytes = Math.max(LEFT_BYTES, bytes / 2);
      }
    }
  }

  private static void pause(long ms) {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private record FaultyStepper(LstmStepper model) implements LstmStepper {
    @Override
    public LstmSpec spec() {
      return model.spec();
    }

    @Override
    public void feed(LstmState state, int token, int position) {
      if (health == Health.THROWING) {
        throw new IllegalStateException("the model has a fault");
      }
      if (health == Health.SLOW) {
        pause(SLOW_MS);
      }
      model.feed(state, token, position);
    }

    @Override
    public float[] logits(LstmState state) {
      return spoilt(model.logits(state));
    }

    @Override
    public float[] logits(LstmState state, boolean[] mask) {
      return spoilt(model.logits(state, mask));
    }

    private static float[] spoilt(float[] logits) {
      if (health == Health.NONSENSE) {
        Arrays.fill(logits, Float.NaN);
      }
      return logits;
    }

    @Override
    public String description() {
      return "faulty " + model.description();
    }
  }
}
