package antiphon.midi.port.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.midi.port.MidiMessages;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is written in a MIDI command section is read, and what RFC 6295 shows is understood. */
class CommandSectionTest {
  @Test
  void shouldReadTheFourFormsOfADeltaTime() {
    // RFC 6295, section 3.1: zero has four legal forms
    for (String zero : List.of("00", "80 00", "80 80 00", "80 80 80 00")) {
      assertEquals(List.of("0 90 3c 40"), read(zero + " 90 3c 40", true));
    }
    // figure 4: the largest of one, two, three and four octets
    assertEquals(List.of("127 f8"), read("7f f8", true));
    assertEquals(List.of("16383 f8"), read("ff 7f f8", true));
    assertEquals(List.of("2097151 f8"), read("ff ff 7f f8", true));
    assertEquals(List.of("268435455 f8"), read("ff ff ff 7f f8", true));
    assertEquals(List.of("malformed"), read("ff ff ff ff 7f f8", true));
  }

  @Test
  void shouldAddUpDeltaTimesUnderRunningStatus() {
    assertEquals(
        List.of("0 90 3c 40", "5 90 3e 41", "5 f8", "16 90 40 42", "16 80 3c 00"),
        read("90 3c 40 05 3e 41 00 f8 0b 40 42 00 80 3c 00", false));
  }

  @Test
  void shouldForgetRunningStatusAfterSystemCommonButNotAfterRealTime() {
    assertEquals(
        List.of("0 90 3c 40", "0 f6", "malformed"), read("90 3c 40 00 f6 00 3e 41", false));
    assertEquals(List.of("malformed"), read("3c 40", false));
  }

  @Test
  void shouldTakeAListThatEndsWithADeltaTimeOrIsOneAlone() {
    assertEquals(List.of("0 90 3c 40"), read("90 3c 40 87 68", false));
    assertEquals(List.of(), read("87 68", true));
    assertEquals(List.of(), read("", false));
  }

  @Test
  void shouldPutTogetherTheSegmentationsThatTheStandardShows() {
    // RFC 6295, figure 6
    List<String> segmentations =
        List.of(
            "f0 01 02 03 04 05 06 07 08 f7",
            "f0 01 02 03 04 f0|f7 05 06 07 08 f7",
            "f0 01 f0|f7 02 03 04 05 06 07 08 f7",
            "f0 01 02 f0|f7 03 04 f0|f7 05 06 07 08 f7",
            "f0 01 f0|f7 02 f0|f7 03 f0|f7 04 f0|f7 05 f0|f7 06 f0|f7 07 f0|f7 08 f0|f7 f7");
    for (String segmentation : segmentations) {
      Listing listing = new Listing();
      byte[] list = octets(segmentation.replace("|", " 00 "));
      assertTrue(new CommandSection().read(list, 0, list.length, false, listing));
      assertEquals(List.of("0 f0 0102030405060708 f7"), listing.lines, segmentation);
    }
    assertEquals(List.of("0 cancelled"), read("f0 01 02 f0 00 f7 f4", false));
    // "dropped 0xF7"
    assertEquals(List.of("0 f0 0102 f7", "0 f8"), read("f0 01 02 f5 00 f8", false));
  }

  @Test
  void shouldRefuseWhatIsCutShortOrNoMidi() {
    for (String wrong :
        List.of(
            "90", "90 3c", "90 3c 90", "f0 01 02", "f0 01 80", "f7 01 f4 f4", "f4 01", "c0 80")) {
      assertEquals("malformed", last(read(wrong, false)), wrong);
    }
    assertEquals(List.of("0 f8"), read("f4 01 02 f7 00 f8", false), "undefined, passed over");
  }

  @Test
  void shouldReadWhatIsWritten() {
    Seeded.forSeeds(
        2_000,
        random -> {
          int timestamp = random.nextInt();
          CommandWriter writer = new CommandWriter(512);
          writer.begin(timestamp);
          List<String> wanted = new ArrayList<>();
          int ticks = timestamp;
          int count = random.nextInt(60);
          for (int i = 0; i < count && writer.hasRoom(); i++) {
            ticks += random.nextInt(4) == 0 ? random.nextInt(1 << random.nextInt(20)) : 0;
            int message = message(random);
            writer.message(message, ticks);
            wanted.add(line(ticks - timestamp, message));
          }
          byte[] octets = new byte[600];
          RtpPacket packet = packet(writer, timestamp, octets);
          Listing listing = new Listing();
          packet.readCommands(listing);
          assertEquals(wanted, listing.lines);
          assertEquals(timestamp, packet.timestamp());
          assertFalse(packet.hasJournal());
        });
  }

  @Test
  void shouldSegmentSystemExclusiveOverPackets() {
    Seeded.forSeeds(
        500,
        random -> {
          byte[] data = new byte[random.nextInt(1_500)];
          for (int i = 0; i < data.length; i++) {
            data[i] = (byte) random.nextInt(128);
          }
          CommandWriter writer = new CommandWriter(16 + random.nextInt(200));
          Listing listing = new Listing();
          int packets = 0;
          for (int at = 0; at <= data.length; packets++) {
            writer.begin(0);
            if (random.nextBoolean()) {
              writer.message(0xF8, 0);
            }
            int next = writer.systemExclusive(data, at, 0);
            assertTrue(next > at, "goes forward");
            at = next;
            packet(writer, 0, new byte[600]).readCommands(listing);
          }
          listing.lines.removeIf("0 f8"::equals);
          assertEquals(List.of("0 f0 " + hex(data) + " f7"), listing.lines, packets + " packets");
        });
  }

  @Test
  void shouldCancelWhatItBegan() {
    CommandWriter writer = new CommandWriter(20);
    writer.begin(0);
    assertEquals(14, writer.systemExclusive(new byte[50], 0, 0));
    Listing listing = new Listing();
    packet(writer, 0, new byte[60]).readCommands(listing);
    writer.begin(0);
    writer.cancelSystemExclusive(0);
    packet(writer, 0, new byte[60]).readCommands(listing);
    assertEquals(List.of("0 cancelled"), listing.lines);
  }

  @Test
  void shouldWriteTheShortHeaderForUpToFifteenOctets() {
    CommandWriter writer = new CommandWriter(100);
    writer.begin(0);
    writer.message(MidiMessages.noteOn(0, 60, 64), 0);
    byte[] octets = new byte[100];
    int end = writer.write(octets, 0, true);
    assertEquals("43903c40", hex(Arrays.copyOf(octets, end)));
    for (int i = 0; i < 5; i++) {
      writer.message(MidiMessages.noteOn(0, 61 + i, 64), 0);
    }
    end = writer.write(octets, 0, false);
    assertEquals("8012903c40003d40003e40003f4000404000" + "4140", hex(Arrays.copyOf(octets, end)));
  }

  private static RtpPacket packet(CommandWriter writer, int timestamp, byte[] octets) {
    octets[0] = (byte) 0x80;
    octets[1] = RtpPacket.PAYLOAD_TYPE;
    Octets.put32(octets, 4, timestamp);
    int end = writer.write(octets, RtpPacket.HEADER_OCTETS, false);
    RtpPacket packet = new RtpPacket();
    assertTrue(packet.read(octets, end));
    return packet;
  }

  static int message(Random random) {
    int status =
        random.nextInt(8) == 0
            ? new int[] {0xF1, 0xF2, 0xF3, 0xF6, 0xF8, 0xFA, 0xFC, 0xFE}[random.nextInt(8)]
            : 0x80 + random.nextInt(3) * 16 + random.nextInt(2);
    int length = MidiMessages.length(status);
    return MidiMessages.pack(
        status, length > 1 ? random.nextInt(128) : 0, length > 2 ? random.nextInt(128) : 0);
  }

  private static List<String> read(String hex, boolean firstHasDelta) {
    byte[] list = octets(hex);
    Listing listing = new Listing();
    if (!new CommandSection().read(list, 0, list.length, firstHasDelta, listing)) {
      listing.lines.add("malformed");
    }
    return listing.lines;
  }

  private static String last(List<String> lines) {
    return lines.get(lines.size() - 1);
  }

  static byte[] octets(String hex) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String word : hex.isBlank() ? new String[0] : hex.strip().split("\\s+")) {
      out.write(Integer.parseInt(word, 16));
    }
    return out.toByteArray();
  }

  private static String hex(byte[] octets) {
    StringBuilder text = new StringBuilder();
    for (byte octet : octets) {
      text.append(String.format("%02x", octet));
    }
    return text.toString();
  }

  private static String line(int offsetTicks, int message) {
    int length = MidiMessages.length(MidiMessages.status(message));
    StringBuilder text = new StringBuilder().append(offsetTicks);
    for (int i = 0; i < length; i++) {
      text.append(String.format(" %02x", message >> 8 * i & 0xff));
    }
    return text.toString();
  }

  /** Commands as text, system exclusive messages put together. */
  private static final class Listing implements CommandReceiver {
    private final List<String> lines = new ArrayList<>();
    private final StringBuilder exclusive = new StringBuilder();

    @Override
    public void message(int offsetTicks, int message) {
      lines.add(line(offsetTicks, message));
    }

    @Override
    public void systemExclusive(int offsetTicks, byte[] octets, int from, int to, Segment segment) {
      if (segment == Segment.WHOLE || segment == Segment.FIRST) {
        exclusive.setLength(0);
      }
      exclusive.append(hex(Arrays.copyOfRange(octets, from, to)));
      if (segment == Segment.CANCEL) {
        lines.add(offsetTicks + " cancelled");
      } else if (segment == Segment.WHOLE || segment == Segment.LAST) {
        lines.add(offsetTicks + " f0 " + exclusive + " f7");
      }
    }
  }
}
