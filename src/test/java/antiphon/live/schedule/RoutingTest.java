package antiphon.live.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antiphon.Seeded;
import antiphon.live.api.Counters;
import antiphon.live.api.Owner;
import antiphon.live.api.TimingRecorder;
import antiphon.live.engine.FarSide;
import antiphon.midi.port.ChannelMap;
import antiphon.midi.port.MidiMessages;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The scheduler with several inputs and outputs. */
class RoutingTest {
  private static final long MS = 1_000_000;

  private final List<String> sent = new ArrayList<>();
  private final List<String> told = new ArrayList<>();

  @Test
  void shouldSendAntiphonsNotesToThoseThatPlayThemEachSoMuchEarlierAndTellOnce() {
    Scheduler scheduler =
        scheduler(
            new Routing(
                List.of(new Routing.Input(0, 0)),
                List.of(
                    new Routing.Output(ChannelMap.ALL, 0, true, false),
                    new Routing.Output(ChannelMap.parse(List.of("1>10")), 5 * MS, true, false),
                    new Routing.Output(ChannelMap.ALL, 0, false, false),
                    new Routing.Output(ChannelMap.parse(List.of("2-16")), 0, true, false))));
    scheduler.add(Owner.PARTNER, MidiMessages.noteOn(0, 60, 80), 20 * MS, 3, 0);
    scheduler.dispatch(15 * MS - 1);
    assertEquals(List.of(), sent);
    scheduler.dispatch(15 * MS);
    assertEquals(List.of("1: on 60 channel 10"), sent);
    assertEquals(List.of(), told);
    scheduler.dispatch(20 * MS);
    assertEquals(List.of("1: on 60 channel 10", "0: on 60 channel 1"), sent);
    assertEquals(List.of("on at 20 tick 3"), told);
  }

  @Test
  void shouldEndAPassedNoteOnItsOwnOutputOnly() {
    Scheduler scheduler =
        scheduler(
            new Routing(
                List.of(new Routing.Input(0b01, 0), new Routing.Input(0b10, 0)),
                List.of(
                    new Routing.Output(ChannelMap.ALL, 0, true, false),
                    new Routing.Output(ChannelMap.ALL, 0, true, false))));
    int first = MidiMessages.noteOn(0, 60, 80);
    int second = MidiMessages.atPort(MidiMessages.noteOn(0, 60, 80), 1);
    scheduler.add(Owner.THRU, first, 0, 0, 0);
    scheduler.add(Owner.THRU, second, 1, 0, 0);
    scheduler.add(Owner.THRU, MidiMessages.noteOff(0, 60), 2, 0, 0);
    scheduler.dispatch(2);
    assertEquals(
        List.of("0: on 60 channel 1", "1: on 60 channel 1", "0: off 60 channel 1"),
        sent,
        "two keyboards with one pitch, each with a synthesiser of its own");
  }

  @Test
  void shouldOnlyEnterWhatTheTransportHasPassedAndStillEndItInAPanic() {
    Scheduler scheduler =
        scheduler(
            new Routing(
                List.of(new Routing.Input(1, 1)),
                List.of(new Routing.Output(ChannelMap.ALL, 0, true, false))));
    scheduler.add(Owner.THRU, MidiMessages.noteOn(0, 60, 80), 0, 0, 0);
    scheduler.add(Owner.THRU, MidiMessages.noteOn(0, 62, 80), 0, 0, 0);
    scheduler.add(Owner.THRU, MidiMessages.noteOff(0, 60), 1, 0, 0);
    scheduler.dispatch(1);
    assertEquals(List.of(), sent);
    assertEquals(1, scheduler.sounding());
    scheduler.panic(2);
    assertEquals("0: off 62 channel 1", sent.get(0));
    assertEquals(0, scheduler.sounding());
  }

  @Test
  void shouldSendWhatLightsControllersStraightToTheirOutputsAndNowhereElse() {
    Routing routing =
        new Routing(
            List.of(new Routing.Input(0b001, 0)),
            List.of(
                new Routing.Output(ChannelMap.ALL, 0, true),
                new Routing.Output(ChannelMap.ALL, 900 * MS, false, false, true),
                new Routing.Output(ChannelMap.parse(List.of("1>10")), 0, false, false, true)));
    assertEquals(0b110, routing.lights());
    Scheduler scheduler = scheduler(routing);
    scheduler.add(Owner.THRU, MidiMessages.noteOn(0, 60, 80), 0, 0, 0);
    scheduler.dispatch(0);
    sent.clear();
    scheduler.feedback(MidiMessages.noteOn(0, 36, 127), 5);
    assertEquals(List.of("1: on 36 channel 1", "2: on 36 channel 10"), sent);
    scheduler.feedback(MidiMessages.noteOn(2, 36, 127), 5);
    assertEquals("1: on 36 channel 3", sent.get(2));
    assertEquals(3, sent.size(), "channel 3 does not pass by the second");
    assertEquals(1, scheduler.sounding(), "what is lit is no note");
    assertEquals(false, scheduler.waits());
    sent.clear();
    scheduler.panic(6);
    assertEquals(
        List.of(),
        sent.stream().filter(message -> !message.startsWith("0: ")).toList(),
        "a panic leaves the lights alone");
  }

  @Test
  void shouldKeepTheLightsOfAnOutputThatIsDelayed() {
    Routing.Output output = new Routing.Output(ChannelMap.ALL, 3, false, true, true).delayed(4);
    assertEquals(new Routing.Output(ChannelMap.ALL, 7, false, true, true), output);
    assertEquals(0, Routing.ONE.lights());
  }

  @Test
  void shouldLeaveNothingSoundingAtAnyOutputAfterAStormThroughAnyMatrix() {
    Seeded.forSeeds(
        200,
        random -> {
          int outputs = 1 + random.nextInt(5);
          List<Routing.Output> out = new ArrayList<>();
          List<FarSide> farSides = new ArrayList<>();
          for (int i = 0; i < outputs; i++) {
            ChannelMap channels =
                random.nextBoolean()
                    ? ChannelMap.ALL
                    : ChannelMap.parse(List.of("1>2", "2>2", "3-9"));
            out.add(
                new Routing.Output(channels, random.nextInt(20) * MS, random.nextBoolean(), false));
            farSides.add(new FarSide());
          }
          List<Routing.Input> in = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            in.add(new Routing.Input(random.nextLong(1L << outputs), 0));
          }
          Scheduler scheduler =
              new Scheduler(
                  new Routing(in, out),
                  (message, deadlineNs) ->
                      farSides.get(MidiMessages.port(message)).send(message, deadlineNs),
                  (message, timeNs, tick) -> {},
                  new Counters(),
                  TimingRecorder.NONE);
          long nowNs = random.nextLong();
          int epoch = 0;
          for (int i = 0; i < 2_000; i++) {
            nowNs += random.nextLong(10 * MS);
            int channel = random.nextInt(4);
            int pitch = 60 + random.nextInt(5);
            int message =
                random.nextBoolean()
                    ? MidiMessages.noteOn(channel, pitch, random.nextInt(128))
                    : MidiMessages.noteOff(channel, pitch);
            switch (random.nextInt(20)) {
              case 0 -> scheduler.cancel(Owner.PARTNER, ++epoch, nowNs);
              case 1 -> scheduler.drain(Owner.THRU, nowNs);
              case 2 ->
                  scheduler.add(
                      Owner.THRU, MidiMessages.controlChange(channel, 123, 0), nowNs, 0, 0);
              case 3, 4, 5, 6, 7, 8, 9 ->
                  scheduler.add(Owner.PARTNER, message, nowNs + random.nextLong(50 * MS), 0, epoch);
              default ->
                  scheduler.add(
                      Owner.THRU, MidiMessages.atPort(message, random.nextInt(4)), nowNs, 0, 0);
            }
            scheduler.dispatch(nowNs);
          }
          scheduler.cancel(Owner.PARTNER, ++epoch, nowNs);
          scheduler.drain(Owner.THRU, nowNs);
          for (FarSide farSide : farSides) {
            assertEquals(0, farSide.hanging());
            assertEquals(0, farSide.doubleOns());
          }
          assertEquals(0, scheduler.sounding());
        });
  }

  private Scheduler scheduler(Routing routing) {
    return new Scheduler(
        routing,
        (message, deadlineNs) ->
            sent.add(
                MidiMessages.port(message)
                    + (MidiMessages.isNoteOn(message) ? ": on " : ": off ")
                    + MidiMessages.data1(message)
                    + " channel "
                    + (MidiMessages.channel(message) + 1)),
        (message, timeNs, tick) ->
            told.add(
                (MidiMessages.isNoteOn(message) ? "on" : "off")
                    + " at "
                    + timeNs / MS
                    + " tick "
                    + tick),
        new Counters(),
        TimingRecorder.NONE);
  }
}
