package antiphon.midi.port.javasound;

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
import antiphon.music.time.ManualClock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import javax.sound.midi.InvalidMidiDataException;
import javax.sound.midi.MidiMessage;
import javax.sound.midi.ShortMessage;
import javax.sound.midi.SysexMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JavaSoundTransportTest {
  private static final PortPlan UNASKED = PortPlan.of(List.of(), List.of());

  private final ManualClock clock = new ManualClock(1234);
  private final JavaSoundTransport transport = new JavaSoundTransport(clock);
  private final List<Integer> heard = new CopyOnWriteArrayList<>();

  /** What the listener was told, a line each. */
  private final List<String> told = new CopyOnWriteArrayList<>();

  @AfterEach
  void reset() {
    CableProvider.reset();
  }

  @Test
  void shouldListDevicesButNoSynthesiserOfThisProcess() {
    assertTrue(transport.availability().available());
    assertEquals(
        List.of("Test Keys for tests IN", "Test Synth for tests OUT"),
        transport.ports().stream().map(port -> port.name() + " " + port.direction()).toList());
  }

  @Test
  void shouldListADeviceOnceThatAlsaAlsoHasAsItsDefault() {
    CableProvider.plugKeys("Pads [default]");
    CableProvider.plugKeys("Pads [hw:1,0,0]");
    CableProvider.plugKeys("Pads [hw:1,0,1]");
    CableProvider.plugSynth("Only [default]");
    CableProvider.plugKeys("Only [hw:2,0,0]");
    assertEquals(
        List.of(
            "Pads [hw:1,0,0] for tests",
            "Pads [hw:1,0,1] for tests",
            "Only [default] for tests",
            "Only [hw:2,0,0] for tests"),
        transport.ports().stream().map(PortInfo::name).skip(2).toList());
  }

  @Test
  void shouldListenToAllAndPlayToNoneUnasked() throws PortException {
    try (OpenPorts ports = open(UNASKED)) {
      assertEquals(List.of("Test Keys for tests"), ports.inputs());
      assertEquals(List.of(), ports.outputs());
    }
  }

  @Test
  void shouldCarryMessagesBothWaysAndCountWhatIsNone() throws Exception {
    CableProvider.Cable keys = CableProvider.cable("Test Keys");
    CableProvider.Cable synth = CableProvider.cable("Test Synth");
    OpenPorts after;
    try (OpenPorts ports = open(patterns("keys", "SYNTH"))) {
      after = ports;
      keys.say(new ShortMessage(ShortMessage.NOTE_ON, 2, 60, 99));
      keys.say(new SysexMessage(new byte[] {(byte) 0xF0, 1, 2, (byte) 0xF7}, 4));
      keys.say(new ShortMessage(ShortMessage.TIMING_CLOCK));
      assertEquals(List.of(MidiMessages.noteOn(2, 60, 99), 0xF8), heard);
      ports.send(MidiMessages.noteOff(2, 60), 0);
      assertEquals(List.of("82 60 0"), received(synth));
      assertEquals(List.of("SYSTEM_EXCLUSIVE 1"), told);
    }
    after.send(MidiMessages.noteOff(2, 61), 0);
    assertEquals(1, synth.received.size(), "a closed port takes nothing");
    assertFalse(keys.isOpen() || synth.isOpen());
  }

  @Test
  void shouldNamePatternAndPortsWhenNothingMatches() {
    String message =
        assertThrows(PortException.class, () -> open(patterns("organ", "synth"))).getMessage();
    assertTrue(message.contains("organ") && message.contains("Test Keys"), message);
  }

  @Test
  void shouldSayWhenAnotherProgramHasThePort() {
    CableProvider.cable("Test Synth").busy = true;
    String message =
        assertThrows(PortException.class, () -> open(patterns("keys", "synth"))).getMessage();
    assertTrue(message.contains("Test Synth") && message.contains("another program"), message);
    assertFalse(CableProvider.cable("Test Keys").isOpen(), "nothing is left open");
    assertEquals(List.of(), told);
  }

  @Test
  void shouldEndTheKeysOfAKeyboardThatIsUnpluggedAndHearItAgain() throws Exception {
    CableProvider.Cable keys = CableProvider.cable("Test Keys");
    try (OpenPorts ports = open(UNASKED)) {
      keys.say(new ShortMessage(ShortMessage.NOTE_ON, 0, 60, 99));
      keys.say(new ShortMessage(ShortMessage.NOTE_ON, 3, 64, 99));
      keys.say(new ShortMessage(ShortMessage.NOTE_ON, 0, 60, 0));
      keys.say(new ShortMessage(ShortMessage.CONTROL_CHANGE, 3, 64, 127));
      keys.unplug();
      await().until(() -> told.size() == 1);
      assertEquals(List.of("lost Test Keys for tests: it is not there any more"), told);
      assertEquals(
          List.of(MidiMessages.noteOff(3, 64), MidiMessages.controlChange(3, 64, 0)),
          heard.subList(4, heard.size()));
      keys.say(new ShortMessage(ShortMessage.NOTE_ON, 0, 61, 99));
      assertEquals(6, heard.size(), "what has gone is not heard");
      assertEquals(List.of(), ports.inputs());

      CableProvider.Cable back = CableProvider.plugKeys("Test Keys");
      await().until(() -> told.size() == 2);
      assertEquals("found Test Keys for tests", told.get(1));
      back.say(new ShortMessage(ShortMessage.NOTE_ON, 0, 62, 99));
      assertEquals(MidiMessages.noteOn(0, 62, 99), heard.get(6));
      assertEquals(List.of("Test Keys for tests"), ports.inputs());
    }
    assertEquals(2, told.size(), () -> "one line each way: " + told);
  }

  @Test
  void shouldEndWhatSoundedOnASynthesiserWhenItIsBackAndBeforeAnythingElse() throws Exception {
    CableProvider.Cable synth = CableProvider.cable("Test Synth");
    try (OpenPorts ports = open(patterns("keys", "synth"))) {
      ports.send(MidiMessages.noteOn(0, 60, 99), 0);
      ports.send(MidiMessages.noteOn(0, 67, 99), 0);
      ports.send(MidiMessages.noteOff(0, 67), 0);
      synth.unplug();
      await().until(() -> told.size() == 1);
      ports.send(MidiMessages.noteOff(0, 60), 0); // nobody hears this end
      ports.send(MidiMessages.noteOn(0, 72, 99), 0);
      CableProvider.Cable back = CableProvider.plugSynth("Test Synth");
      await().until(() -> told.size() == 2);
      ports.send(MidiMessages.noteOn(0, 74, 99), 0);
      assertEquals(List.of("80 60 0", "90 74 99"), received(back));
      assertEquals(
          List.of(
              "lost Test Synth for tests: it is not there any more", "found Test Synth for tests"),
          told);
    }
  }

  @Test
  void shouldEndOnASynthesiserThatComesLaterWhatADeadProcessLeftSounding() throws Exception {
    HeldKeys left = new HeldKeys();
    left.pass(MidiMessages.noteOn(0, 60, 99));
    left.pass(MidiMessages.controlChange(3, 64, 127));
    CableProvider.Cable synth = CableProvider.cable("Test Synth");
    CableProvider.plugSynth("Busy Synth").busy = true;
    try (OpenPorts ports = open(waiting(patterns("keys", "synth")))) {
      ports.inherit(0, left, 0);
      int there = received(synth).size();
      assertEquals(List.of("80 60 0", "b3 64 0"), received(synth).subList(there - 2, there));
      CableProvider.Cable late = CableProvider.plugSynth("Late Synth");
      CableProvider.cable("Busy Synth").busy = false;
      await().until(() -> ports.outputs().size() == 3);
      ports.send(MidiMessages.noteOn(0, 72, 99), 0);
      for (CableProvider.Cable one : List.of(late, CableProvider.cable("Busy Synth"))) {
        assertEquals(List.of("80 60 0", "b3 64 0", "90 72 99"), received(one));
      }
      assertEquals(there + 1, received(synth).size(), "once");
    }
  }

  /** The player plays on while the plug is pulled, five times, with a second keyboard beside it. */
  @Test
  void shouldLeaveNoKeyDownWhateverMomentThePlugIsPulled() throws Exception {
    HeldKeys far = new HeldKeys();
    CableProvider.plugKeys("Other");
    try (OpenPorts ports =
        transport.open(
            UNASKED, (message, timeNs) -> far.pass(message), new TellingListener(told))) {
      for (int round = 1; round <= 5; round++) {
        CableProvider.Cable keys = CableProvider.cable("Test Keys");
        AtomicBoolean stop = new AtomicBoolean();
        Random random = new Random(round);
        Thread player =
            new Thread(
                () -> {
                  while (!stop.get()) {
                    try {
                      keys.say(
                          new ShortMessage(
                              random.nextBoolean() ? ShortMessage.NOTE_ON : ShortMessage.NOTE_OFF,
                              random.nextInt(16),
                              random.nextInt(128),
                              random.nextInt(128)));
                    } catch (InvalidMidiDataException e) {
                      throw new AssertionError(e);
                    }
                  }
                });
        player.start();
        await().until(far::any);
        keys.unplug();
        int lines = 2 * round - 1;
        await().until(() -> told.size() == lines);
        assertFalse(far.any(), "round and seed " + round);
        stop.set(true);
        player.join();
        assertFalse(far.any(), "round and seed " + round);
        CableProvider.plugKeys("Test Keys");
        await().until(() -> told.size() == lines + 1);
      }
      assertEquals(2, ports.inputs().size());
    }
  }

  @Test
  void shouldKnowADeviceByItsNameAndNotByItsNumber() throws Exception {
    CableProvider.Cable synth = CableProvider.plugSynth("Far [hw:1,0,0]");
    try (OpenPorts ports = open(patterns("keys", "far"))) {
      ports.send(MidiMessages.noteOn(0, 60, 99), 0);
      synth.unplug();
      await().until(() -> told.size() == 1);
      CableProvider.Cable back = CableProvider.plugSynth("Far [hw:4,0,0]");
      await().until(() -> told.size() == 2);
      assertEquals("found Far [hw:4,0,0] for tests", told.get(1));
      assertEquals(List.of("80 60 0"), received(back));
    }
  }

  @Test
  void shouldKeepTheOrderOfTwoDevicesWithOneName() throws Exception {
    CableProvider.Cable first = CableProvider.plugSynth("Twin");
    CableProvider.Cable second = CableProvider.plugSynth("Twin");
    try (OpenPorts ports = open(patterns("keys", "twin"))) {
      ports.send(MidiMessages.noteOn(0, 60, 99), 0);
      first.unplug();
      await().until(() -> told.size() == 1);
      await().until(() -> ports.outputs().size() == 1);
      assertEquals(
          List.of("90 60 99", "80 60 0"),
          received(second),
          "which of two has gone is not known: what stays is silenced, too");
      ports.send(MidiMessages.noteOn(0, 62, 99), 0);
      assertEquals("90 62 99", received(second).get(2));
      CableProvider.Cable back = CableProvider.plugSynth("Twin");
      await().until(() -> told.size() == 2);
      assertEquals(List.of("80 60 0"), received(back));
      ports.send(MidiMessages.noteOff(0, 62), 0);
      assertEquals("80 62 0", received(second).get(3));
      assertEquals("80 62 0", received(back).get(1));
    }
  }

  @Test
  void shouldTellOfABoxWithInputAndOutputOnce() throws Exception {
    for (int number = 1; number <= 2; number++) {
      CableProvider.plugKeys("Box [hw:" + number + ",0,0]");
      CableProvider.plugSynth("Box [hw:" + number + ",0,0]");
    }
    try (OpenPorts ports = open(patterns("box", "box"))) {
      for (int number = 1; number <= 2; number++) {
        CableProvider.cable("Box [hw:" + number + ",0,0]").unplug();
        CableProvider.cable("Box [hw:" + number + ",0,0]").unplug();
        int left = 2 - number;
        await().until(() -> ports.inputs().size() == left && ports.outputs().size() == left);
      }
      String reason = ": it is not there any more";
      assertEquals(
          List.of(
              "lost Box [hw:1,0,0] for tests" + reason, "lost Box [hw:2,0,0] for tests" + reason),
          told);
      CableProvider.plugSynth("Box [hw:2,0,0]");
      await().until(() -> ports.outputs().size() == 1);
      assertEquals(2, told.size(), "half a box is not back");
      CableProvider.plugKeys("Box [hw:2,0,0]");
      await().until(() -> told.size() == 3);
      assertEquals("found Box [hw:2,0,0] for tests", told.get(2));
    }
  }

  @Test
  void shouldTryAgainWhatAnotherProgramHas() throws Exception {
    CableProvider.cable("Test Synth").busy = true;
    try (OpenPorts ports = open(waiting(patterns("keys", "synth")))) {
      assertEquals(1, told.size(), told::toString);
      assertTrue(told.get(0).startsWith("lost Test Synth for tests: "), told::toString);
      int looks = CableProvider.looks;
      await().until(() -> CableProvider.looks > looks + 20);
      assertEquals(1, told.size(), "says so once");
      CableProvider.cable("Test Synth").busy = false;
      await().until(() -> ports.outputs().size() == 1);
      assertEquals("found Test Synth for tests", told.get(1));
    }
  }

  @Test
  void shouldNotRefuseToStartBecauseOfAKeyboardThatNobodyAskedFor() throws Exception {
    CableProvider.cable("Test Keys").busy = true;
    try (OpenPorts ports = open(UNASKED)) {
      assertEquals(List.of(), ports.inputs());
      CableProvider.cable("Test Keys").busy = false;
      await().until(() -> ports.inputs().size() == 1);
    }
  }

  @Test
  void shouldOpenAgainADeviceThatThrows() throws Exception {
    CableProvider.Cable synth = CableProvider.cable("Test Synth");
    try (OpenPorts ports = open(patterns("keys", "synth"))) {
      ports.send(MidiMessages.noteOn(0, 60, 99), 0);
      synth.broken = true;
      ports.send(MidiMessages.noteOff(0, 60), 0);
      assertEquals("REFUSED 1", told.get(0));
      synth.broken = false;
      await().until(() -> told.size() == 3);
      assertEquals("lost Test Synth for tests: it takes no messages", told.get(1));
      assertEquals("found Test Synth for tests", told.get(2));
      assertEquals(List.of("90 60 99", "80 60 0"), received(synth));
    }
  }

  @Test
  void shouldListenToWhatIsPluggedInLaterAndSayNothingOfIt() throws Exception {
    try (OpenPorts ports = open(UNASKED)) {
      CableProvider.Cable late = CableProvider.plugKeys("Late");
      await().until(() -> ports.inputs().size() == 2);
      late.say(new ShortMessage(ShortMessage.NOTE_ON, 0, 60, 99));
      assertEquals(List.of(MidiMessages.noteOn(0, 60, 99)), heard);
      assertEquals(List.of(), told);
    }
  }

  @Test
  void shouldWaitForPortsThatAreNotThereYet() throws Exception {
    CableProvider.cable("Test Keys").unplug();
    CableProvider.cable("Test Synth").unplug();
    assertFalse(transport.availability().available());
    assertThrows(PortException.class, () -> open(UNASKED));
    try (OpenPorts ports = open(waiting(patterns("organ", "synth")))) {
      CableProvider.plugKeys("Organ");
      CableProvider.plugKeys("Piano");
      await().until(() -> ports.inputs().equals(List.of("Organ for tests")));
      CableProvider.plugSynth("Test Synth");
      await().until(() -> ports.outputs().equals(List.of("Test Synth for tests")));
    }
  }

  @Test
  void shouldSayByWhichPortAMessageComesAndSendToThatOneOnly() throws Exception {
    CableProvider.Cable pads = CableProvider.plugKeys("Pads");
    CableProvider.Cable drums = CableProvider.plugSynth("Drums");
    CableProvider.Cable both = CableProvider.plugSynth("Synth and Drums");
    PortPlan plan =
        new PortPlan(
            List.of(rule("in", "keys"), rule("pads", "pads")),
            List.of(rule("out", "synth"), rule("drums", "drums")),
            List.of(0, 0),
            false);
    try (OpenPorts ports = open(plan)) {
      pads.say(new ShortMessage(ShortMessage.NOTE_ON, 9, 36, 99));
      CableProvider.cable("Test Keys").say(new ShortMessage(ShortMessage.NOTE_ON, 0, 60, 99));
      assertEquals(
          List.of(
              MidiMessages.atPort(MidiMessages.noteOn(9, 36, 99), 1),
              MidiMessages.noteOn(0, 60, 99)),
          heard);
      ports.send(MidiMessages.noteOn(0, 61, 99), 0);
      ports.send(MidiMessages.atPort(MidiMessages.noteOn(9, 37, 99), 1), 0);
      assertEquals(List.of("90 61 99"), received(CableProvider.cable("Test Synth")));
      assertEquals(List.of("99 37 99"), received(drums));
      assertEquals(List.of("90 61 99", "99 37 99"), received(both));
      pads.unplug();
      await().until(() -> heard.size() == 3);
      assertEquals(MidiMessages.atPort(MidiMessages.noteOff(9, 36), 1), heard.get(2));
    }
  }

  private OpenPorts open(PortPlan plan) throws PortException {
    return transport.open(
        plan,
        (message, timeNs) -> {
          assertEquals(clock.nowNs(), timeNs);
          heard.add(message);
        },
        new TellingListener(told));
  }

  private static PortPlan patterns(String in, String out) {
    return PortPlan.of(List.of(pattern(in)), List.of(pattern(out)));
  }

  private static PortPlan waiting(PortPlan plan) {
    return new PortPlan(plan.inputs(), plan.outputs(), plan.thru(), true);
  }

  private static PortRule rule(String name, String... patterns) {
    return new PortRule(
        name, Arrays.stream(patterns).map(p -> pattern(p)).toList(), ChannelMap.ALL);
  }

  private static Pattern pattern(String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
  }

  /** Each message as status in hexadecimal and data bytes. */
  private static List<String> received(CableProvider.Cable cable) throws InvalidMidiDataException {
    List<String> messages = new ArrayList<>();
    for (MidiMessage message : cable.received) {
      byte[] bytes = message.getMessage();
      messages.add(Integer.toHexString(bytes[0] & 0xff) + " " + bytes[1] + " " + bytes[2]);
    }
    return messages;
  }
}
