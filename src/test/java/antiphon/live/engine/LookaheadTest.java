package antiphon.live.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.live.api.Action;
import antiphon.live.api.AnswerStart;
import antiphon.live.api.HandOver;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import antiphon.live.ring.InSlot;
import antiphon.midi.port.MidiMessages;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LookaheadTest {
  private static final long MS = 1_000_000;

  @Test
  void shouldPlayTheSameWhetherItDraftsABarAheadOrOnlyWhatIsDue() {
    Seeded.forSeeds(
        60,
        random -> {
          long seed = random.nextLong();
          FarSide ahead = session(new Random(seed), true);
          FarSide due = session(new Random(seed), false);
          assertEquals(due.heard(), ahead.heard());
          assertEquals(0, ahead.hanging());
        });
  }

  private static FarSide session(Random random, boolean looksAhead) {
    Mode mode = Mode.of(random.nextInt(4));
    LiveSettings settings =
        Sessions.settings(mode)
            .with(Parameter.HAND_OVER_BEATS, 0.5)
            .with(Parameter.OVERLAP, random.nextInt(2))
            .with(Parameter.HAND_OVER, HandOver.values()[random.nextInt(3)])
            .with(Parameter.TRADE_BARS, 1)
            .with(Parameter.SWITCH_AT, random.nextInt(2))
            .with(Parameter.ANSWER_START, AnswerStart.values()[random.nextInt(3)]);
    FarSide farSide = new FarSide();
    Pump pump =
        new Pump(settings, Sessions.stepper(), Sessions.tempo(random.nextInt(1_000_000)), farSide);
    pump.setLooksAhead(looksAhead);
    for (int i = 0; i < 300; i++) {
      long nextNs = pump.nowNs() + random.nextLong((random.nextInt(10) == 0 ? 2_000 : 150) * MS);
      pump.advanceTo(nextNs);
      int pitch = 55 + random.nextInt(10);
      switch (random.nextInt(24)) {
        case 0 -> {
          Action action = Action.of(random.nextInt(Action.values().length));
          pump.perform(action);
        }
        case 1 -> pump.offer(InSlot.Kind.EVENTS_LOST, 0);
        case 2 -> pump.set(Parameter.TEMPERATURE, random.nextDouble() * 2);
        case 3 -> pump.swap(Sessions.stepper(random.nextInt(3)), "another");
        case 4 ->
            pump.input().receive(MidiMessages.controlChange(0, 64, random.nextInt(128)), nextNs);
        case 5, 6, 7, 8, 9, 10, 11 ->
            pump.input().receive(MidiMessages.noteOn(0, pitch, random.nextInt(128)), nextNs);
        default -> pump.input().receive(MidiMessages.noteOff(0, pitch), nextNs);
      }
      Throwable error = pump.view().takeNewError();
      if (error != null) {
        throw new AssertionError(error);
      }
    }
    pump.finish();
    assertTrue(farSide.doubleOns() == 0);
    return farSide;
  }
}
