package antiphon.midi.port.jack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antiphon.midi.port.ChannelMap;
import antiphon.midi.port.HeldKeys;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.OutQueue;
import antiphon.midi.port.PortInfo;
import antiphon.midi.port.PortPlan;
import antiphon.midi.port.PortRule;
import antiphon.midi.port.Wiring.Link;
import antiphon.midi.port.jack.FakeBuffers.Event;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PatchBayTest {
  private static final PortInfo.Direction IN = PortInfo.Direction.IN;
  private static final PortInfo.Direction OUT = PortInfo.Direction.OUT;
  private static final long LOOK_NS = 200_000_000;
  private static final int FRAMES = 256;
  private static final int NOTE = MidiMessages.noteOn(0, 60, 90);
  private static final int END = MidiMessages.noteOff(0, 60);

  /** A graph in memory. */
  private static final class FakeGraph implements Graph {
    final List<PortInfo> ports = new ArrayList<>();
    final Set<Link> made = new HashSet<>();
    boolean went;

    @Override
    public boolean portsWent() {
      boolean was = went;
      went = false;
      return was;
    }

    @Override
    public List<PortInfo> others() {
      return List.copyOf(ports);
    }

    @Override
    public Set<Link> links() {
      return Set.copyOf(made);
    }

    @Override
    public boolean connect(Link link) {
      return made.add(link);
    }

    void add(String name, PortInfo.Direction direction) {
      ports.add(new PortInfo(name, name, "jack", direction, true));
    }

    void remove(String name) {
      ports.removeIf(port -> port.name().equals(name));
      made.removeIf(link -> link.other().equals(name));
      went = true;
    }
  }

  private final PortPlan plan =
      new PortPlan(
          List.of(rule("in", "keystation")), List.of(rule("out", "synth")), List.of(1), true);

  private final CountingListener listener = new CountingListener();
  private final List<Integer> received = new ArrayList<>();
  private final OutQueue out = new OutQueue(16);
  private final Period period =
      new Period(plan, out, (message, timeNs) -> received.add(message), listener);
  private final PatchBay patchBay = new PatchBay(plan, period, listener);
  private final FakeGraph graph = new FakeGraph();
  private final FakeBuffers buffers = new FakeBuffers(1, 1);
  private int frame;
  private long nowNs;

  PatchBayTest() {
    period.connect(48_000);
  }

  @Test
  void shouldEndWhatASourceHeldThatIsNoLongerConnected() {
    graph.add("keystation:out", IN);
    look();
    assertEquals(Set.of(new Link(IN, 0, "keystation:out")), graph.made);
    run(NOTE);
    graph.remove("keystation:out");
    look();
    assertEquals(List.of(END), run());
    assertEquals(List.of(NOTE, END), received);
    graph.add("keystation:out", IN);
    look();
    look();
    assertEquals(List.of(), run());
    assertEquals(List.of("lost keystation:out", "found keystation:out"), listener.lines);
  }

  @Test
  void shouldGiveWhoeverIsConnectedTheEndsOfWhatADeadProcessLeftSounding() {
    HeldKeys left = new HeldKeys();
    left.pass(NOTE);
    left.pass(MidiMessages.noteOn(0, 64, 90));
    patchBay.inherit(0, left);
    look();
    assertEquals(List.of(), run(), "nobody is there");
    graph.add("synth:in", OUT);
    look();
    assertEquals(List.of(END, MidiMessages.noteOff(0, 64)), run());
    look();
    assertEquals(List.of(), run());
  }

  @Test
  void shouldGiveADestinationThatIsBackTheEndsOfWhatSoundedWhenItWent() {
    graph.add("synth:in", OUT);
    look();
    run(NOTE, MidiMessages.noteOn(0, 64, 90), MidiMessages.noteOn(0, 67, 90));
    look();
    run(MidiMessages.noteOff(0, 67)); // ends when it is not yet known that nobody hears it
    graph.remove("synth:in");
    look();
    run(END);
    look();
    graph.add("synth:in", OUT);
    look();
    assertEquals(
        List.of(END, MidiMessages.noteOff(0, 67)), run(), "64 sounds still, and ends by itself");
    assertEquals(List.of(), run());
  }

  @Test
  void shouldOweNothingOfWhatEndedLongBefore() {
    graph.add("synth:in", OUT);
    look();
    run(NOTE, END);
    look();
    look();
    graph.remove("synth:in");
    look();
    graph.add("synth:in", OUT);
    look();
    assertEquals(List.of(), run());
  }

  @Test
  void shouldOweEachDestinationItsOwn() {
    graph.add("synth:in", OUT);
    graph.add("synth:two", OUT);
    look();
    run(NOTE);
    graph.remove("synth:in");
    graph.remove("synth:two");
    look();
    run(END);
    graph.add("synth:two", OUT);
    look();
    assertEquals(List.of(END), run());
    graph.add("synth:in", OUT);
    look();
    assertEquals(List.of(END), run());
    assertEquals(List.of(), run());
  }

  @Test
  void shouldMakeConnectionsByHandAgainAfterTheServersReturnAndPayWhatIsOwed() {
    graph.add("recorder:in", OUT);
    graph.add("other:out", IN);
    look();
    assertEquals(Set.of(), graph.made);
    graph.made.add(new Link(OUT, 0, "recorder:in"));
    graph.made.add(new Link(IN, 0, "other:out"));
    look();
    run(NOTE);
    patchBay.serverGone(nowNs);
    assertEquals(List.of(NOTE, END), received);
    graph.remove("recorder:in");
    graph.remove("other:out");
    period.connect(44_100);
    look();
    assertEquals(List.of(), run());
    graph.add("recorder:in", OUT);
    graph.add("other:out", IN);
    look();
    assertEquals(Set.of(new Link(OUT, 0, "recorder:in"), new Link(IN, 0, "other:out")), graph.made);
    assertEquals(List.of(END), run());
    assertEquals(List.of(), listener.lines, "the server's lines are others' business");
  }

  @Test
  void shouldLeaveCutWhatWasCutByHand() {
    graph.add("synth:in", OUT);
    look();
    graph.made.clear();
    look();
    look();
    look();
    graph.add("other:in", OUT);
    graph.remove("other:in");
    look();
    assertEquals(Set.of(), graph.made);
    assertEquals(List.of(), listener.lines);
  }

  @Test
  void shouldConnectAgainWhatWentAndCameBetweenTwoLooks() {
    for (boolean toldLate : new boolean[] {false, true}) {
      graph.add("recorder:in", OUT);
      look();
      listener.lines.clear();
      graph.made.add(new Link(OUT, 0, "recorder:in"));
      look();
      run(NOTE);
      graph.remove("recorder:in");
      graph.add("recorder:in", OUT);
      if (toldLate) {
        graph.went = false;
        look();
        graph.went = true;
      }
      look();
      assertEquals(Set.of(new Link(OUT, 0, "recorder:in")), graph.made);
      run(END);
      assertEquals(List.of("lost recorder:in", "found recorder:in"), listener.lines);
      graph.remove("recorder:in");
      look();
      look();
    }
  }

  private void look() {
    patchBay.look(graph, nowNs += LOOK_NS);
  }

  /** Messages that come in at the period's start. */
  private List<Integer> run(int... messages) {
    buffers.clear();
    for (int message : messages) {
      buffers.in.get(0).add(Event.of(0, message));
    }
    period.run(buffers, FRAMES, frame += FRAMES, Math.round(frame / 48e-6));
    return buffers.out.get(0).stream().map(Event::message).toList();
  }

  private static PortRule rule(String name, String pattern) {
    return new PortRule(name, List.of(Pattern.compile(pattern)), ChannelMap.ALL);
  }
}
