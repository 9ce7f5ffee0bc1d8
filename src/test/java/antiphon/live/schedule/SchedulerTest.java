package antiphon.live.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.live.api.Counter;
import antiphon.live.api.Counters;
import antiphon.live.api.Owner;
import antiphon.live.api.TimingRecorder;
import antiphon.midi.port.ChannelMap;
import antiphon.midi.port.MidiMessages;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchedulerTest {
  private final Counters counters = new Counters();
  private final List<String> sent = new ArrayList<>();
  private final Scheduler scheduler =
      new Scheduler(
          Routing.of(true),
          (message, deadlineNs) ->
              sent.add(
                  (MidiMessages.isNoteOn(message) ? "on " : "off ") + MidiMessages.data1(message)),
          (message, timeNs, tick) -> {},
          counters,
          TimingRecorder.NONE);

  @Test
  void shouldSayHowLateWhatIsSentInItsTurnLeaves() {
    List<String> late = new ArrayList<>();
    Scheduler timed =
        new Scheduler(
            Routing.of(true),
            (message, deadlineNs) -> {},
            (message, timeNs, tick) -> {},
            counters,
            (timing, ns, times) -> late.add(timing.word() + " " + ns));
    timed.add(Owner.PARTNER, MidiMessages.noteOn(0, 60, 80), 1_000, 0, 0);
    timed.add(Owner.PARTNER, MidiMessages.noteOn(0, 62, 80), 9_000, 0, 0);
    timed.add(Owner.THRU, MidiMessages.noteOn(0, 70, 80), 2_000, 0, 0);
    timed.dispatch(2_500);
    assertEquals(List.of("lateness 1500", "hopThru 500"), late);
    timed.dispatch(9_010);
    timed.cancel(Owner.PARTNER, 1, 20_000); // out of turn
    timed.add(Owner.PARTNER, MidiMessages.noteOff(0, 60), 30_000, 0, 1); // ends nothing any more
    timed.add(Owner.PARTNER, MidiMessages.noteOn(0, 64, 80), 30_000, 0, 1);
    timed.dispatch(30_000 + Scheduler.LATEST_ONSET_NS + 1); // too late to be played
    assertEquals(List.of("lateness 1500", "hopThru 500", "lateness 10"), late);
  }

  @Test
  void shouldSendByDeadlineThenEndsFirstThenInOrderOfArrivalAlsoAcrossTheOverflowOfTheClock() {
    long base = Long.MAX_VALUE - 5;
    scheduler.add(0, MidiMessages.noteOn(0, 60, 80), base, 0, 0);
    scheduler.dispatch(base);
    scheduler.add(0, MidiMessages.noteOn(0, 67, 80), base + 10, 0, 0);
    scheduler.add(0, MidiMessages.noteOn(0, 64, 80), base + 10, 0, 0);
    scheduler.add(0, MidiMessages.noteOff(0, 60), base + 10, 0, 0);
    scheduler.add(0, MidiMessages.noteOn(0, 72, 80), base + 9, 0, 0);
    scheduler.dispatch(base + 8);
    assertEquals(List.of("on 60"), sent);
    scheduler.dispatch(base + 10);
    assertEquals(List.of("on 60", "on 72", "off 60", "on 67", "on 64"), sent);
  }

  /** Whoever replays it has to do that at the same time. */
  @Test
  void shouldSayThatSomethingWasDueThoughItIsOnlyEntered() {
    Scheduler passing =
        new Scheduler(
            new Routing(
                List.of(new Routing.Input(1, 1)),
                List.of(new Routing.Output(ChannelMap.ALL, 0, true, false))),
            (message, deadlineNs) -> sent.add("sent"),
            (message, timeNs, tick) -> {},
            counters,
            TimingRecorder.NONE);
    assertFalse(passing.dispatch(0));
    passing.add(Owner.THRU, MidiMessages.noteOn(0, 60, 80), 10, 0, 0);
    assertFalse(passing.dispatch(9));
    assertTrue(passing.dispatch(10));
    assertEquals(List.of(), sent);
    assertFalse(passing.dispatch(11));
  }

  @Test
  void shouldDropLateOnsetsAndNeverEnds() {
    scheduler.add(0, MidiMessages.noteOn(0, 60, 80), 0, 0, 0);
    scheduler.dispatch(0);
    scheduler.add(0, MidiMessages.noteOff(0, 60), 1, 0, 0);
    scheduler.add(0, MidiMessages.noteOn(0, 62, 80), 2, 0, 0);
    scheduler.add(0, MidiMessages.noteOff(0, 62), 3, 0, 0);
    scheduler.dispatch(Scheduler.LATEST_ONSET_NS + 10);
    assertEquals(List.of("on 60", "off 60"), sent);
    assertEquals(1, counters.get(Counter.LATE_ONSETS_DROPPED));
    assertEquals(0, scheduler.sounding());
    scheduler.add(1, MidiMessages.noteOn(0, 64, 80), 4, 0, 0);
    scheduler.dispatch(Scheduler.LATEST_ONSET_NS + 10);
    assertEquals("on 64", sent.get(2), "what the player plays through is late, but played");
  }

  @Test
  void shouldForgetWhatWasAskedBeforeACancelAndEndWhatSounds() {
    scheduler.add(0, MidiMessages.noteOn(0, 60, 80), 0, 0, 0);
    scheduler.add(0, MidiMessages.noteOn(0, 61, 80), 100, 0, 0);
    scheduler.add(1, MidiMessages.noteOn(0, 62, 80), 100, 0, 0);
    scheduler.dispatch(0);
    scheduler.cancel(0, 1, 50);
    scheduler.add(0, MidiMessages.noteOn(0, 63, 80), 100, 0, 0);
    scheduler.add(0, MidiMessages.noteOn(0, 64, 80), 100, 0, 1);
    scheduler.dispatch(100);
    assertEquals(List.of("on 60", "off 60", "on 62", "on 64"), sent);
  }

  @Test
  void shouldKeepTheHeapInOrderWhateverComes() {
    Seeded.forSeeds(
        100,
        random -> {
          DeadlineHeap heap = new DeadlineHeap(512);
          long base = random.nextLong();
          List<Long> expected = new ArrayList<>();
          long last = base;
          for (int i = 0; i < 2_000; i++) {
            if (heap.size() < heap.capacity() && random.nextInt(5) < 3) {
              long deadline = last + random.nextInt(1_000);
              heap.add(0, MidiMessages.noteOn(0, 60, 1), deadline, 0, 0, false);
              expected.add(deadline - base);
            } else if (heap.size() > 0) {
              long least = expected.stream().mapToLong(Long::longValue).min().orElseThrow();
              assertEquals(least, heap.deadlineNs() - base);
              expected.remove(least);
              last = heap.deadlineNs();
              heap.removeFirst();
            }
          }
        });
  }

  @Test
  void shouldRefuseOnsetsWhenFullAndStillTakeTheirEnds() {
    for (int i = 0; i < 20_000; i++) {
      scheduler.add(0, MidiMessages.noteOn(0, i % 128, 80), 1_000 + i, 0, 0);
    }
    assertTrue(counters.get(Counter.REFUSED_OUT) > 0);
    for (int i = 0; i < 128; i++) {
      scheduler.add(0, MidiMessages.noteOff(0, i), 100_000, 0, 0);
    }
    scheduler.dispatch(200_000);
    assertEquals(0, scheduler.sounding());
  }

  @Test
  void shouldPassThroughInOrderOfArrivalWhateverTheTimesSay() {
    scheduler.add(1, MidiMessages.noteOn(0, 60, 80), 100, 0, 0);
    scheduler.add(1, MidiMessages.noteOff(0, 60), 100, 0, 0);
    scheduler.add(1, MidiMessages.noteOn(0, 62, 80), 120, 0, 0);
    scheduler.add(1, MidiMessages.noteOff(0, 62), 90, 0, 0);
    scheduler.dispatch(200);
    assertEquals(List.of("on 60", "off 60", "on 62", "off 62"), sent);
    assertEquals(0, scheduler.sounding());
  }

  @Test
  void shouldNotPlayWaitingOnsetsOnceDrained() {
    scheduler.add(1, MidiMessages.noteOn(0, 60, 80), 100, 0, 0);
    scheduler.drain(1, 50);
    scheduler.add(1, MidiMessages.noteOn(0, 64, 80), 100, 0, 0);
    scheduler.dispatch(200);
    assertEquals(List.of("on 64"), sent);
  }

  @Test
  void shouldLightNothingWhereNoOutputHasLights() {
    scheduler.feedback(MidiMessages.noteOn(0, 60, 127), 0);
    assertEquals(List.of(), sent);
    assertEquals(0, counters.get(Counter.MESSAGES_OUT));
  }

  @Test
  void shouldLightWhatIsAskedForAlsoWhenTheHeapIsFull() {
    List<Integer> lit = new ArrayList<>();
    Scheduler lighting =
        new Scheduler(
            new Routing(
                List.of(),
                List.of(
                    new Routing.Output(ChannelMap.ALL, 0, true),
                    new Routing.Output(ChannelMap.ALL, 0, false, false, true))),
            (message, deadlineNs) -> lit.add(MidiMessages.data2(message)),
            (message, timeNs, tick) -> {},
            counters,
            TimingRecorder.NONE);
    for (int i = 0; i < 20_000; i++) {
      lighting.add(0, MidiMessages.noteOn(0, i % 128, 80), 1_000_000 + i, 0, 0);
    }
    long refused = counters.get(Counter.REFUSED_OUT);
    assertTrue(refused > 0);
    lighting.feedback(MidiMessages.controlChange(0, 7, 99), 0);
    assertEquals(List.of(99), lit);
    assertEquals(refused, counters.get(Counter.REFUSED_OUT));
  }

  @Test
  void shouldTellOfAnOwnersEndAlsoWhileAnotherHoldsThePitch() {
    List<String> told = new ArrayList<>();
    Scheduler telling =
        new Scheduler(
            Routing.of(true),
            (message, deadlineNs) -> {},
            (message, timeNs, tick) -> told.add(MidiMessages.isNoteOn(message) ? "on" : "off"),
            counters,
            TimingRecorder.NONE);
    telling.add(0, MidiMessages.noteOn(0, 60, 80), 0, 0, 0);
    telling.add(1, MidiMessages.noteOn(0, 60, 80), 1, 0, 0);
    telling.dispatch(1);
    telling.cancel(0, 1, 2);
    assertEquals(List.of("on", "off"), told);
    assertEquals(1, telling.sounding());
  }

  @Test
  void shouldEndWhatPassedThroughOnAllNotesOffAndRaiseAPedalThatIsLeftDown() {
    scheduler.add(1, MidiMessages.noteOn(0, 60, 80), 0, 0, 0);
    scheduler.add(1, MidiMessages.controlChange(0, 64, 127), 0, 0, 0);
    scheduler.add(1, MidiMessages.controlChange(0, 123, 0), 1, 0, 0);
    scheduler.dispatch(1);
    assertEquals(0, scheduler.sounding());
    sent.clear();
    scheduler.drain(1, 2);
    assertEquals(List.of("off 64"), sent, "the sustain controller, as this test prints it");
  }
}
