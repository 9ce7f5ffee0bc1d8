package antiphon.midi.port.coremidi;

import static antiphon.midi.port.coremidi.RecordedCalls.list;
import static antiphon.midi.port.coremidi.RecordedCalls.packet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import antiphon.Seeded;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.PortCount;
import antiphon.music.time.ManualClock;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PacketListTest {
  private static final long NOW_NS = 5_000_000_000L;

  private final RecordedCalls calls = new RecordedCalls();
  private final HostClock hostClock = HostClock.measure(calls, new ManualClock(NOW_NS));
  private final List<String> heard = new ArrayList<>();
  private final Map<PortCount, Long> counts = new EnumMap<>(PortCount.class);

  @Test
  void shouldWriteOnePacketByteForByte() {
    PacketList.Writer writer = new PacketList.Writer();
    assertEquals(
        "01000000" + "8877665544332211" + "0300" + "923c63",
        hex(writer.write(MidiMessages.noteOn(2, 60, 99), 0x1122334455667788L), 17));
    assertEquals(
        "01000000" + "0100000000000000" + "0200" + "c105",
        hex(writer.write(MidiMessages.pack(0xC1, 5, 0), 0), 16),
        "a virtual source says no time that means now");
    assertEquals(
        "01000000" + "0200000000000000" + "0100" + "f8",
        hex(writer.write(MidiMessages.atPort(0xF8, 3), 2), 15));
  }

  @Test
  void shouldFindThePacketsOfBothProcessors() {
    for (boolean aligned : new boolean[] {false, true}) {
      heard.clear();
      byte[] list =
          list(
              aligned,
              packet(calls.host, 0xF8),
              packet(calls.host - 3_000, 0xC0, 7),
              packet(calls.host - 6_000, 0x90, 60, 99),
              packet(0, 0x90, 61, 99, 0xFE),
              packet(calls.host, 0x90, 62, 99, 0xB0, 7),
              packet(calls.host, 0x80, 60, 0));
      parse(aligned, list);
      assertEquals(
          List.of("f8 @0", "7c0 @-125000", "633c90 @-250000", "633d90 @0", "633e90 @0", "3c80 @0"),
          heard);
      heard.clear();
      assertNotEquals(6, parsedAsTheOther(aligned, list), "the gaps are there to be seen");
    }
  }

  @Test
  void shouldUnderstandRunningStatusInsideAPacketAndNotBeyond() {
    parse(
        true,
        list(
            true,
            packet(0, 0x90, 60, 99, 64, 99, 0xF8, 67, 0),
            packet(0, 60, 0), // by another program, or by none
            packet(0, 0xF8, 60, 0),
            packet(0, 0x80, 60, 0)));
    assertEquals(List.of("633c90 @0", "634090 @0", "f8 @0", "4390 @0", "f8 @0", "3c80 @0"), heard);
    assertEquals(Map.of(PortCount.MALFORMED, 4L), counts);
  }

  @Test
  void shouldPassOverSystemExclusiveThroughSeveralPacketsAndHearWhatIsInside() {
    byte[] body = new byte[600];
    Arrays.fill(body, (byte) 0x11);
    int[] middle = new int[600];
    Arrays.fill(middle, 0x11);
    middle[300] = 0xF8;
    parse(
        false,
        list(false, packet(0, 0xF0, 1, 2), packet(0, middle)),
        list(false, packet(0, 3, 4, 0xF7), packet(0, 0x90, 60, 99)));
    assertEquals(List.of("f8 @0", "633c90 @0"), heard);
    assertEquals(Map.of(PortCount.SYSTEM_EXCLUSIVE, 1L), counts);
  }

  @Test
  void shouldMakeNoNotesOfSystemExclusiveThatAnotherProgramHasCut() {
    parse(
        true,
        list(
            true,
            packet(0, 0xF0, 1, 2),
            packet(0, 0x90, 60, 99),
            packet(0, 70, 71, 72, 73),
            packet(0, 0xF7, 0x80, 60, 0)));
    assertEquals(List.of("633c90 @0", "3c80 @0"), heard);
  }

  @Test
  void shouldHearEveryMessageWhateverThePackets() {
    Seeded.forSeeds(
        200,
        random -> {
          heard.clear();
          boolean aligned = random.nextBoolean();
          List<String> sent = new ArrayList<>();
          List<byte[]> packets = new ArrayList<>();
          for (int i = random.nextInt(20); i >= 0; i--) {
            List<Integer> bytes = new ArrayList<>();
            for (int n = random.nextInt(random.nextInt(8) == 0 ? 300 : 4); n > 0; n--) {
              int message =
                  MidiMessages.pack(
                      0x80 | random.nextInt(0x70), random.nextInt(128), random.nextInt(128));
              int length = MidiMessages.length(MidiMessages.status(message));
              message &= length == 2 ? 0xffff : 0xffffff;
              sent.add(Integer.toHexString(message) + " @0");
              for (int b = 0; b < length; b++) {
                bytes.add(message >>> 8 * b & 0xff);
              }
            }
            packets.add(packet(calls.host, bytes.stream().mapToInt(b -> b).toArray()));
          }
          parse(aligned, list(aligned, packets.toArray(byte[][]::new)));
          assertEquals(sent, heard);
        });
  }

  @Test
  void shouldSurviveAnyBytesInPackets() {
    Seeded.forSeeds(
        500,
        random -> {
          int[] midi = new int[random.nextInt(600)];
          for (int i = 0; i < midi.length; i++) {
            midi[i] = random.nextInt(256);
          }
          parse(
              true,
              list(
                  true,
                  packet(random.nextLong(), midi),
                  packet(random.nextLong(), midi),
                  packet(0, 0xF6)));
          assertEquals("f6 @0", heard.get(heard.size() - 1));
        });
  }

  private int parsedAsTheOther(boolean aligned, byte[] list) {
    // two rows of zeros behind the list: lost, one reads on there
    byte[] longer = Arrays.copyOf(list, list.length + 70_000);
    parse(!aligned, longer);
    return heard.size();
  }

  private void parse(boolean aligned, byte[]... lists) {
    PacketListParser parser =
        new PacketListParser(
            hostClock, aligned, (what, count) -> counts.merge(what, count, Long::sum));
    for (byte[] list : lists) {
      Memory memory = new Memory(list.length); // not a byte more than there is
      memory.write(0, list, 0, list.length);
      parser.parse(
          Pointer.nativeValue(memory),
          NOW_NS,
          (message, timeNs) -> heard.add(Integer.toHexString(message) + " @" + (timeNs - NOW_NS)));
    }
  }

  private static String hex(long address, int length) {
    return HexFormat.of().formatHex(new Pointer(address).getByteArray(0, length));
  }
}
