package antiphon.midi.port.jack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.midi.port.ChannelMap;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.OutQueue;
import antiphon.midi.port.PortCount;
import antiphon.midi.port.PortPlan;
import antiphon.midi.port.PortRule;
import antiphon.midi.port.jack.FakeBuffers.Event;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PeriodTest {
  private static final int RATE = 48_000;
  private static final int FRAMES = 256;
  private static final int LATENCY = FRAMES + 48;
  private static final double FRAME_NS = 1e9 / RATE;
  private static final int NOTE = MidiMessages.noteOn(0, 60, 90);
  private static final int END = MidiMessages.noteOff(0, 60);

  private record Received(int message, long timeNs) {}

  private final List<Received> received = new ArrayList<>();
  private final CountingListener listener = new CountingListener();
  private final OutQueue out = new OutQueue(16);
  private final FakeBuffers buffers = new FakeBuffers(2, 3);
  private int frame;

  /** The first input passes to the first and second output, the second to the second and third. */
  private final PortPlan plan =
      new PortPlan(
          List.of(rule("in"), rule("keys", "1-3")),
          List.of(rule("out"), rule("synth", "1-2", "3>10"), rule("third")),
          List.of(0b011, 0b110),
          true);

  private final Period period = period(plan);

  @Test
  void shouldPassThroughAtTheSameFrameInTheSamePeriod() {
    come(0, 7, NOTE);
    come(0, 255, END);
    run();
    for (int output = 0; output < 2; output++) {
      assertEquals(List.of(Event.of(7, NOTE), Event.of(255, END)), buffers.out.get(output));
    }
    assertEquals(List.of(), buffers.out.get(2));
    assertEquals(List.of(NOTE, END), received.stream().map(Received::message).toList());
    assertEquals(
        Math.round(248 * FRAME_NS), received.get(1).timeNs() - received.get(0).timeNs(), 1);
  }

  @Test
  void shouldUnderstandClientsThatWriteSeveralMessagesAsOneEventOrOneAsSeveral() {
    buffers.in.get(0).add(event(7, 0x90, 60, 90, 0x80, 60, 0));
    buffers.in.get(0).add(event(9, 0x90, 62));
    buffers.in.get(0).add(event(9, 90));
    buffers.in.get(0).add(event(11, 0x92));
    run();
    assertEquals(
        List.of(NOTE, END, MidiMessages.noteOn(0, 62, 90)),
        received.stream().map(Received::message).toList());
    assertEquals(
        List.of(Event.of(7, NOTE), Event.of(7, END), Event.of(9, MidiMessages.noteOn(0, 62, 90))),
        buffers.out.get(0));
  }

  private static Event event(int offset, int... octets) {
    List<Byte> bytes = new ArrayList<>();
    for (int octet : octets) {
      bytes.add((byte) octet);
    }
    return new Event(offset, bytes);
  }

  @Test
  void shouldApplyTheChannelsOfTheInputAndOfEachOutput() {
    come(1, 3, MidiMessages.noteOn(2, 60, 90));
    come(1, 4, MidiMessages.noteOn(3, 60, 90));
    come(1, 5, 0xF8);
    run();
    assertEquals(
        List.of(Event.of(3, MidiMessages.noteOn(9, 60, 90)), Event.of(5, 0xF8)),
        buffers.out.get(1));
    assertEquals(
        List.of(Event.of(3, MidiMessages.noteOn(2, 60, 90)), Event.of(5, 0xF8)),
        buffers.out.get(2));
    assertEquals(3, received.size(), "filters of what is heard are others' business");
    assertEquals(1, MidiMessages.port(received.get(0).message()));
  }

  @Test
  void shouldPassAnothersBeatOnlyToOutputsThatAreNotToldAntiphons() {
    PortPlan third = new PortPlan(plan.inputs(), plan.outputs(), plan.thru(), 0b100, true);
    Period own = period(third);
    List<Integer> beat =
        List.of(
            0xF8, 0xFA, 0xFB, 0xFC, MidiMessages.pack(0xF2, 8, 0), MidiMessages.pack(0xFE, 0, 0));
    for (int i = 0; i < beat.size(); i++) {
      come(1, i, beat.get(i));
    }
    come(1, 10, NOTE);
    own.run(buffers, FRAMES, frame, nowNs());
    assertEquals(beat.size() + 1, buffers.out.get(1).size());
    assertEquals(List.of(Event.of(5, 0xFE), Event.of(10, NOTE)), buffers.out.get(2));
    assertEquals(beat.size() + 1, received.size());
  }

  @Test
  void shouldPlaceWhatIsSentAtItsDeadlineAndTheLatencyAtItsOutput() {
    settle();
    come(0, 100, MidiMessages.pack(0xC0, 1, 0));
    run();
    long stampNs = received.get(received.size() - 1).timeNs();
    out.offer(MidiMessages.atPort(NOTE, 2), stampNs);
    out.offer(MidiMessages.atPort(END, 2), stampNs + Math.round(10 * FRAME_NS));
    buffers.clear();
    run(); // 256 frames later: 148 after the latency
    assertEquals(
        List.of(Event.of(100 + LATENCY - FRAMES, NOTE), Event.of(110 + LATENCY - FRAMES, END)),
        buffers.out.get(2));
    assertEquals(LATENCY, period.latencyFrames());
    assertEquals(0, listener.count(PortCount.LATE));
  }

  @Test
  void shouldKeepForALaterPeriodWhatIsNotDueAndCountWhatIsLate() {
    settle();
    long nowNs = nowNs();
    out.offer(NOTE, nowNs + Math.round(FRAMES * FRAME_NS));
    run();
    assertEquals(List.of(), buffers.out.get(0));
    run();
    assertEquals(List.of(), buffers.out.get(0));
    run();
    assertEquals(List.of(Event.of(48, NOTE)), buffers.out.get(0));
    buffers.clear();
    out.offer(END, nowNs);
    run();
    assertEquals(List.of(Event.of(0, END)), buffers.out.get(0));
    assertEquals(1, listener.count(PortCount.LATE));
  }

  @Test
  void shouldMergeAllThatComesAndAllThatIsSentInTheOrderOfFrames() {
    Seeded.forSeeds(300, this::merge);
  }

  private void merge(Random random) {
    settle();
    List<List<Event>> expected = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    long startNs = nowNs();
    int sent = random.nextInt(10);
    int[] sentOffsets = random.ints(sent, 0, FRAMES).sorted().toArray();
    for (int i = 0; i < sent; i++) {
      int output = random.nextInt(3);
      int message = MidiMessages.pack(0xB5, i, 1);
      expected.get(output).add(Event.of(sentOffsets[i], message));
      out.offer(
          MidiMessages.atPort(message, output),
          startNs + Math.round((sentOffsets[i] - LATENCY) * FRAME_NS));
    }
    for (int input = 0; input < 2; input++) {
      int[] offsets = random.ints(random.nextInt(10), 0, FRAMES).sorted().toArray();
      for (int i = 0; i < offsets.length; i++) {
        int message = MidiMessages.pack(0xB0, i, input + 2);
        come(input, offsets[i], message);
        for (int output = input; output < input + 2; output++) {
          expected.get(output).add(Event.of(offsets[i], message));
        }
      }
    }
    run();
    for (int output = 0; output < 3; output++) {
      List<Event> events = buffers.out.get(output);
      assertEquals(expected.get(output).size(), events.size());
      for (int source = 1; source < 4; source++) { // each source keeps its order
        int bySource = source;
        assertEquals(
            expected.get(output).stream().filter(e -> e.bytes().get(2) == bySource).toList(),
            events.stream().filter(e -> e.bytes().get(2) == bySource).toList());
      }
    }
    buffers.clear();
  }

  @Test
  void shouldPassSystemExclusiveThroughIfItFitsAndCountItOtherwise() {
    List<Byte> fits = new ArrayList<>(java.util.Collections.nCopies(4_096, (byte) 1));
    fits.set(0, (byte) 0xF0);
    List<Byte> tooLong = new ArrayList<>(fits);
    tooLong.add((byte) 0xF7);
    buffers.in.get(0).add(new Event(1, fits));
    buffers.in.get(0).add(new Event(2, tooLong));
    buffers.in.get(0).add(new Event(3, List.of((byte) 0x40)));
    run();
    assertEquals(List.of(new Event(1, fits)), buffers.out.get(0));
    assertEquals(List.of(), received);
    assertEquals(1, listener.count(PortCount.SYSTEM_EXCLUSIVE));
    assertEquals(1, listener.count(PortCount.MALFORMED));
  }

  @Test
  void shouldEndWhatASourceHeldWhenItGoes() {
    come(0, 5, NOTE);
    come(0, 5, MidiMessages.controlChange(4, MidiMessages.CONTROLLER_SUSTAIN, 127));
    come(1, 5, MidiMessages.noteOn(0, 72, 90));
    run();
    buffers.clear();
    received.clear();
    period.sourceGone(0);
    run();
    run();
    List<Integer> ends =
        List.of(END, MidiMessages.controlChange(4, MidiMessages.CONTROLLER_SUSTAIN, 0));
    assertEquals(ends, received.stream().map(Received::message).toList());
    assertEquals(ends, buffers.out.get(0).stream().map(Event::message).toList());
    assertEquals(List.of(), buffers.out.get(2));
    assertEquals(2, listener.count(PortCount.NOTES_RECOVERED));
    period.serverGone(5);
    assertEquals(
        new Received(MidiMessages.atPort(MidiMessages.noteOff(0, 72), 1), 5), received.get(2));
  }

  @Test
  void shouldEndAllThatSoundsWhenMessagesWereRefused() {
    settle();
    out.offer(NOTE, nowNs());
    run();
    run();
    assertEquals(List.of(Event.of(48, NOTE)), buffers.out.get(0));
    buffers.clear();
    for (int i = 0; i < 17; i++) {
      out.offer(MidiMessages.noteOn(0, 80, 90), nowNs());
    }
    run();
    assertEquals(List.of(Event.of(0, END)), buffers.out.get(0));
  }

  @Test
  void shouldEndWhatIsDownAfterPeriodsThatWereMissed() {
    settle();
    come(0, 5, NOTE);
    run();
    run();
    assertEquals(List.of(Event.of(5, NOTE)), buffers.out.get(0));
    buffers.clear();
    received.clear();
    frame += FRAMES; // the server's doing
    run();
    assertEquals(List.of(), received);
    frame += FRAMES;
    period.beganLate(true);
    come(0, 9, MidiMessages.noteOn(0, 64, 90));
    run();
    List<Integer> heard = List.of(END, MidiMessages.noteOn(0, 64, 90));
    assertEquals(heard, received.stream().map(Received::message).toList());
    assertEquals(heard, buffers.out.get(1).stream().map(Event::message).toList());
  }

  @Test
  void shouldEndAgainWhatEndedWhereAPeriodMayHaveBeenTooLate() {
    settle();
    for (Runnable fault :
        List.<Runnable>of(
            () -> period.endedLate(true), () -> frame += RATE, () -> frame -= FRAMES)) {
      come(0, 5, NOTE);
      come(0, 6, MidiMessages.noteOn(0, 64, 90));
      run();
      come(0, 7, END);
      come(0, 8, MidiMessages.noteOff(0, 64));
      come(0, 9, MidiMessages.noteOn(0, 64, 90));
      run();
      buffers.clear();
      fault.run();
      run();
      assertTrue(buffers.out.get(0).contains(Event.of(0, END)), buffers.out.toString());
      come(0, 5, MidiMessages.noteOff(0, 64));
      run();
    }
  }

  @Test
  void shouldEndAllThatPassedThroughWhenItFallsSilent() {
    come(0, 5, NOTE);
    run();
    buffers.clear();
    period.fallSilent();
    come(0, 5, MidiMessages.noteOn(0, 64, 90));
    run();
    assertEquals(List.of(Event.of(0, END)), buffers.out.get(0));
  }

  @Test
  void shouldPlayNoOnsetsAtOnceThatAreMuchTooLateButTheirEnds() {
    settle();
    long longAgoNs = nowNs() - 200_000_000;
    out.offer(NOTE, longAgoNs);
    out.offer(MidiMessages.noteOn(0, 61, 90), longAgoNs);
    out.offer(END, longAgoNs);
    out.offer(MidiMessages.noteOn(0, 62, 90), nowNs() - 100_000_000);
    run();
    assertEquals(
        List.of(END, MidiMessages.noteOn(0, 62, 90)),
        buffers.out.get(0).stream().map(Event::message).toList());
  }

  @Test
  void shouldKeepWhatFindsNoRoomAndEndAllWhereThruFoundNone() {
    settle();
    buffers.room = 2;
    come(0, 0, NOTE);
    come(0, 0, MidiMessages.noteOn(0, 61, 90));
    come(0, 0, END);
    out.offer(MidiMessages.noteOn(0, 62, 90), nowNs() - Math.round(LATENCY * FRAME_NS));
    run();
    assertEquals(2, listener.count(PortCount.REFUSED), "of two outputs");
    buffers.clear();
    buffers.room = 9;
    run();
    assertEquals(
        List.of(END, MidiMessages.noteOff(0, 61), MidiMessages.noteOn(0, 62, 90)),
        buffers.out.get(0).stream().map(Event::message).toList());
  }

  @Test
  void shouldFollowAnotherPeriod() {
    settle();
    frames(128);
    assertEquals(128 + 48, period.latencyFrames());
    come(0, 127, NOTE);
    frames(128);
    assertEquals(List.of(Event.of(127, NOTE)), buffers.out.get(0));
  }

  @Test
  void shouldKeepThePromisedDelayUntilAPeriodIsTooLong() {
    long promisedNs = Period.delayNs(FRAMES, RATE);
    assertEquals(Math.round(LATENCY * FRAME_NS), promisedNs);
    Period promising = new Period(plan, out, (message, timeNs) -> {}, listener, promisedNs);
    promising.connect(RATE);
    for (int frames : new int[] {FRAMES, 64, 128}) {
      promising.run(buffers, frames, 0, nowNs());
      assertEquals(LATENCY, promising.latencyFrames());
    }
    promising.run(buffers, 1024, 0, nowNs());
    assertEquals(1024 + 48, promising.latencyFrames());
  }

  @Test
  void shouldAllocateNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Period quiet =
        new Period(plan, out, (message, timeNs) -> frame += message & 1, new CountingListener());
    quiet.connect(RATE);
    CycleBuffers three = new ThreeEvents();
    Runnable periods =
        () -> {
          for (int i = 0; i < 20_000; i++) {
            frame += FRAMES;
            out.offer(MidiMessages.atPort(i % 2 == 0 ? NOTE : END, i % 3), nowNs());
            quiet.sourceGone(i & 1);
            quiet.run(three, FRAMES, frame, nowNs());
          }
        };
    for (int round = 0; round < 5; round++) {
      periods.run();
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    long itself = threads.getCurrentThreadAllocatedBytes() - before;
    before = threads.getCurrentThreadAllocatedBytes();
    periods.run();
    assertEquals(0, threads.getCurrentThreadAllocatedBytes() - before - itself);
    assertTrue(((ThreeEvents) three).written > 1_000_000);
  }

  /** Two notes and an end at each input in each period. */
  private static final class ThreeEvents implements CycleBuffers {
    long written;
    private int index;

    @Override
    public int count(int input) {
      return 3;
    }

    @Override
    public boolean turnTo(int input, int at) {
      index = at;
      return true;
    }

    @Override
    public int offset() {
      return index * 80;
    }

    @Override
    public int size() {
      return 3;
    }

    @Override
    public void read(byte[] bytes) {
      bytes[0] = (byte) (index == 2 ? 0x80 : 0x90);
      bytes[1] = (byte) (60 + index % 2);
      bytes[2] = 64;
    }

    @Override
    public boolean write(int output, int offset, byte[] bytes, int size) {
      written++;
      return true;
    }
  }

  private Period period(PortPlan of) {
    Period made =
        new Period(
            of, out, (message, timeNs) -> received.add(new Received(message, timeNs)), listener);
    made.connect(RATE);
    return made;
  }

  private static PortRule rule(String name, String... channels) {
    return new PortRule(name, List.of(), ChannelMap.parse(List.of(channels)));
  }

  private void come(int input, int offset, int message) {
    buffers.in.get(input).add(Event.of(offset, message));
  }

  /** So long that the clock is sure. */
  private void settle() {
    for (int i = 0; i < 100; i++) {
      run();
    }
  }

  private void run() {
    frames(FRAMES);
  }

  private void frames(int frames) {
    period.run(buffers, frames, frame, nowNs());
    frame += frames;
    buffers.in.forEach(List::clear);
  }

  /** When the next period begins. */
  private long nowNs() {
    return Math.round(frame * FRAME_NS);
  }
}
