package antiphon.app.bench;

import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
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

/**
 * How long it takes to answer to a note while playing along: the draft of the next bar is revoked,
 * the memory restored, the note heard, and the bar drafted anew. Measured on the pumped pipeline,
 * all handlers included, with a player who strikes keys at random moments.
 */
public final class DraftBench {
  private static final int WARM_UP_NOTES = 300;
  private static final int CHANNEL = 1;
  private static final int LOWEST_PITCH = 48;
  private static final int PITCHES = 37;
  private static final double TEMPO_BPM = 120;
  private static final long QUARTER_NS = 500_000_000;
  private static final long SHORTEST_GAP_NS = 30_000_000;

  private final Clock clock;
  private final CountingStepper stepper;
  private final Random random;
  private final long seed;
  private final Pump pump;
  private final Lap notes;
  private final Lap ends;
  private int pitch;
  private int velocity;

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
    notes = new Lap(clock, () -> send(MidiMessages.noteOn(CHANNEL, pitch, velocity)));
    ends = new Lap(clock, () -> send(MidiMessages.noteOff(CHANNEL, pitch)));
  }

  /**
   * Measures for about so long, after warming up, and writes what was measured into a document.
   *
   * @param progress is told the share that is done
   */
  public void run(double seconds, ObjectNode node, DoubleConsumer progress) {
    for (int i = 0; i < WARM_UP_NOTES; i++) {
      play();
    }
    notes.warmUp(0);
    ends.warmUp(0);
    long tokens = 0;
    long draws = 0;
    long startNs = clock.nowNs();
    double done;
    do {
      pass();
      long tokensBefore = stepper.tokens();
      long drawsBefore = stepper.draws();
      strike();
      tokens += stepper.tokens() - tokensBefore;
      draws += stepper.draws() - drawsBefore;
      release();
      done = (clock.nowNs() - startNs) / (seconds * 1e9);
      progress.accept(Math.min(1, done));
    } while (done < 1);
    node.put("stepper", stepper.description())
        .put("mode", Mode.JAM.word())
        .put("tempoBpm", TEMPO_BPM)
        .put("seed", seed)
        .put("tokensPerRedraft", Figures.rounded((double) tokens / notes.count()))
        .put("drawsPerRedraft", Figures.rounded((double) draws / notes.count()))
        .put("bytesAllocatedPerNote", Math.round(notes.bytesPerTurn()));
    notes.putMs(node.putObject("revokeAndRedraftAtNote"));
    ends.putMs(node.putObject("revokeAndRedraftAtEnd"));
  }

  private void play() {
    pass();
    strike();
    release();
  }

  private void pass() {
    advance(SHORTEST_GAP_NS + random.nextLong(2 * QUARTER_NS));
  }

  private void strike() {
    pitch = LOWEST_PITCH + random.nextInt(PITCHES);
    velocity = 30 + random.nextInt(80);
    notes.run(1);
  }

  private void release() {
    advance(SHORTEST_GAP_NS + random.nextLong(QUARTER_NS));
    ends.run(1);
  }

  private void advance(long ns) {
    pump.advanceTo(pump.nowNs() + ns);
  }

  private void send(int message) {
    pump.input().receive(message, pump.nowNs());
  }
}
