package antiphon.app.bench;

import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.engine.Pump;
import antiphon.live.follow.InternalTempo;
import antiphon.midi.port.MidiMessages;
import antiphon.music.time.Clock;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import antiphon.music.time.Timeline;
import antiphon.net.LstmStepper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Random;
import java.util.function.DoubleConsumer;
import org.HdrHistogram.Histogram;

/**
 * How long the mind takes for what a player does while it has a draft: the draft is revoked, the
 * memory restored, the note heard, and what comes next drafted anew. A player wanders up and down C
 * major in eighth and quarter notes of a simulated time. In a jam it is measured from each note to
 * the next instant of Antiphon's, for only that is drafted on what the player does; in call and
 * response from the end of each note to the whole first bar of the answer that is expected then.
 */
public final class DraftBench {
  private static final int WARM_UP_NOTES = 400;
  private static final int CHANNEL = 1;
  private static final int[] SCALE = {0, 2, 4, 5, 7, 9, 11};
  private static final int LOWEST_PITCH = 60;
  private static final int DEGREES = 15;
  private static final int WIDEST_STEP = 2;
  private static final double TEMPO_BPM = 120;
  private static final long QUARTER_NS = 500_000_000;
  private static final long EIGHTH_NS = QUARTER_NS / 2;
  private static final long UNEVENNESS_NS = 15_000_000;
  private static final long LONGEST_NS = 60_000_000_000L;
  private static final int MOST_STEPS = 1_000_000;
  private static final int DIGITS = 3;

  private final Clock clock;
  private final CountingStepper stepper;
  private final long seed;
  private final Phase jam;
  private final Phase answer;

  public DraftBench(LstmStepper stepper, Clock clock, long seed) {
    this.clock = clock;
    this.stepper = new CountingStepper(stepper);
    this.seed = seed;
    jam = new Phase(Mode.JAM);
    answer = new Phase(Mode.CALL_RESPONSE);
  }

  /**
   * Measures for about so long, after warming up, and writes what was measured into a document.
   *
   * @param progress is told the share that is done
   */
  public void run(double seconds, ObjectNode node, DoubleConsumer progress) {
    for (int i = 0; i < WARM_UP_NOTES; i++) {
      jam.note();
      answer.note();
    }
    jam.reset();
    answer.reset();
    long startNs = clock.nowNs();
    double done;
    do {
      jam.note();
      answer.note();
      done = (clock.nowNs() - startNs) / (seconds * 1e9);
      progress.accept(Math.min(1, done));
    } while (done < 1);
    node.put("stepper", stepper.description()).put("tempoBpm", TEMPO_BPM).put("seed", seed);
    jam.write(node.putObject("jamNextInstant"));
    answer.write(node.putObject("answerBar"));
  }

  /** A player and the mind, in one mode. */
  private final class Phase {
    private final Mode mode;
    private final Random random = new Random(seed);
    private final Pump pump;
    private final MindMeter meter = new MindMeter(clock);
    private final Histogram wallNs = new Histogram(LONGEST_NS, DIGITS);
    private final Histogram processorNs = new Histogram(LONGEST_NS, DIGITS);
    private final Histogram tokens = new Histogram(MOST_STEPS, DIGITS);
    private long bytes;
    private int degree = DEGREES / 2;
    private long positionNs;

    Phase(Mode mode) {
      this.mode = mode;
      InternalTempo tempo =
          new InternalTempo(Timeline.of(0, 0, TEMPO_BPM), MeterMap.of(Meter.COMMON));
      pump =
          new Pump(
              new LiveSettings(mode, Meter.COMMON, TEMPO_BPM, seed),
              stepper,
              tempo,
              (message, deadlineNs) -> {});
      pump.watchMind(meter);
    }

    void reset() {
      wallNs.reset();
      processorNs.reset();
      tokens.reset();
      bytes = 0;
    }

    /** The player strikes a key and lets go of it. */
    void note() {
      int step = random.nextInt(2 * WIDEST_STEP + 1) - WIDEST_STEP;
      degree = Math.max(0, Math.min(DEGREES - 1, degree + step));
      int pitch = LOWEST_PITCH + 12 * (degree / SCALE.length) + SCALE[degree % SCALE.length];
      long lengthNs = random.nextInt(3) == 0 ? QUARTER_NS : EIGHTH_NS;
      pump.advanceTo(positionNs + random.nextLong(UNEVENNESS_NS));
      int on = MidiMessages.noteOn(CHANNEL, pitch, 50 + random.nextInt(50));
      int off = MidiMessages.noteOff(CHANNEL, pitch);
      send(on, mode == Mode.JAM);
      pump.advanceTo(positionNs + lengthNs * 3 / 4);
      send(off, mode == Mode.CALL_RESPONSE);
      positionNs += lengthNs;
    }

    private void send(int message, boolean measured) {
      long tokensBefore = stepper.tokens();
      meter.reset();
      pump.input().receive(message, pump.nowNs());
      if (measured) {
        wallNs.recordValue(meter.ns());
        processorNs.recordValue(meter.processorNs());
        tokens.recordValue(stepper.tokens() - tokensBefore);
        bytes += meter.bytes();
      }
    }

    void write(ObjectNode node) {
      double perNote = (double) bytes / wallNs.getTotalCount();
      node.put("bytesAllocatedPerNote", Figures.rounded(perNote));
      Figures.putCount(node.putObject("tokens"), tokens);
      Figures.putMs(node.putObject("revokeAndRedraft"), wallNs);
      Figures.putMs(node.putObject("processorTime"), processorNs);
    }
  }
}
