package antiphon.live.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antiphon.live.api.Action;
import antiphon.live.api.LiveSettings;
import antiphon.live.follow.InternalTempo;
import antiphon.live.schedule.Routing;
import antiphon.midi.file.MidiFileException;
import antiphon.midi.file.MidiFileReader;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.loopback.ScorePlayer;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.MeterMap;
import antiphon.music.time.Timeline;
import antiphon.music.token.Vocabulary;
import antiphon.net.BundleException;
import antiphon.net.LstmSpec;
import antiphon.net.LstmState;
import antiphon.net.LstmStepper;
import antiphon.net.LstmWeights;
import antiphon.net.ModelBundle;
import antiphon.net.Steppers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A player and Antiphon before a listener, on a simulated clock that begins with bar 1. Moments are
 * in quarter notes from there; time passes up to the moment of whatever is done.
 */
final class Stage {
  static final long QUARTER = 960;
  static final long BAR = 4 * QUARTER;
  private static final float EAGER = 4;

  /** A note of Antiphon's as the far side heard it. */
  record Sound(int channel, int pitch, int velocity, long onTick, long offTick) {
    double on() {
      return onTick / (double) QUARTER;
    }

    double off() {
      return offTick / (double) QUARTER;
    }

    /** Its place and length as seen from another tick. */
    Sound from(long tick) {
      return new Sound(channel, pitch, velocity, onTick - tick, offTick - tick);
    }
  }

  final FarSide farSide = new FarSide();
  final Pump pump;
  private final Timeline timeline;

  Stage(LiveSettings settings) {
    this(settings, Sessions.stepper());
  }

  Stage(LiveSettings settings, LstmStepper stepper) {
    timeline = Timeline.of(0, 0, settings.tempoBpm());
    InternalTempo tempo = new InternalTempo(timeline, MeterMap.of(settings.meter()));
    pump = new Pump(settings, stepper, tempo, Routing.ONE, farSide);
  }

  /** A piece of those for tests, all of it the player's. */
  static Score piece(String name) {
    try {
      Path file = Path.of("src/test/resources/pieces", name + ".mid");
      return MidiFileReader.read(file).asPart(Part.PLAYER);
    } catch (MidiFileException e) {
      throw new AssertionError(e);
    }
  }

  /** One of the models that come with Antiphon. */
  static LstmStepper model(String name) {
    try {
      LstmWeights weights = ModelBundle.read(Path.of("models", name)).weights();
      return Steppers.create(Steppers.fastest(weights.spec()), weights);
    } catch (BundleException e) {
      throw new AssertionError(e);
    }
  }

  /** A random network that has much to say while the player plays. */
  static LstmStepper eager(long seed) {
    LstmStepper random = Sessions.stepper(seed);
    return new LstmStepper() {
      @Override
      public LstmSpec spec() {
        return random.spec();
      }

      @Override
      public void feed(LstmState state, int token, int position) {
        random.feed(state, token, position);
      }

      @Override
      public float[] logits(LstmState state) {
        float[] logits = random.logits(state);
        logits[Vocabulary.part(Part.PARTNER)] += EAGER;
        return logits;
      }

      @Override
      public String description() {
        return "eager";
      }
    };
  }

  long ns(double quarter) {
    return timeline.nsAt(Math.round(quarter * QUARTER));
  }

  void send(int message, double quarter) {
    pump.input().receive(message, ns(quarter));
  }

  void strike(int pitch, double quarter) {
    send(MidiMessages.noteOn(0, pitch, 80), quarter);
  }

  void release(int pitch, double quarter) {
    send(MidiMessages.noteOff(0, pitch), quarter);
  }

  void note(int pitch, double from, double to) {
    strike(pitch, from);
    release(pitch, to);
  }

  /** A rising line of quarter notes. */
  void line(double from, double to) {
    for (double quarter = from; quarter < to; quarter++) {
      note(60 + (int) (quarter - from) % 12, quarter, Math.min(quarter + 0.9, to));
    }
  }

  /** Plays a piece up to a moment. */
  void play(Score score, double from, double until) {
    Timeline pieceTime = new Timeline(ns(from), 0, timeline.quarterNs());
    pump.play(new ScorePlayer(score, pieceTime, pump.input(), 0), ns(until));
    until(until);
  }

  void perform(Action action, double quarter) {
    until(quarter);
    pump.perform(action);
  }

  void until(double quarter) {
    pump.advanceTo(ns(quarter));
    Throwable error = pump.view().takeNewError();
    if (error != null) {
      throw new AssertionError(error);
    }
  }

  /** Lets time pass till the end of the session, where nothing may hang. */
  List<Sound> end(double quarter) {
    until(quarter);
    pump.finish();
    assertEquals(0, farSide.hanging(), "hanging notes");
    assertEquals(0, farSide.doubleOns(), "notes struck twice");
    return sounds();
  }

  /** What has been heard of Antiphon; what sounds still has no end: it is that of time. */
  List<Sound> sounds() {
    List<Sound> sounds = new ArrayList<>();
    int[] open = new int[16 * 128];
    for (FarSide.Heard heard : farSide.heard()) {
      int message = heard.message();
      int key = MidiMessages.channel(message) * 128 + MidiMessages.data1(message);
      long tick = timeline.tickAt(heard.deadlineNs());
      if (MidiMessages.isNoteOn(message)) {
        open[key] = sounds.size() + 1;
        sounds.add(
            new Sound(
                MidiMessages.channel(message),
                MidiMessages.data1(message),
                MidiMessages.data2(message),
                tick,
                Long.MAX_VALUE));
      } else if (MidiMessages.isNoteOff(message) && open[key] > 0) {
        Sound on = sounds.get(open[key] - 1);
        sounds.set(open[key] - 1, new Sound(on.channel, on.pitch, on.velocity, on.onTick, tick));
        open[key] = 0;
      }
    }
    return sounds;
  }

  /** Those that begin from a moment up to another. */
  List<Sound> sounds(double from, double to) {
    return sounds().stream().filter(s -> s.on() >= from && s.on() < to).toList();
  }
}
