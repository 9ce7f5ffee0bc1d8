package antiphon.live.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.live.api.Counter;
import antiphon.live.api.Floor;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.OutTiming;
import antiphon.live.api.Parameter;
import antiphon.live.api.Timing;
import antiphon.live.schedule.Routing;
import antiphon.midi.port.ChannelMap;
import antiphon.midi.port.MidiMessages;
import antiphon.music.note.Part;
import antiphon.music.time.Clock;
import antiphon.music.time.SystemClock;
import antiphon.net.LstmSpec;
import antiphon.net.LstmState;
import antiphon.net.LstmStepper;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EngineTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Clock clock = new SystemClock();
  private final FarSide farSide = new FarSide();
  private Engine engine;

  @AfterEach
  void close() {
    engine.close();
    assertEquals(0, farSide.hanging());
  }

  @Test
  void shouldAnswerAndBeTouched() {
    start(Mode.CALL_RESPONSE, Sessions.stepper());
    engine.play(60, 90);
    engine.play(60, 0);
    await(() -> farSide.onsets() > 2);
    assertEquals(Floor.PARTNER, engine.status().floor());
    engine.play(62, 90);
    await(() -> engine.status().floor() == Floor.PLAYER && farSide.hanging() == 0);
    engine.play(62, 0);
    await(() -> engine.status().floor() == Floor.PARTNER);
    assertEquals(2, engine.view().count(Counter.ANSWERS));
    assertTrue(engine.recording().notes().stream().anyMatch(note -> note.part() == Part.PARTNER));
    assertEquals(0, engine.view().count(Counter.ERRORS));
  }

  @Test
  void shouldEndEverythingOnPanicEvenWhileTheModelStandsStill() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    AtomicBoolean block = new AtomicBoolean();
    start(Mode.SOLO, new BlockingStepper(Sessions.stepper(), block, release));
    await(() -> farSide.hanging() > 0);
    block.set(true);
    await(() -> engine.view().count(Counter.STALLS) > 0);
    // the model does not move, but panic does not wait for it
    engine.panic();
    await(() -> farSide.hanging() == 0);
    block.set(false);
    release.countDown();
    await(() -> engine.status().floor() != Floor.PARTNER || farSide.hanging() > 0);
  }

  @Test
  void shouldLetTheThreadThatSendsAskForItsRightsFirst() {
    AtomicReference<String> asked = new AtomicReference<>();
    engine =
        new Engine(
            Sessions.settings(Mode.SOLO),
            Sessions.stepper(),
            "a random one",
            Sessions.tempo(clock.nowNs()),
            Routing.ONE,
            farSide,
            clock,
            false,
            null,
            new OutTiming(() -> asked.set(Thread.currentThread().getName()), 0));
    assertNull(asked.get());
    engine.start();
    await(() -> farSide.onsets() > 0); // plays also where it never spins
    assertEquals("antiphon-out", asked.get());
  }

  @Test
  void shouldSayHowLongThingsTake() {
    start(Mode.SOLO, Sessions.stepper(), Sessions.thruAndClock());
    await(() -> farSide.onsets() > 10);
    engine.input().receive(MidiMessages.controlChange(2, 1, 64), clock.nowNs());
    for (Timing timing : Timing.values()) {
      await(() -> engine.timings().recent(timing).count() > 0);
      long slowestNs = engine.timings().total(timing).maxNs();
      assertTrue(slowestNs < PATIENCE.toNanos() / 10, timing + " " + slowestNs);
    }
    assertEquals(1, engine.timings().total(Timing.HOP_THRU).count());
    assertEquals(1, engine.timings().total(Timing.HOP_TO_MIND).count());
    long sent = engine.view().count(Counter.MESSAGES_OUT);
    assertTrue(engine.timings().total(Timing.LATENESS).count() <= sent);
    assertTrue(engine.timings().total(Timing.STEP).count() > 10);
    engine.rings().forEach(ring -> assertTrue(ring.waiting() < ring.slots(), ring.name()));
  }

  @Test
  void shouldSayHowFullTheRingsAre() {
    CountDownLatch release = new CountDownLatch(1);
    AtomicBoolean block = new AtomicBoolean(true);
    start(Mode.LISTEN, new BlockingStepper(Sessions.stepper(), block, release), true);
    await(
        () -> {
          engine.play(60, 90); // the model stands still as soon as it hears one
          engine.play(60, 0);
          return engine.rings().get(0).waiting() > 40;
        });
    assertEquals("in", engine.rings().get(0).name());
    block.set(false);
    release.countDown();
    await(() -> engine.rings().stream().allMatch(ring -> ring.waiting() == 0));
  }

  @Test
  void shouldPassThroughWhileTheModelStandsStill() {
    CountDownLatch release = new CountDownLatch(1);
    AtomicBoolean block = new AtomicBoolean(true);
    start(Mode.LISTEN, new BlockingStepper(Sessions.stepper(), block, release), true);
    for (int i = 0; i < 50; i++) {
      engine.input().receive(MidiMessages.noteOn(2, 40 + i, 70), clock.nowNs());
      engine.input().receive(MidiMessages.noteOff(2, 40 + i), clock.nowNs());
    }
    await(() -> farSide.onsets() == 50 && farSide.hanging() == 0);
    block.set(false);
    release.countDown();
  }

  @Test
  void shouldKnowThatAnEchoSoundsWhichTheTransportHasPassedThroughThoughItIsNotHeard() {
    Routing passing =
        new Routing(
            List.of(new Routing.Input(1, 1)),
            List.of(new Routing.Output(ChannelMap.ALL, 0, true, false)));
    engine = Sessions.engine(Sessions.settings(Mode.LISTEN), Sessions.stepper(), passing, farSide);
    engine.start();
    int key = MidiMessages.noteOn(0, 60, 90);
    farSide.send(key, clock.nowNs()); // by the transport
    engine.input().receiveEcho(key, clock.nowNs());
    await(() -> engine.status().sounding() == 1);
    assertEquals(0, engine.view().count(Counter.TOKENS_HEARD));
    assertEquals(List.of(), engine.recording().notes());
    assertEquals(1, farSide.onsets());
    engine.panic();
    await(() -> farSide.hanging() == 0);
  }

  @Test
  void shouldSurviveAModelThatThrows() {
    AtomicBoolean broken = new AtomicBoolean(true);
    LstmStepper healthy = Sessions.stepper();
    start(
        Mode.CALL_RESPONSE,
        new LstmStepper() {
          @Override
          public LstmSpec spec() {
            return healthy.spec();
          }

          @Override
          public void feed(LstmState state, int token, int position) {
            healthy.feed(state, token, position);
          }

          @Override
          public float[] logits(LstmState state) {
            if (broken.get()) {
              throw new IllegalStateException("the model is ill");
            }
            return healthy.logits(state);
          }

          @Override
          public String description() {
            return "ill";
          }
        });
    engine.play(60, 90);
    engine.play(60, 0);
    await(() -> engine.view().count(Counter.ERRORS) > 0);
    broken.set(false);
    engine.play(64, 90);
    engine.play(64, 0);
    await(() -> farSide.onsets() > 0);
  }

  @Test
  void shouldSurviveAFloodAndKeepPlaying() {
    start(Mode.CALL_RESPONSE, Sessions.stepper());
    for (int i = 0; i < 200_000; i++) {
      engine.input().receive(MidiMessages.noteOn(0, i % 128, i % 3 == 0 ? 0 : 90), clock.nowNs());
    }
    engine.input().receive(MidiMessages.controlChange(0, 123, 0), clock.nowNs());
    await(() -> farSide.onsets() > 0);
    assertFalse(engine.view().count(Counter.MESSAGES_IN) == 0);
    assertEquals(0, engine.view().count(Counter.ERRORS));
  }

  private void start(Mode mode, LstmStepper stepper) {
    start(mode, stepper, false);
  }

  private void start(Mode mode, LstmStepper stepper, boolean thru) {
    start(mode, stepper, Routing.of(thru));
  }

  private void start(Mode mode, LstmStepper stepper, Routing routing) {
    LiveSettings base = Sessions.settings(mode);
    LiveSettings settings =
        new LiveSettings(mode, base.meter(), 240, 7)
            .with(Parameter.TEMPERATURE, 1)
            .with(Parameter.HAND_OVER_BEATS, 0.5)
            .with(Parameter.ANSWER_START, base.of(Parameter.ANSWER_START));
    engine = Sessions.engine(settings, stepper, routing, farSide);
    engine.start();
  }

  private static void await(java.util.concurrent.Callable<Boolean> condition) {
    Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(condition);
  }
}
