package antiphon.live.engine;

import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import antiphon.live.follow.InternalTempo;
import antiphon.live.schedule.Routing;
import antiphon.midi.port.ChannelMap;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.Clock;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import antiphon.music.time.SystemClock;
import antiphon.music.time.Timeline;
import antiphon.net.LstmSpec;
import antiphon.net.LstmStepper;
import antiphon.net.LstmWeights;
import antiphon.net.Steppers;
import java.util.ArrayList;
import java.util.List;

/** Small sessions for tests: a random network, common time, 120 bpm, nothing held back. */
public final class Sessions {
  public static final long QUARTER_NS = 500_000_000;
  public static final long BAR_NS = 4 * QUARTER_NS;

  private Sessions() {}

  public static LiveSettings settings(Mode mode) {
    return new LiveSettings(mode, Meter.COMMON, 120, 7)
        .with(Parameter.TEMPERATURE, 1)
        .with(Parameter.DENSITY_FOLLOW, 0);
  }

  public static InternalTempo tempo(long anchorNs) {
    return new InternalTempo(Timeline.of(anchorNs, 0, 120), MeterMap.of(Meter.COMMON));
  }

  /** An engine in the tempo of its settings, whose bar 1 begins now. */
  public static Engine engine(LiveSettings settings, LstmStepper stepper, FarSide farSide) {
    return engine(settings, stepper, Routing.ONE, farSide);
  }

  /** As {@link #engine(LiveSettings, LstmStepper, FarSide)}, with ports of some kind. */
  public static Engine engine(
      LiveSettings settings, LstmStepper stepper, Routing routing, FarSide farSide) {
    Clock clock = new SystemClock();
    InternalTempo tempo =
        new InternalTempo(
            Timeline.of(clock.nowNs(), 0, settings.tempoBpm()), MeterMap.of(settings.meter()));
    return new Engine(settings, stepper, "a random one", tempo, routing, farSide, clock, true);
  }

  /** One input that is passed through, and one output that is told the beat as well. */
  public static Routing thruAndClock() {
    return new Routing(
        List.of(new Routing.Input(1, 0)),
        List.of(new Routing.Output(ChannelMap.ALL, 0, true, true)));
  }

  public static LstmStepper stepper() {
    return stepper(3);
  }

  /** Another network for each seed. */
  public static LstmStepper stepper(long seed) {
    LstmSpec spec = LstmSpec.ofVocabulary(2, 32);
    return Steppers.create(Steppers.fastest(spec), LstmWeights.random(spec, seed));
  }

  /** Two bars of quarter notes from bar 1. */
  public static Score call() {
    List<Note> notes = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      notes.add(new Note(Part.PLAYER, 60 + i, 80, i * 960L, i * 960L + 900));
    }
    return new Score(notes, 120, MeterMap.of(Meter.COMMON));
  }
}
