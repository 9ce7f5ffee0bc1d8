package antiphon.midi.port.javasound;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.OpenPorts;
import antiphon.midi.port.PortCount;
import antiphon.midi.port.PortException;
import antiphon.midi.port.PortListener;
import antiphon.midi.port.PortPlan;
import antiphon.music.time.ManualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.sound.midi.ShortMessage;
import javax.sound.midi.SysexMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JavaSoundTransportTest {
  private static final PortListener NOBODY =
      new PortListener() {
        @Override
        public void lost(String transport, String reason) {
          throw new AssertionError("lost " + transport);
        }

        @Override
        public void found(String transport) {
          throw new AssertionError("found " + transport);
        }

        @Override
        public void counted(PortCount what, long count) {
          throw new AssertionError(what);
        }
      };

  private final ManualClock clock = new ManualClock(1234);
  private final JavaSoundTransport transport = new JavaSoundTransport(clock);
  private final List<Integer> heard = new ArrayList<>();

  @AfterEach
  void reset() {
    CableProvider.RECEIVED.clear();
    CableProvider.busy = false;
  }

  @Test
  void shouldListDevicesButNoSynthesiserOfThisProcess() {
    assertTrue(transport.availability().available());
    assertEquals(
        List.of("Test Keys for tests IN", "Test Synth for tests OUT"),
        transport.ports().stream().map(port -> port.name() + " " + port.direction()).toList());
  }

  @Test
  void shouldListenToAllAndPlayToNoneUnasked() throws PortException {
    try (OpenPorts ports = open(PortPlan.of(List.of(), List.of()))) {
      assertEquals(List.of("Test Keys for tests"), ports.inputs());
      assertEquals(List.of(), ports.outputs());
    }
  }

  @Test
  void shouldCarryMessagesBothWaysAndPassOverWhatIsNone() throws Exception {
    OpenPorts after;
    try (OpenPorts ports = open(patterns("keys", "SYNTH"))) {
      after = ports;
      CableProvider.keysTo.send(new ShortMessage(ShortMessage.NOTE_ON, 2, 60, 99), -1);
      CableProvider.keysTo.send(
          new SysexMessage(new byte[] {(byte) 0xF0, 1, 2, (byte) 0xF7}, 4), -1);
      CableProvider.keysTo.send(new ShortMessage(ShortMessage.TIMING_CLOCK), -1);
      assertEquals(List.of(MidiMessages.noteOn(2, 60, 99), 0xF8), heard);
      ports.send(MidiMessages.noteOff(2, 60), 0);
      assertArrayEquals(
          new byte[] {(byte) 0x82, 60, 0}, CableProvider.RECEIVED.get(0).getMessage());
    }
    after.send(MidiMessages.noteOff(2, 61), 0);
    assertEquals(1, CableProvider.RECEIVED.size(), "a closed port takes nothing");
  }

  @Test
  void shouldNamePatternAndPortsWhenNothingMatches() {
    String message =
        assertThrows(PortException.class, () -> open(patterns("organ", "synth"))).getMessage();
    assertTrue(message.contains("organ") && message.contains("Test Keys"), message);
  }

  @Test
  void shouldSayWhenAnotherProgramHasThePort() {
    CableProvider.busy = true;
    String message =
        assertThrows(PortException.class, () -> open(patterns("keys", "synth"))).getMessage();
    assertTrue(message.contains("Test Synth") && message.contains("another program"), message);
  }

  private OpenPorts open(PortPlan plan) throws PortException {
    return transport.open(
        plan,
        (message, timeNs) -> {
          assertEquals(clock.nowNs(), timeNs);
          heard.add(message);
        },
        NOBODY);
  }

  private static PortPlan patterns(String in, String out) {
    return PortPlan.of(
        List.of(Pattern.compile(in, Pattern.CASE_INSENSITIVE)),
        List.of(Pattern.compile(out, Pattern.CASE_INSENSITIVE)));
  }
}
