package antiphon.live.engine;

import antiphon.live.api.Action;
import antiphon.live.api.ClockSource;
import antiphon.live.api.Counter;
import antiphon.live.api.Floor;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import antiphon.live.api.TriggerKeys;
import antiphon.live.follow.InternalTempo;
import antiphon.live.ring.InSlot;
import antiphon.live.schedule.Routing;
import antiphon.midi.port.ChannelMap;
import antiphon.midi.port.MidiMessages;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import antiphon.music.time.Timeline;
import antiphon.net.LstmSpec;
import antiphon.net.LstmStepper;
import antiphon.net.LstmWeights;
import antiphon.net.Steppers;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * One session of a storm: how it is set up and all that is done in it, drawn from a seed before it
 * begins, so that it can be played again, whole or in part.
 */
final class StormSession {
  /**
   * Something that is done.
   *
   * @param waitNs after the one before
   */
  record Deed(String text, long waitNs, Consumer<Pump> does) {
    @Override
    public String toString() {
      return "+" + waitNs / MS + " ms " + text;
    }
  }

  /** What came of it. */
  record Outcome(
      List<FarSide.Heard> heard,
      List<String> faults,
      long notes,
      long modelFaults,
      long swaps,
      long thoughts) {
    boolean isFine() {
      return faults.isEmpty();
    }
  }

  static final long MS = 1_000_000;

  private static final int OUTPUTS = 2;
  private static final int[] CHANNELS = {0, 0, 0, 1, 4};
  private static final long NOT_ENDLESS = 20_000; // thoughts without time passing

  final LiveSettings settings;
  final List<Deed> deeds;
  private final Routing routing;
  private final boolean thru;
  private final InternalTempo tempo;
  private final long modelSeed;

  StormSession(long seed, int actions) {
    Random random = new Random(seed);
    Meter meter = new Meter(1 + random.nextInt(12), 2 << random.nextInt(3));
    LiveSettings drawn =
        new LiveSettings(
            Mode.of(random.nextInt(4)),
            meter,
            Timeline.MIN_TEMPO_BPM
                + random.nextInt((int) (Timeline.MAX_TEMPO_BPM - Timeline.MIN_TEMPO_BPM) + 1),
            random.nextLong(),
            ClockSource.values()[random.nextInt(ClockSource.values().length)],
            random.nextInt(3) - 1,
            random.nextInt(3) == 0 ? 0x13 : LiveSettings.ALL_CHANNELS,
            Map.of());
    for (Parameter parameter : Parameter.values()) {
      if (random.nextInt(3) == 0) {
        drawn = drawn.with(parameter, value(parameter, random));
      }
    }
    settings = drawn;
    thru = random.nextBoolean();
    routing =
        new Routing(
            List.of(new Routing.Input(thru ? 1 : 0, 0)),
            List.of(
                new Routing.Output(ChannelMap.ALL, latencyNs(random), true, random.nextInt(4) == 0),
                new Routing.Output(ChannelMap.ALL, latencyNs(random), true, false)));
    long anchorNs = random.nextBoolean() ? Long.MAX_VALUE - random.nextInt() : random.nextLong();
    tempo = new InternalTempo(Timeline.of(anchorNs, 0, settings.tempoBpm()), MeterMap.of(meter));
    modelSeed = random.nextLong();
    deeds = new ArrayList<>();
    while (deeds.size() < actions) {
      deeds.add(deed(random));
    }
  }

  private static long latencyNs(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(60) * MS;
      case 1 -> 500 * MS;
      default -> 0;
    };
  }

  /** Plays it. */
  Outcome play(boolean looksAhead) {
    return play(deeds, looksAhead);
  }

  /** Plays some of it. */
  Outcome play(List<Deed> some, boolean looksAhead) {
    FarSide[] ends = new FarSide[OUTPUTS];
    for (int i = 0; i < OUTPUTS; i++) {
      ends[i] = new FarSide();
    }
    List<FarSide.Heard> all = new ArrayList<>();
    Pump pump =
        new Pump(
            settings,
            model(modelSeed),
            tempo,
            routing,
            (message, deadlineNs) -> {
              all.add(new FarSide.Heard(message, deadlineNs));
              ends[MidiMessages.port(message)].send(message, deadlineNs);
            });
    pump.setLooksAhead(looksAhead);
    List<String> faults = new ArrayList<>();
    Thoughts thoughts = new Thoughts(pump);
    pump.watchMind(thoughts);
    for (Deed deed : some) {
      pump.advanceTo(pump.nowNs() + deed.waitNs);
      deed.does.accept(pump);
      Throwable error = pump.view().takeNewError();
      if (error != null) {
        faults.add(deed + ": " + error + " at " + List.of(error.getStackTrace()).subList(0, 8));
        break;
      }
      if (!thru && thoughts.hasLongBeenSilent() && hanging(ends) > 0) {
        faults.add(deed + ": a note hangs that is nobody's");
        break;
      }
    }
    letGo(pump);
    for (int i = 0; i < OUTPUTS && faults.isEmpty(); i++) {
      if (ends[i].hanging() > 0) {
        faults.add(ends[i].hanging() + " notes hang at output " + i);
      }
      if (ends[i].doubleOns() > 0) {
        faults.add(ends[i].doubleOns() + " onsets of what sounds at output " + i);
      }
    }
    pump.finish();
    EngineView view = pump.view();
    if (view.sounding() > 0) {
      faults.add("something sounds after the end");
    }
    return new Outcome(
        all,
        faults,
        view.count(Counter.NOTES_PLAYED),
        view.count(Counter.MODEL_FAULTS),
        view.count(Counter.MODELS_SWAPPED),
        thoughts.count);
  }

  private static int hanging(FarSide[] ends) {
    int count = 0;
    for (FarSide end : ends) {
      count += end.hanging();
    }
    return count;
  }

  /** The player lets go, Antiphon is silent: nothing may sound then. */
  private static void letGo(Pump pump) {
    pump.set(Parameter.SWITCH_AT, 0);
    pump.perform(Action.LISTEN);
    long nowNs = pump.nowNs();
    for (int channel = 0; channel < 16; channel++) {
      pump.input().receive(MidiMessages.controlChange(channel, 64, 0), nowNs);
      for (int pitch = 0; pitch < 128; pitch++) {
        pump.input().receive(MidiMessages.noteOff(channel, pitch), nowNs);
      }
    }
    pump.advanceTo(nowNs + 4_000 * MS);
  }

  /** Counts what the mind does; it must not go round in circles. */
  private static final class Thoughts implements Pump.MindWatch {
    private final Pump pump;
    private long count;
    private long atNs;
    private long atOnce;
    private long playedNs;

    Thoughts(Pump pump) {
      this.pump = pump;
      atNs = pump.nowNs();
      playedNs = pump.nowNs();
    }

    @Override
    public void begins() {
      count++;
      atOnce = pump.nowNs() == atNs ? atOnce + 1 : 0;
      atNs = pump.nowNs();
      if (atOnce > NOT_ENDLESS) {
        throw new AssertionError("thinks without end");
      }
    }

    @Override
    public void ends() {
      Floor floor = pump.view().floor();
      if (floor == Floor.PARTNER || floor == Floor.BOTH) {
        playedNs = pump.nowNs();
      }
    }

    /** Whether Antiphon has not had the floor for longer than anything is handed out ahead. */
    boolean hasLongBeenSilent() {
      return pump.nowNs() - playedNs > 1_000 * MS;
    }
  }

  /** Every kind of model: big and small, well and ill. */
  private static LstmStepper model(long seed) {
    return switch ((int) Long.remainderUnsigned(seed, 10)) {
      case 0 -> new WitnessStepper(seed, WitnessStepper.Illness.SOMETIMES);
      case 1 -> new WitnessStepper(seed, WitnessStepper.Illness.ALWAYS);
      case 2 -> net(seed, 2, 32);
      case 3 -> net(seed, 1, 16);
      case 4 -> broken(seed);
      default -> new WitnessStepper(seed, WitnessStepper.Illness.NONE);
    };
  }

  private static LstmStepper net(long seed, int layers, int hidden) {
    LstmSpec spec = LstmSpec.ofVocabulary(layers, hidden);
    return Steppers.create(Steppers.fastest(spec), LstmWeights.random(spec, seed));
  }

  private static LstmStepper broken(long seed) {
    LstmSpec spec = LstmSpec.ofVocabulary(2, 16);
    LstmWeights weights = LstmWeights.random(spec, seed);
    Random random = new Random(seed);
    float bad = random.nextBoolean() ? Float.NaN : Float.POSITIVE_INFINITY;
    float[] where = random.nextBoolean() ? weights.output() : weights.input(0);
    where[random.nextInt(where.length)] = bad;
    return Steppers.create(Steppers.fastest(spec), weights);
  }

  static double value(Parameter parameter, Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> parameter.min();
      case 1 -> parameter.max();
      case 2, 3, 4 -> parameter.defaultValue();
      default -> parameter.at(Math.pow(random.nextDouble(), 1 + random.nextInt(4)));
    };
  }

  private static Deed deed(Random random) {
    long waitNs =
        switch (random.nextInt(200)) {
          case 0 -> random.nextLong(60_000 * MS);
          case 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 -> random.nextLong(2_000 * MS);
          case 11, 12, 13, 14, 15, 16, 17, 18, 19 -> 0;
          default -> random.nextLong(80 * MS);
        };
    int channel = CHANNELS[random.nextInt(CHANNELS.length)];
    int pitch = random.nextInt(20) == 0 ? random.nextInt(128) : 40 + random.nextInt(30);
    return switch (random.nextInt(64)) {
      case 0, 1, 2 -> action(Action.of(random.nextInt(Action.values().length)), waitNs);
      case 3, 4 -> action(Action.of(Mode.of(random.nextInt(4))), waitNs);
      case 5 -> action(Action.HAND_OVER, waitNs);
      case 6 -> action(Action.TAP, waitNs);
      case 7, 8, 9 -> {
        Parameter parameter = Parameter.values()[random.nextInt(Parameter.values().length)];
        double value = value(parameter, random);
        yield new Deed(parameter.word() + " " + value, waitNs, pump -> pump.set(parameter, value));
      }
      case 10 -> scene(random, waitNs);
      case 11 -> swap(random, waitNs);
      case 12 -> new Deed("events lost", waitNs, pump -> pump.offer(InSlot.Kind.EVENTS_LOST, 0));
      case 13 -> triggers(random, waitNs);
      case 14, 15, 16 -> transport(random, waitNs);
      case 17, 18, 19, 20 -> clocks(random, waitNs);
      case 21 -> message(waitNs, 0xFA + random.nextInt(3), 0, 0);
      case 22 -> message(waitNs, 0xF2, random.nextInt(128), random.nextInt(128));
      case 23, 24 -> message(waitNs, 0xB0 | channel, 64, random.nextInt(128));
      case 25 -> message(waitNs, 0xB0 | channel, random.nextInt(128), random.nextInt(128));
      case 26, 27, 28, 29, 30 -> chord(random, waitNs);
      case 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46 ->
          message(waitNs, 0x90 | channel, pitch, random.nextInt(128));
      default -> message(waitNs, 0x80 | channel, pitch, 0);
    };
  }

  private static Deed action(Action action, long waitNs) {
    return new Deed(action.word(), waitNs, pump -> pump.perform(action));
  }

  private static Deed message(long waitNs, int status, int data1, int data2) {
    int message = MidiMessages.pack(status, data1, data2);
    return new Deed(
        "message %02X %d %d".formatted(status, data1, data2),
        waitNs,
        pump -> pump.input().receive(message, pump.nowNs()));
  }

  /** Some notes at once, and their ends. */
  private static Deed chord(Random random, long waitNs) {
    int channel = CHANNELS[random.nextInt(CHANNELS.length)];
    int[] pitches = random.ints(1 + random.nextInt(4), 36, 90).toArray();
    long lengthNs = random.nextLong(400 * MS);
    return new Deed(
        "chord " + List.of(pitches.length, channel, lengthNs / MS),
        waitNs,
        pump -> {
          for (int pitch : pitches) {
            pump.input().receive(MidiMessages.noteOn(channel, pitch, 90), pump.nowNs());
          }
          pump.advanceTo(pump.nowNs() + lengthNs);
          for (int pitch : pitches) {
            pump.input().receive(MidiMessages.noteOff(channel, pitch), pump.nowNs());
          }
        });
  }

  /** A burst of parameters, a mode, and perhaps a model. */
  private static Deed scene(Random random, long waitNs) {
    List<Deed> parts = new ArrayList<>();
    for (Parameter parameter : Parameter.values()) {
      if (random.nextInt(4) == 0) {
        double value = value(parameter, random);
        parts.add(new Deed(parameter.word() + " " + value, 0, pump -> pump.set(parameter, value)));
      }
    }
    parts.add(action(Action.of(Mode.of(random.nextInt(4))), 0));
    if (random.nextBoolean()) {
      parts.add(swap(random, 0));
    }
    return new Deed("scene " + parts, waitNs, pump -> parts.forEach(p -> p.does.accept(pump)));
  }

  private static Deed swap(Random random, long waitNs) {
    long seed = random.nextLong();
    return new Deed("swap " + seed, waitNs, pump -> pump.swap(model(seed), "model " + seed));
  }

  private static Deed triggers(Random random, long waitNs) {
    BitSet keys = new BitSet();
    random.ints(random.nextInt(4), 40, 70).forEach(keys::set);
    return new Deed("triggers " + keys, waitNs, pump -> pump.setTriggers(new TriggerKeys(keys)));
  }

  private static Deed transport(Random random, long waitNs) {
    boolean rolling = random.nextInt(4) > 0;
    long quarterNs = Math.round(60e9 / (20 + random.nextInt(380)));
    long songTick = random.nextInt(100_000);
    return new Deed(
        "transport " + List.of(rolling, quarterNs, songTick),
        waitNs,
        pump -> pump.transport(rolling, quarterNs, songTick, pump.nowNs()));
  }

  /** A MIDI clock, for a while. */
  private static Deed clocks(Random random, long waitNs) {
    int count = 1 + random.nextInt(60);
    long everyNs = Math.round(60e9 / (20 + random.nextInt(380)) / 24);
    return new Deed(
        "clocks " + List.of(count, everyNs),
        waitNs,
        pump -> {
          for (int i = 0; i < count; i++) {
            pump.input().receive(MidiMessages.pack(0xF8, 0, 0), pump.nowNs() + everyNs);
          }
        });
  }
}
