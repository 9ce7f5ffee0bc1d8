package antiphon.live.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.live.api.Timing;
import antiphon.midi.port.MidiMessages;
import antiphon.music.time.Beat;
import antiphon.music.time.Meter;
import antiphon.music.time.Timeline;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClockSenderTest {
  private static final long MS = 1_000_000;

  private final List<Integer> sent = new ArrayList<>();
  private final List<Long> placesNs = new ArrayList<>();
  private final List<Long> lateNs = new ArrayList<>();
  private final ClockSender sender =
      new ClockSender(
          3,
          0,
          Meter.COMMON,
          (message, deadlineNs) -> {
            assertEquals(3, MidiMessages.port(message));
            sent.add(MidiMessages.status(message));
            placesNs.add(deadlineNs);
          },
          (timing, ns, times) -> {
            assertEquals(Timing.CLOCK_LATENESS, timing);
            assertEquals(1, times);
            lateNs.add(ns);
          });

  @Test
  void shouldStartAtTheBeginningAndPlaceEachClockWhateverTheWakeUps() {
    Seeded.forSeeds(
        50,
        random -> {
          sent.clear();
          placesNs.clear();
          double tempoBpm = 40 + random.nextInt(210);
          long startNs = random.nextLong();
          Timeline timeline = Timeline.of(startNs, 0, tempoBpm);
          Beat beat = new Beat(timeline, 0, true);
          ClockSender fresh =
              new ClockSender(
                  0,
                  0,
                  Meter.COMMON,
                  (message, deadlineNs) -> {
                    sent.add(MidiMessages.status(message));
                    placesNs.add(deadlineNs);
                  },
                  (timing, ns, times) -> {});
          long nowNs = startNs - 5 * MS;
          while (sent.size() < 500) {
            fresh.dispatch(beat, nowNs);
            nowNs += fresh.untilNextNs(beat, nowNs) + random.nextLong(10 * MS);
          }
          int start = sent.indexOf(ClockSender.START);
          assertEquals(1, sent.stream().filter(status -> status == ClockSender.START).count());
          for (int i = start + 1; i < sent.size(); i++) {
            assertEquals(ClockSender.CLOCK, sent.get(i));
            assertEquals(timeline.nsAt(40L * (i - start - 1)), placesNs.get(i));
          }
        });
  }

  @Test
  void shouldTellPositionAndGoOnAtTheNextBarLineWhenTheSongIsUnderWay() {
    Timeline timeline = Timeline.of(0, 0, 120); // a clock is 20.83 ms, a bar 2 s
    Beat beat = new Beat(timeline, 0, true);
    for (long nowNs = 1_000 * MS; nowNs < 2_010 * MS; nowNs += MS) {
      sender.dispatch(beat, nowNs);
    }
    int position = sent.indexOf(ClockSender.SONG_POSITION);
    assertEquals(ClockSender.CONTINUE, sent.get(position + 1));
    assertEquals(2_000 * MS, placesNs.get(position));
    assertEquals(2_000 * MS, placesNs.get(sent.size() - 1));
    assertTrue(sent.subList(0, position).stream().allMatch(s -> s == ClockSender.CLOCK));
  }

  @Test
  void shouldStopOnceAndStartAnewAfterAJumpOfTheSong() {
    Timeline timeline = Timeline.of(0, 0, 120);
    for (long nowNs = -5 * MS; nowNs < 100 * MS; nowNs += MS) {
      sender.dispatch(new Beat(timeline, 0, true), nowNs);
    }
    sender.dispatch(new Beat(timeline, 0, false), 100 * MS);
    sender.dispatch(new Beat(timeline, 0, false), 101 * MS);
    assertEquals(1, sent.stream().filter(status -> status == ClockSender.STOP).count());
    for (long nowNs = 102 * MS; nowNs < 4_001 * MS; nowNs += MS) {
      sender.dispatch(new Beat(timeline, 2 * 3840, true), nowNs);
    }
    assertEquals(2, sent.stream().filter(status -> status == ClockSender.START).count());
    assertEquals(ClockSender.START, sent.get(sent.size() - 2));
    assertEquals(4_000 * MS, placesNs.get(sent.size() - 1));
  }

  @Test
  void shouldLeaveNoClockOutInAShortStallAndBeginAnewAfterALongOne() {
    Timeline timeline = Timeline.of(0, 0, 120);
    Beat beat = new Beat(timeline, 0, true);
    sender.dispatch(beat, -MS);
    sender.dispatch(beat, 500 * MS);
    assertEquals(1 + 25, sent.size(), "start, and clocks 0 to 24");
    sender.dispatch(beat, 5_000 * MS);
    assertEquals(ClockSender.STOP, sent.get(sent.size() - 1));
  }

  @Test
  void shouldLeaveEarlierByTheLatency() {
    ClockSender early =
        new ClockSender(
            0,
            7 * MS,
            Meter.COMMON,
            (message, deadlineNs) -> placesNs.add(deadlineNs),
            (timing, ns, times) -> lateNs.add(ns));
    Beat beat = new Beat(Timeline.of(0, 0, 120), 0, true);
    early.dispatch(beat, -8 * MS);
    assertEquals(MS, early.untilNextNs(beat, -8 * MS));
    early.dispatch(beat, -7 * MS);
    assertEquals(List.of(-7 * MS, -7 * MS), placesNs);
    assertEquals(List.of(0L), lateNs, "who leaves as early as that is in time");
  }

  @Test
  void shouldTellHowLateEachClockLeaves() {
    Beat beat = new Beat(Timeline.of(0, 0, 125), 0, true); // a clock is 20 ms
    sender.dispatch(beat, -MS);
    sender.dispatch(beat, 3 * MS);
    sender.dispatch(beat, 20 * MS);
    sender.dispatch(beat, 62 * MS);
    assertEquals(List.of(3 * MS, 0L, 22 * MS, 2 * MS), lateNs, "start is none of them");
    sender.stop(70 * MS);
    assertEquals(4, lateNs.size());
  }
}
