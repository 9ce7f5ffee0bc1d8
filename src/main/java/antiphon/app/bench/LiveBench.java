package antiphon.app.bench;

import antiphon.app.realtime.RealTimeThread;
import antiphon.control.web.WebException;
import antiphon.live.api.AnswerStart;
import antiphon.live.api.ClockSource;
import antiphon.live.api.Counter;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.OutTiming;
import antiphon.live.api.Parameter;
import antiphon.live.engine.Engine;
import antiphon.live.follow.InternalTempo;
import antiphon.live.schedule.Routing;
import antiphon.midi.port.ChannelMap;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.MidiSender;
import antiphon.music.time.Clock;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import antiphon.music.time.Timeline;
import antiphon.net.LstmStepper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleConsumer;
import org.HdrHistogram.Histogram;

/**
 * Measures the live path on threads as in a session, with a real model and a sender that looks at
 * the clock instead of a device.
 */
public final class LiveBench {
  private static final long LONGEST_NS = 10_000_000_000L;
  private static final long WARM_UP_NS = 3_000_000_000L;
  private static final long LOOK_NS = 20_000_000;
  private static final double TEMPO_BPM = 240;
  private static final double HAND_OVER_BEATS = 0.5;
  private static final int PARTNER_CHANNEL = 0;
  private static final int CALL_CHANNEL = 1;
  private static final int THRU_CHANNEL = 2;
  private static final int CALL_NOTES = 3;
  private static final long KEY_DOWN_NS = 40_000_000;
  private static final long PATIENCE_NS = 3_000_000_000L;
  private static final long THRU_GAP_NS = 1_000_000;

  private final LstmStepper stepper;
  private final Clock clock;
  private final boolean loaded;
  private final boolean flooded;
  private final int clients;

  /**
   * @param loaded whether the machine is given other work meanwhile, see {@link BenchLoad}
   * @param flooded whether a {@link Flood} comes in half of the time, where that is measured apart
   * @param clients so many pages are open half of the time, where that is measured apart and there
   *     is no flood; 0 for none
   */
  public LiveBench(LstmStepper stepper, Clock clock, boolean loaded, boolean flooded, int clients) {
    this.stepper = stepper;
    this.clock = clock;
    this.loaded = loaded;
    this.flooded = flooded;
    this.clients = clients;
  }

  /**
   * How late messages leave on a transport that takes no time stamps: a solo, and MIDI clock beside
   * it. With a flood or clients it is measured as long with them as without, in turns.
   *
   * @param progress is told the share that is done
   */
  public void jitter(double seconds, ObjectNode node, DoubleConsumer progress) throws WebException {
    Histogram lateNs = new Histogram(LONGEST_NS, 3);
    AtomicReference<Histogram> counted = new AtomicReference<>();
    Engine engine =
        engine(
            Mode.SOLO,
            new Routing(List.of(), List.of(new Routing.Output(ChannelMap.ALL, 0, true, true))),
            (message, deadlineNs) -> {
              Histogram histogram = counted.get();
              if (histogram != null) {
                long passedNs = clock.nowNs() - deadlineNs;
                histogram.recordValue(Math.max(0, Math.min(LONGEST_NS, passedNs)));
              }
            });
    BenchPage page = begin(engine, clients > 0);
    BenchLoad load = loaded ? new BenchLoad(page) : null;
    try {
      pause(WARM_UP_NS);
      if (flooded) {
        flood(engine, seconds, counted, lateNs, node, progress);
      } else if (clients > 0) {
        invite(engine, page, seconds, counted, lateNs, node, progress);
      } else {
        counted.set(lateNs);
        await(seconds, progress);
      }
    } finally {
      counted.set(null);
      end(engine, page, load);
    }
    describe(node, engine, load);
    Figures.putMs(node.putObject("latenessOfOutput"), lateNs);
  }

  private void flood(
      Engine engine,
      double seconds,
      AtomicReference<Histogram> counted,
      Histogram lateNs,
      ObjectNode node,
      DoubleConsumer progress) {
    try (Flood flood = new Flood(engine, engine.input(), clock)) {
      Phases phases = new Phases();
      alternate(flood, seconds, counted, phases, progress);
      node.put("floodPerSecond", Math.round(flood.sent() * 1e9 / phases.openNs))
          .put("refusedIn", engine.view().count(Counter.REFUSED_IN));
      phases.addWithout(lateNs);
      Figures.putMs(node.putObject("latenessInFlood"), phases.with);
    }
  }

  private void invite(
      Engine engine,
      BenchPage page,
      double seconds,
      AtomicReference<Histogram> counted,
      Histogram lateNs,
      ObjectNode node,
      DoubleConsumer progress) {
    try (Bystander bystander = new Bystander(engine.input(), clock);
        Audience audience = new Audience(page, clients)) {
      node.put("notesPerSecond", bystander.notesPerSecond());
      audience.setOpen(true); // what is compiled for them is compiled once
      pause(WARM_UP_NS);
      audience.setOpen(false);
      long cutOff = audience.cutOff();
      Phases phases = new Phases();
      alternate(audience, seconds, counted, phases, progress);
      node.put("clients", clients).put("clientsCutOff", audience.cutOff() - cutOff);
      phases.addWithout(lateNs);
      Figures.putMs(node.putObject("latenessWithClients"), phases.with);
      ArrayNode halves = node.putArray("latenessOfHalves");
      for (Histogram half : phases.without) {
        Figures.putMs(halves.addObject(), half);
      }
    }
  }

  /** What has been measured in turns. */
  private static final class Phases {
    /** Every other phase without it: how much these two differ is how much means nothing. */
    final Histogram[] without = {new Histogram(LONGEST_NS, 3), new Histogram(LONGEST_NS, 3)};

    final Histogram with = new Histogram(LONGEST_NS, 3);
    long openNs;

    void addWithout(Histogram sum) {
      sum.add(without[0]);
      sum.add(without[1]);
    }
  }

  private void alternate(
      Disturbance disturbance,
      double seconds,
      AtomicReference<Histogram> counted,
      Phases phases,
      DoubleConsumer progress) {
    long pairs = Math.max(1, Math.round(seconds * 1e9 / disturbance.phaseNs() / 2));
    long count = 4 * pairs;
    for (int phase = 0; phase < count; phase++) {
      boolean open = phase % 2 == 1;
      counted.set(null);
      disturbance.setOpen(open);
      long beganNs = clock.nowNs();
      pause(disturbance.settleNs());
      counted.set(open ? phases.with : phases.without[phase / 2 % 2]);
      pause(disturbance.phaseNs());
      phases.openNs += open ? clock.nowNs() - beganNs : 0;
      progress.accept((phase + 1.0) / count);
    }
    counted.set(null);
  }

  /**
   * From the player's last note to the first of an answer that is wanted at once, less the silence
   * that hands over; and from a message in to the same message passed through.
   *
   * @param progress is told the share that is done
   */
  public void pipeline(double seconds, ObjectNode node, DoubleConsumer progress)
      throws WebException {
    Histogram answerNs = new Histogram(LONGEST_NS, 3);
    Histogram thruNs = new Histogram(LONGEST_NS, 3);
    AtomicLong answeredNs = new AtomicLong();
    AtomicLong passedNs = new AtomicLong();
    Engine engine =
        engine(
            Mode.CALL_RESPONSE,
            Routing.of(true),
            (message, deadlineNs) -> {
              int channel = MidiMessages.channel(message);
              if (channel == THRU_CHANNEL) {
                passedNs.set(clock.nowNs());
              } else if (channel == PARTNER_CHANNEL && MidiMessages.isNoteOn(message)) {
                answeredNs.compareAndSet(0, clock.nowNs());
              }
            });
    BenchPage page = begin(engine, false);
    BenchLoad load = loaded ? new BenchLoad(page) : null;
    long silenceNs = Math.round(HAND_OVER_BEATS * 60e9 / TEMPO_BPM);
    int silent = 0;
    try {
      pause(WARM_UP_NS);
      long startNs = clock.nowNs();
      double done = 0;
      for (int turn = 0; done < 1; turn++) {
        long lastNs = call(engine, turn);
        answeredNs.set(0);
        long waitedFromNs = clock.nowNs();
        while (answeredNs.get() == 0 && clock.nowNs() - waitedFromNs < PATIENCE_NS) {
          pause(THRU_GAP_NS);
        }
        if (answeredNs.get() == 0) {
          silent++;
        } else {
          answerNs.recordValue(Math.max(0, answeredNs.get() - lastNs - silenceNs));
        }
        pass(engine, passedNs, thruNs);
        done = (clock.nowNs() - startNs) / (seconds * 1e9);
        progress.accept(Math.min(1, done));
      }
    } finally {
      end(engine, page, load);
    }
    describe(node, engine, load);
    node.put("silenceMs", silenceNs / 1e6).put("callsWithoutAnswer", silent);
    Figures.putMs(node.putObject("answerAfterSilence"), answerNs);
    Figures.putMs(node.putObject("thru"), thruNs);
  }

  private Engine engine(Mode mode, Routing routing, MidiSender sender) {
    LiveSettings settings =
        new LiveSettings(
                mode,
                Meter.COMMON,
                TEMPO_BPM,
                1,
                ClockSource.INTERNAL,
                LiveSettings.NO_TAPS,
                LiveSettings.ALL_CHANNELS ^ 1 << Bystander.CHANNEL,
                Map.of())
            .with(Parameter.TEMPERATURE, 1)
            .with(Parameter.HAND_OVER_BEATS, HAND_OVER_BEATS)
            .with(Parameter.ANSWER_START, AnswerStart.NOW)
            .with(Parameter.CHANNEL, PARTNER_CHANNEL + 1);
    InternalTempo tempo =
        new InternalTempo(Timeline.of(clock.nowNs(), 0, TEMPO_BPM), MeterMap.of(Meter.COMMON));
    return new Engine(
        settings,
        stepper,
        "bench",
        tempo,
        routing,
        sender,
        clock,
        false,
        null,
        new OutTiming(new RealTimeThread(), OutTiming.MEASURED));
  }

  /** The page of an engine that has been started; null where nobody would open it. */
  private BenchPage begin(Engine engine, boolean invites) throws WebException {
    engine.start();
    return loaded || invites ? new BenchPage(engine) : null;
  }

  private static void end(Engine engine, BenchPage page, BenchLoad load) {
    engine.close();
    if (load != null) {
      load.close();
    }
    if (page != null) {
      page.close();
    }
  }

  private void describe(ObjectNode node, Engine engine, BenchLoad load) {
    node.put(
        "load",
        load == null
            ? "none"
            : "a process on half of a core, "
                + BenchLoad.GARBAGE_BYTES_PER_SECOND / 1_000_000
                + " MB/s of garbage, a page open ("
                + load.pageMessages()
                + " messages), the model stepping");
    node.put("stepper", stepper.description())
        .put("messagesOut", engine.view().count(Counter.MESSAGES_OUT))
        .put("lateOnsetsDropped", engine.view().count(Counter.LATE_ONSETS_DROPPED));
  }

  /** Plays a few notes as a player would; the time of the last note's end. */
  private long call(Engine engine, int turn) {
    long nowNs = 0;
    for (int note = 0; note < CALL_NOTES; note++) {
      int pitch = 60 + (turn * 5 + note * 4) % 12;
      engine.input().receive(MidiMessages.noteOn(CALL_CHANNEL, pitch, 80), clock.nowNs());
      pause(KEY_DOWN_NS + turn * 7_919L % 10_000_000);
      nowNs = clock.nowNs();
      engine.input().receive(MidiMessages.noteOff(CALL_CHANNEL, pitch), nowNs);
    }
    return nowNs;
  }

  /** Sends controllers through, one after the other, on a channel that Antiphon does not play. */
  private void pass(Engine engine, AtomicLong passedNs, Histogram thruNs) {
    for (int i = 0; i < 50; i++) {
      passedNs.set(0);
      long sentNs = clock.nowNs();
      engine.input().receive(MidiMessages.controlChange(THRU_CHANNEL, 1, i), sentNs);
      while (passedNs.get() == 0 && clock.nowNs() - sentNs < PATIENCE_NS) {
        Thread.onSpinWait();
      }
      thruNs.recordValue(Math.min(LONGEST_NS, Math.max(0, passedNs.get() - sentNs)));
    }
  }

  private void await(double seconds, DoubleConsumer progress) {
    long startNs = clock.nowNs();
    double done = 0;
    while (done < 1) {
      pause(LOOK_NS);
      done = (clock.nowNs() - startNs) / (seconds * 1e9);
      progress.accept(Math.min(1, done));
    }
  }

  private static void pause(long ns) {
    LockSupport.parkNanos(ns);
  }
}
