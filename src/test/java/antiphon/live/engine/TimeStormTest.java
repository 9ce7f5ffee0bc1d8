package antiphon.live.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.live.api.Action;
import antiphon.live.api.AnswerStart;
import antiphon.live.api.ClockSource;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import antiphon.live.follow.InternalTempo;
import antiphon.live.ring.InSlot;
import antiphon.live.schedule.Routing;
import antiphon.midi.port.ChannelMap;
import antiphon.midi.port.MidiMessages;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import antiphon.music.time.Timeline;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Everybody gives a beat at once, and somebody plays. */
class TimeStormTest {
  private static final long MS = 1_000_000;
  private static final int EVENTS = 1_500;

  @Test
  void shouldSurviveAnyBeatWithoutAHangingNoteAndTheSameTwice() {
    Seeded.forSeeds(
        80,
        random -> {
          long seed = random.nextLong();
          FarSide first = play(new Random(seed));
          FarSide second = play(new Random(seed));
          assertEquals(0, first.hanging());
          assertEquals(0, first.doubleOns());
          assertEquals(first.heard(), second.heard(), "the same seed, the same messages");
        });
  }

  private static FarSide play(Random random) {
    Meter meter = new Meter(1 + random.nextInt(12), 2 << random.nextInt(3));
    ClockSource[] sources = ClockSource.values();
    LiveSettings settings =
        new LiveSettings(Mode.of(random.nextInt(3)), meter, 60 + random.nextInt(140), 7)
            .with(Parameter.TEMPERATURE, 1)
            .with(Parameter.HAND_OVER_BEATS, 0.25 + random.nextDouble())
            .with(Parameter.ANSWER_START, AnswerStart.values()[random.nextInt(3)])
            .with(Parameter.MAX_ANSWER_BARS, 4)
            .withClock(sources[random.nextInt(sources.length)])
            .with(Parameter.GROOVE, random.nextDouble());
    Routing routing =
        new Routing(
            List.of(new Routing.Input(random.nextInt(2), 0)),
            List.of(
                new Routing.Output(
                    ChannelMap.ALL, random.nextInt(60) * MS, true, random.nextBoolean())));
    InternalTempo tempo =
        new InternalTempo(
            Timeline.of(random.nextLong(), 0, settings.tempoBpm()), MeterMap.of(meter));
    FarSide farSide = new FarSide();
    Pump pump = new Pump(settings, Sessions.stepper(), tempo, routing, farSide);
    for (int i = 0; i < EVENTS; i++) {
      long nextNs = pump.nowNs() + random.nextLong((random.nextInt(50) == 0 ? 2_000 : 40) * MS);
      int pitch = 58 + random.nextInt(8);
      switch (random.nextInt(30)) {
        case 0 -> pump.perform(Action.of(Mode.of(random.nextInt(4))));
        case 1 -> pump.offer(InSlot.Kind.EVENTS_LOST, 0);
        case 2 -> pump.panic();
        case 3, 4 -> pump.perform(Action.TAP);
        case 5, 6 ->
            pump.transport(
                random.nextInt(4) > 0,
                Math.round(60e9 / (30 + random.nextInt(250))),
                random.nextInt(100_000),
                nextNs);
        case 7 -> message(pump, nextNs, 0xFA + random.nextInt(3), 0, 0);
        case 8 -> message(pump, nextNs, 0xF2, random.nextInt(128), random.nextInt(128));
        case 9 -> message(pump, nextNs, 0xB0, 64, random.nextInt(128));
        case 10, 11, 12, 13, 14, 15 -> message(pump, nextNs, 0x90, pitch, random.nextInt(128));
        case 16, 17, 18, 19, 20 -> message(pump, nextNs, 0x80, pitch, 0);
        default -> message(pump, nextNs, 0xF8, 0, 0);
      }
      Throwable error = pump.view().takeNewError();
      if (error != null) {
        throw new AssertionError(error);
      }
    }
    pump.finish();
    assertTrue(pump.view().sounding() == 0);
    return farSide;
  }

  private static void message(Pump pump, long timeNs, int status, int data1, int data2) {
    pump.input().receive(MidiMessages.pack(status, data1, data2), timeNs);
  }
}
