package antiphon.app.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.MidiSender;
import antiphon.music.time.ManualClock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** With a cable in simulated time. */
class EchoTrialTest {
  private static final int NOTES = 50;
  private static final long MS = 1_000_000;

  private final ManualClock clock = new ManualClock(Long.MAX_VALUE - 2_000 * MS);
  private final Map<Integer, Integer> down = new HashMap<>();

  /** What is in the cable, by when it arrives after the start. */
  private final TreeMap<Long, Integer> cable = new TreeMap<>();

  private final long startNs = clock.nowNs();
  private EchoTrial trial;

  @Test
  void shouldMeasureACableToTheNanosecond() {
    RoundTrips trips = play(7, (message, nowNs) -> arrive(message, nowNs + 7 * MS)).orElseThrow();
    assertEquals(NOTES, trips.sent());
    assertEquals(0, trips.lost() + trips.doubled());
    assertEquals(7, trips.minMs());
    assertEquals(7, trips.maxMs());
    assertEquals(0, trips.jitterMs());
    assertTrue(down.isEmpty(), "every note has ended");
  }

  @Test
  void shouldTellJitterLossesAndDoublesApart() {
    Seeded.forSeeds(10, random -> new EchoTrialTest().tellApart(random));
  }

  private void tellApart(Random random) {
    int[] sent = {0};
    RoundTrips trips =
        play(
                random.nextLong(),
                (message, nowNs) -> {
                  if (!MidiMessages.isNoteOn(message)) {
                    return;
                  }
                  sent[0]++;
                  if (sent[0] > 5 && sent[0] % 10 == 0) {
                    return; // lost
                  }
                  arrive(message, nowNs + 10 * MS + random.nextInt((int) (4 * MS)));
                  if (sent[0] % 25 == 11) {
                    arrive(message, nowNs + 15 * MS);
                  }
                })
            .orElseThrow();
    assertEquals(5, trips.lost());
    assertEquals(2, trips.doubled());
    assertTrue(trips.minMs() >= 10 && trips.maxMs() < 14, "between " + trips.minMs());
    assertEquals(12, trips.medianMs(), 1);
    assertTrue(trips.percentileMs(90) > trips.medianMs());
    assertEquals(4 / Math.sqrt(12), trips.jitterMs(), 0.4);
  }

  @Test
  void shouldWaitForPortsThatAreConnectedLate() {
    RoundTrips trips =
        play(
                1,
                (message, nowNs) -> {
                  if (nowNs - startNs > 1_500 * MS) {
                    arrive(message, nowNs + MS);
                  }
                })
            .orElseThrow();
    assertEquals(0, trips.lost());
  }

  @Test
  void shouldGiveUpSoonWhereNothingComesBackAndTakeNothingElseForAnEcho() {
    Optional<RoundTrips> trips =
        play(
            1,
            (message, nowNs) -> {
              if (MidiMessages.isNoteOn(message)) {
                int pitch = MidiMessages.data1(message);
                arrive(MidiMessages.noteOn(0, pitch, EchoTrial.VELOCITY), nowNs + MS);
                arrive(MidiMessages.noteOn(EchoTrial.CHANNEL, pitch, 90), nowNs + 2 * MS);
              }
            });
    assertEquals(Optional.empty(), trips);
    assertTrue(clock.nowNs() - startNs <= EchoTrial.PROBING_NS + 200 * MS);
    assertTrue(down.isEmpty(), "every note has ended");
  }

  @Test
  void shouldEndTheNoteThatSoundsWhenItIsStopped() {
    Optional<RoundTrips> trips =
        play(
            1,
            (message, nowNs) -> {
              arrive(message, nowNs + MS);
              if (nowNs - startNs > 1_000 * MS) {
                trial.stop();
              }
            });
    assertTrue(trips.orElseThrow().sent() < NOTES);
    assertTrue(down.isEmpty(), "every note has ended");
  }

  private Optional<RoundTrips> play(long seed, MidiSender line) {
    MidiSender sender =
        (message, deadlineNs) -> {
          assertEquals(clock.nowNs(), deadlineNs);
          int key = message & 0x7fff0f;
          if (MidiMessages.isNoteOn(message)) {
            down.merge(key & 0x7f0f, 1, Integer::sum);
          } else {
            down.remove(key & 0x7f0f);
          }
          line.send(message, deadlineNs);
        };
    trial = new EchoTrial(clock, this::restUntil, sender, new int[] {0}, NOTES, seed);
    return trial.play();
  }

  private void arrive(int message, long atNs) {
    cable.put(atNs - startNs, message);
  }

  private void restUntil(long untilNs) {
    while (!cable.isEmpty() && cable.firstKey() <= untilNs - startNs) {
      Map.Entry<Long, Integer> first = cable.pollFirstEntry();
      clock.moveTo(startNs + first.getKey());
      trial.receive(first.getValue(), clock.nowNs());
    }
    clock.moveTo(untilNs);
  }
}
