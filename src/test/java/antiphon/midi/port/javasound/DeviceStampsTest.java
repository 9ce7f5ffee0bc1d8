package antiphon.midi.port.javasound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.midi.port.ChannelMap;
import antiphon.midi.port.PortRule;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceStampsTest {
  /** The process's clock overflows while the device is open. */
  private static final long OPENED_NS = Long.MAX_VALUE - 5_000_000;

  private final DeviceStamps stamps = new DeviceStamps(7, OPENED_NS + 7_000);

  @Test
  void shouldCountFromTheOpeningOfTheDevice() {
    long nowNs = OPENED_NS + 10_000_000;
    assertEquals(nowNs - 1_000_000, stamps.arrivalNs(9_000, nowNs));
    assertEquals(OPENED_NS, stamps.arrivalNs(0, nowNs));
  }

  @Test
  void shouldNotBelieveTheFutureOrTheLongPast() {
    long nowNs = OPENED_NS + 300_000_000;
    assertEquals(nowNs, stamps.arrivalNs(300_001, nowNs));
    assertEquals(nowNs, stamps.arrivalNs(199_999, nowNs));
    assertEquals(nowNs - 100_000_000, stamps.arrivalNs(200_000, nowNs));
  }

  @Test
  void shouldTakeNowWhereThereIsNoStampOrNoClock() {
    assertEquals(42, stamps.arrivalNs(-1, 42));
    assertEquals(42, DeviceStamps.UNUSED.arrivalNs(0, 42));
    assertEquals(42, new DeviceStamps(-1, 40).arrivalNs(0, 42));
  }

  @Test
  void shouldKnowAntiphonsOwnVirtualPorts() {
    PortRule in = new PortRule("in", List.of(), ChannelMap.ALL);
    PortRule drums = new PortRule("drums", List.of(), ChannelMap.ALL);
    assertTrue(CoreMidi4j.isOwn("CoreMIDI4J - Antiphon In", in));
    assertTrue(CoreMidi4j.isOwn("CoreMIDI4J - Antiphon drums", drums));
    assertFalse(CoreMidi4j.isOwn("CoreMIDI4J - Antiphon In", drums));
    assertFalse(CoreMidi4j.isOwn("CoreMIDI4J - Antiphonary In", in));
    assertFalse(CoreMidi4j.isOwn("CoreMIDI4J - IAC Bus 1", in));
  }
}
