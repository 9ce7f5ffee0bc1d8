package antiphon.app.bench;

import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import antiphon.live.engine.Pump;
import antiphon.live.follow.InternalTempo;
import antiphon.live.ring.InSlot;
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
 * How long the mind takes for a note while it plays along: the draft is revoked, the memory
 * restored, the note heard, and what comes next drafted anew. A player wanders up and down C major
 * in eighth and quarter notes of a simulated time; the mind has drafted a bar each time. After
 * every other note only the first instant is drafted within the measured time, as soon as which
 * Antiphon can react; after the others the whole bar.
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
  private final Random random;
  private final Pump pump;
  private final MindMeter meter;
  private final Histogram firstNs = new Histogram(LONGEST_NS, DIGITS);
  private final Histogram firstProcessorNs = new Histogram(LONGEST_NS, DIGITS);
  private final Histogram barNs = new Histogram(LONGEST_NS, DIGITS);
  private final Histogram barProcessorNs = new Histogram(LONGEST_NS, DIGITS);
  private final Histogram tokens = new Histogram(MOST_STEPS, DIGITS);
  private final Histogram draws = new Histogram(MOST_STEPS, DIGITS);
  private long bytes;
  private int degree = DEGREES / 2;
  private long positionNs;

  public DraftBench(LstmStepper stepper, Clock clock, long seed) {
    this.clock = clock;
    this.stepper = new CountingStepper(stepper);
    this.seed = seed;
    random = new Random(seed);
    LiveSettings settings =
        new LiveSettings(Mode.JAM, Meter.COMMON, TEMPO_BPM, seed).with(Parameter.TEMPERATURE, 1);
    InternalTempo tempo =
        new InternalTempo(Timeline.of(0, 0, TEMPO_BPM), MeterMap.of(Meter.COMMON));
    pump = new Pump(settings, this.stepper, tempo, (message, deadlineNs) -> {});
    meter = new MindMeter(clock);
    pump.watchMind(meter);
  }

  /**
   * Measures for about so long, after warming up, and writes what was measured into a document.
   *
   * @param progress is told the share that is done
   */
  public void run(double seconds, ObjectNode node, DoubleConsumer progress) {
    for (int i = 0; i < WARM_UP_NOTES; i++) {
      turn(i % 2 == 0);
    }
    firstNs.reset();
    firstProcessorNs.reset();
    barNs.reset();
    barProcessorNs.reset();
    tokens.reset();
    draws.reset();
    bytes = 0;
    long startNs = clock.nowNs();
    double done;
    do {
      turn(true);
      turn(false);
      done = (clock.nowNs() - startNs) / (seconds * 1e9);
      progress.accept(Math.min(1, done));
    } while (done < 1);
    node.put("stepper", stepper.description())
        .put("mode", Mode.JAM.word())
        .put("tempoBpm", TEMPO_BPM)
        .put("seed", seed)
        .put(
            "bytesAllocatedPerNote",
            Figures.rounded((double) bytes / (firstNs.getTotalCount() + barNs.getTotalCount())));
    Figures.putCount(node.putObject("tokensPerBar"), tokens);
    Figures.putCount(node.putObject("drawsPerBar"), draws);
    Figures.putMs(node.putObject("revokeAndFirstInstant"), firstNs);
    Figures.putMs(node.putObject("revokeAndFirstInstantProcessorTime"), firstProcessorNs);
    Figures.putMs(node.putObject("revokeAndBar"), barNs);
    Figures.putMs(node.putObject("revokeAndBarProcessorTime"), barProcessorNs);
  }

  /** The player strikes a key and lets go of it. */
  private void turn(boolean wholeBar) {
    int step = random.nextInt(2 * WIDEST_STEP + 1) - WIDEST_STEP;
    degree = Math.max(0, Math.min(DEGREES - 1, degree + step));
    int pitch = LOWEST_PITCH + 12 * (degree / SCALE.length) + SCALE[degree % SCALE.length];
    int velocity = 50 + random.nextInt(50);
    long lengthNs = random.nextInt(3) == 0 ? QUARTER_NS : EIGHTH_NS;
    advanceTo(positionNs + random.nextLong(UNEVENNESS_NS));
    pump.setLooksAhead(wholeBar);
    long tokensBefore = stepper.tokens();
    long drawsBefore = stepper.draws();
    meter.reset();
    send(MidiMessages.noteOn(CHANNEL, pitch, velocity));
    bytes += meter.bytes();
    if (wholeBar) {
      barNs.recordValue(meter.ns());
      barProcessorNs.recordValue(meter.processorNs());
      tokens.recordValue(stepper.tokens() - tokensBefore);
      draws.recordValue(stepper.draws() - drawsBefore);
    } else {
      firstNs.recordValue(meter.ns());
      firstProcessorNs.recordValue(meter.processorNs());
      pump.setLooksAhead(true);
      pump.offer(InSlot.Kind.WAKE, 0);
    }
    advanceTo(positionNs + lengthNs * 3 / 4);
    positionNs += lengthNs;
    send(MidiMessages.noteOff(CHANNEL, pitch));
  }

  private void advanceTo(long ns) {
    pump.advanceTo(ns);
  }

  private void send(int message) {
    pump.input().receive(message, pump.nowNs());
  }
}
