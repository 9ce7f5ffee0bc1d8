package antiphon.live.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import antiphon.live.schedule.Routing;
import antiphon.midi.port.ChannelMap;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.MidiSender;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Outputs that are heard late: JACK by a period, a synthesiser perhaps by much more. */
class LatencyTest {
  private static final long MS = 1_000_000;
  private static final int NOTES = 40;

  /**
   * Where drawing takes no time, all that Antiphon plays leaves in time, whoever plays meanwhile.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0, 6.33, 60, 400})
  void shouldAskForNothingThatCannotLeaveInTime(double latencyMs) {
    long latencyNs = Math.round(latencyMs * MS);
    int[] onsets = new int[1];
    Seeded.forSeeds(30, random -> onsets[0] += play(random, latencyNs));
    assertTrue(onsets[0] > 30 * 20, "it plays: " + onsets[0]);
  }

  private static int play(Random random, long latencyNs) {
    LiveSettings settings =
        Sessions.settings(List.of(Mode.JAM, Mode.SOLO, Mode.CALL_RESPONSE).get(random.nextInt(3)))
            .with(Parameter.GROOVE, random.nextBoolean() ? 1 : 0);
    Routing routing =
        new Routing(
            List.of(new Routing.Input(0, 0)),
            List.of(new Routing.Output(ChannelMap.ALL, latencyNs, true)));
    Leaving leaving = new Leaving();
    Pump pump =
        new Pump(settings, Sessions.stepper(random.nextInt()), Sessions.tempo(0), routing, leaving);
    leaving.pump = pump;
    long timeNs = 0;
    for (int note = 0; note < NOTES; note++) {
      timeNs += 10 * MS + random.nextLong(400 * MS);
      int pitch = 40 + random.nextInt(40);
      pump.input().receive(MidiMessages.noteOn(0, pitch, 80), timeNs);
      if (random.nextBoolean()) {
        pump.input().receive(MidiMessages.noteOn(0, pitch + 7, 80), timeNs);
        pump.input().receive(MidiMessages.noteOff(0, pitch + 7), timeNs + 5 * MS);
      }
      timeNs += 10 * MS + random.nextLong(150 * MS);
      pump.input().receive(MidiMessages.noteOff(0, pitch), timeNs);
    }
    pump.advanceTo(timeNs + 5_000 * MS);
    pump.finish();
    assertEquals(0, leaving.latestNs, settings.mode().toString());
    return leaving.onsets;
  }

  /** Compares the time at which a message is to leave with the time at which it does. */
  private static final class Leaving implements MidiSender {
    Pump pump;
    int onsets;
    long latestNs;

    @Override
    public void send(int message, long leavesNs) {
      onsets += MidiMessages.isNoteOn(message) ? 1 : 0;
      latestNs = Math.max(latestNs, pump.nowNs() - leavesNs);
    }
  }
}
