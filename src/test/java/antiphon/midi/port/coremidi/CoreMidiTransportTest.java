package antiphon.midi.port.coremidi;

import static antiphon.midi.port.coremidi.RecordedCalls.list;
import static antiphon.midi.port.coremidi.RecordedCalls.packet;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.midi.port.ChannelMap;
import antiphon.midi.port.HeldKeys;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.OpenPorts;
import antiphon.midi.port.PortException;
import antiphon.midi.port.PortInfo;
import antiphon.midi.port.PortPlan;
import antiphon.midi.port.PortRule;
import antiphon.midi.port.TellingListener;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The transport on recorded calls: what of it can be tried without macOS. */
class CoreMidiTransportTest {
  private static final PortPlan PLAN = PortPlan.of(List.of(), List.of());

  private final RecordedCalls calls = new RecordedCalls();
  private volatile long nowNs = 7_000_000_000L;
  private final CoreMidiTransport transport =
      new CoreMidiTransport(() -> nowNs, true, true, () -> calls);
  private final List<Integer> heard = new CopyOnWriteArrayList<>();
  private final List<Long> times = new CopyOnWriteArrayList<>();
  private final List<String> told = new CopyOnWriteArrayList<>();

  @Test
  void shouldAskForNoNativeCallOnAnotherSystem() {
    CoreMidiTransport elsewhere =
        new CoreMidiTransport(
            () -> nowNs,
            false,
            true,
            () -> {
              throw new AssertionError("asked for native calls");
            });
    assertFalse(elsewhere.availability().available());
    assertFalse(elsewhere.availability().here());
    assertEquals("only on macOS", elsewhere.availability().detail());
    assertEquals(List.of(), elsewhere.ports());
    assertThrows(
        PortException.class, () -> elsewhere.open(PLAN, (m, t) -> {}, new TellingListener(told)));
  }

  @Test
  void shouldMakeTwoPortsAndGiveEverythingBack() throws PortException {
    try (OpenPorts ports = open(PLAN)) {
      assertEquals(List.of("Antiphon In"), ports.inputs());
      assertEquals(List.of("Antiphon Out"), ports.outputs());
      assertEquals(
          List.of("client Antiphon", "destination Antiphon In", "source Antiphon Out"),
          calls.calls);
      assertEquals(Map.of(), calls.strings);
    }
    assertEquals(Map.of(), calls.objects);
    assertEquals("dispose Antiphon", calls.calls.get(calls.calls.size() - 1));
  }

  @Test
  void shouldGiveEachPortTheSameIdEveryTime() throws PortException {
    try (OpenPorts first = open(PLAN)) {
      List<Integer> ids = calls.ids();
      assertEquals(2, Set.copyOf(ids).size());
      assertTrue(
          ids.contains(VirtualPorts.uniqueId(PortInfo.Direction.IN, "Antiphon In")), ids::toString);
      assertEquals(-557900706, VirtualPorts.uniqueId(PortInfo.Direction.IN, "Antiphon In"));
      try (OpenPorts second = open(PLAN)) {
        assertEquals(first.outputs(), second.outputs());
        assertEquals(2, calls.ids().size(), "a second Antiphon has ids of the system's");
      }
    }
  }

  @Test
  void shouldHearAndPlayByTheHostsClock() throws PortException {
    try (OpenPorts ports = open(PLAN)) {
      long host = calls.host;
      nowNs += 50_000_000;
      assertEquals(1, ports.inputs().size());
      calls.say("Antiphon In", list(true, packet(host + 240_000, 0x90, 60, 99)));
      calls.say("Antiphon In", list(true, packet(host + 24_000_000, 0x80, 60, 0)));
      assertEquals(List.of(MidiMessages.noteOn(0, 60, 99), MidiMessages.noteOff(0, 60)), heard);
      assertEquals(List.of(7_010_000_000L, nowNs), times, "nothing comes from the future");
      ports.send(MidiMessages.noteOn(1, 62, 98), 7_020_000_000L);
      assertEquals(
          List.of("Antiphon Out: 01000000" + littleEndian(host + 480_000) + "0300" + "913e62"),
          calls.said);
    }
  }

  @Test
  void shouldGiveEveryRuleAPortOfItsOwn() throws PortException {
    PortPlan plan =
        new PortPlan(
            List.of(rule("in"), rule("pads")),
            List.of(rule("out"), rule("bass")),
            List.of(0, 0),
            false);
    try (OpenPorts ports = open(plan)) {
      assertEquals(List.of("Antiphon In", "Antiphon pads"), ports.inputs());
      calls.say("Antiphon pads", list(true, packet(0, 0x90, 60, 99)));
      assertEquals(List.of(MidiMessages.atPort(MidiMessages.noteOn(0, 60, 99), 1)), heard);
      ports.send(MidiMessages.atPort(MidiMessages.noteOn(0, 40, 99), 1), nowNs);
      ports.send(MidiMessages.noteOn(0, 41, 99), nowNs);
      assertTrue(
          calls.said.get(0).startsWith("Antiphon bass: ") && calls.said.get(0).endsWith("902863"));
      assertTrue(
          calls.said.get(1).startsWith("Antiphon Out: ") && calls.said.get(1).endsWith("902963"));
    }
  }

  @Test
  void shouldLeaveNothingBehindWhenAPortIsRefused() {
    calls.forbidden = "Antiphon Out";
    String message = assertThrows(PortException.class, () -> open(PLAN)).getMessage();
    assertTrue(message.contains("Antiphon Out") && message.contains("-1"), message);
    assertEquals(Map.of(), calls.objects);
    assertEquals(Map.of(), calls.strings);
  }

  @Test
  void shouldLeaveThePortsOfOthersToOthers() {
    PortPlan asking = PortPlan.of(List.of(Pattern.compile("keys")), List.of());
    assertThrows(PortException.class, () -> open(asking));
  }

  @Test
  void shouldEndEverythingWhenTheServerGoesAndMakeThePortsAgain() throws PortException {
    try (OpenPorts ports = open(PLAN)) {
      calls.say("Antiphon In", list(true, packet(0, 0x93, 60, 99)));
      ports.send(MidiMessages.noteOn(0, 40, 99), nowNs);
      calls.status = -10838;
      ports.send(MidiMessages.noteOff(0, 40), nowNs);
      await().until(() -> told.size() == 2);
      assertEquals(List.of("REFUSED 1", "lost coremidi: its server has gone"), told);
      assertEquals(MidiMessages.noteOff(3, 60), heard.get(1));
      ports.send(MidiMessages.noteOff(0, 40), nowNs);
      assertEquals(1, calls.said.size());
      calls.status = 0;
      await().until(() -> told.size() == 3);
      assertEquals("found coremidi", told.get(2));
      assertEquals(2, calls.said.size());
      assertTrue(calls.said.get(1).endsWith("802800"), calls.said::toString);
      calls.say("Antiphon In", list(true, packet(0, 0x93, 62, 99)));
      assertEquals(MidiMessages.noteOn(3, 62, 99), heard.get(2));
    }
    assertEquals(Map.of(), calls.objects);
  }

  @Test
  void shouldEndWhatADeadProcessLeftSoundingThoughTheServerIsNotThereJustThen()
      throws PortException {
    HeldKeys left = new HeldKeys();
    left.pass(MidiMessages.noteOn(0, 40, 99));
    try (OpenPorts ports = open(PLAN)) {
      calls.status = -10838;
      ports.inherit(0, left, nowNs);
      await().until(() -> told.contains("lost coremidi: its server has gone"));
      assertEquals(List.of(), calls.said);
      calls.status = 0;
      await().until(() -> told.contains("found coremidi"));
      assertEquals(1, calls.said.size());
      assertTrue(calls.said.get(0).endsWith("802800"), calls.said::toString);
    }
  }

  @Test
  void shouldNotMakeThePortsAnewForAMessageThatIsRefused() throws PortException {
    try (OpenPorts ports = open(PLAN)) {
      calls.status = -50; // paramErr
      ports.send(MidiMessages.noteOn(0, 40, 99), nowNs);
      calls.status = 0;
      calls.say("Antiphon In", list(true, packet(0, 0x90, 60, 99), packet(0, 0xFE)));
      nowNs += 400_000_000;
      await().until(() -> heard.size() == 2); // the keeper has looked
      assertEquals(List.of("REFUSED 1"), told);
      assertEquals(3, calls.calls.size());
    }
  }

  @Test
  void shouldEndTheKeysOfASenderThatFallsSilentAgainstItsPromise() throws PortException {
    try (OpenPorts ports = open(PLAN)) {
      calls.say("Antiphon In", list(true, packet(0, 0x90, 60, 99), packet(0, 0xFE)));
      nowNs += 400_000_000;
      await().until(() -> heard.size() == 2);
      assertEquals(MidiMessages.noteOff(0, 60), heard.get(1));
      assertEquals(List.of("Antiphon In"), ports.inputs());
    }
  }

  @Test
  void shouldThrowNothingAtNativeCode() throws PortException {
    try (OpenPorts ports =
        transport.open(
            PLAN,
            (message, timeNs) -> {
              throw new IllegalStateException("a fault of the pipeline's");
            },
            new TellingListener(told))) {
      calls.say("Antiphon In", list(true, packet(0, 0x90, 60, 99)));
      assertEquals(List.of("MALFORMED 1"), told);
      assertEquals(1, ports.inputs().size());
    }
  }

  @Test
  void shouldAllocateNothingWhenItSends() throws PortException {
    CoreMidiCalls silent =
        new RecordedCalls() {
          @Override
          public int received(int source, long packetList) {
            return 0;
          }
        };
    CoreMidiTransport quiet = new CoreMidiTransport(() -> nowNs, true, true, () -> silent);
    ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (OpenPorts ports = quiet.open(PLAN, (m, t) -> {}, new TellingListener(told))) {
      long least = Long.MAX_VALUE;
      for (int round = 0; round < 50; round++) {
        long before = bean.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 1_000; i++) {
          ports.send(MidiMessages.noteOn(i & 15, i & 127, 1), nowNs);
        }
        least = Math.min(least, bean.getCurrentThreadAllocatedBytes() - before);
      }
      assertEquals(0, least);
    }
  }

  private OpenPorts open(PortPlan plan) throws PortException {
    return transport.open(
        plan,
        (message, timeNs) -> {
          heard.add(message);
          times.add(timeNs);
        },
        new TellingListener(told));
  }

  private static PortRule rule(String name) {
    return new PortRule(name, List.of(), ChannelMap.ALL);
  }

  private static String littleEndian(long value) {
    return String.format("%016x", Long.reverseBytes(value));
  }
}
