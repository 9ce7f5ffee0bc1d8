package antiphon.midi.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StreamParserTest {
  private final long[] counts = new long[PortCount.values().length];
  private final StreamParser parser =
      new StreamParser((what, count) -> counts[what.ordinal()] += count);
  private final List<String> heard = new ArrayList<>();

  @Test
  void shouldReadMessagesOfEachLength() {
    assertHeard(
        "90 3c 50, c1 05, d2 7f, e3 00 40, f2 10 20, f1 11, f3 03, f6",
        "903c50c105d27fe30040f21020f111f303f6");
    assertMalformed(0);
  }

  @Test
  void shouldGoOnInRunningStatus() {
    assertHeard("90 3c 50, 90 3c 00, 90 40 01, c0 01, c0 02", "903c503c004001c00102");
    assertMalformed(0);
  }

  @Test
  void shouldHandOnRealTimeBytesWhereverTheyCome() {
    assertHeard("f8, fa, 90 3c 50, fb, 90 3d 50, fc, ff", "90f83cfa503dfb50f001fc02fff7");
    assertMalformed(0);
  }

  @Test
  void shouldDropUndefinedRealTimeBytesAndDisturbNothingByThem() {
    assertHeard("90 3c 50, 90 3d 51", "90f93cfd503d51");
    assertMalformed(2);
  }

  @Test
  void shouldPassOverSystemExclusive() {
    assertHeard("90 01 02", "f07e7f0601f7900102");
    assertMalformed(0);
    assertEquals(1, counts[PortCount.SYSTEM_EXCLUSIVE.ordinal()]);
  }

  @Test
  void shouldNotRunOnAfterSystemExclusiveNorSystemCommon() {
    for (String ending : List.of("f001f7", "f6", "f4", "f5", "f7", "f101", "f20102", "f301")) {
      heard.clear();
      parse("903c50" + ending);
      int before = heard.size();
      parse("3c00");
      assertEquals(before, heard.size(), ending);
      parser.reset();
    }
  }

  @Test
  void shouldHearTheMessageThatCutsSystemExclusiveShort() {
    assertHeard("90 3c 50, f6, b0 40 00", "f00102903c50f00102f6f0b04000");
    assertMalformed(3);
    assertEquals(3, counts[PortCount.SYSTEM_EXCLUSIVE.ordinal()]);
  }

  @Test
  void shouldHearTheMessageThatCutsAnotherShort() {
    assertHeard("80 3c 40, f6", "90903c803c40e001f6");
    assertMalformed(3);
  }

  @Test
  void shouldDropDataBytesWithoutAStatusAndAnEndOfNothing() {
    assertHeard("90 01 02", "0102f703900102");
    assertMalformed(4);
  }

  @Test
  void shouldHearAMessageThatComesByteByByte() {
    for (String each : List.of("90", "3c", "50", "3c", "00")) {
      parse(each);
    }
    assertEquals(List.of("90 3c 50", "90 3c 00"), heard);
  }

  @Test
  void shouldReadOnlyTheBytesItIsGiven() {
    parser.parse(bytes("ff903c5080"), 1, 3, 7, this::hear);
    assertEquals(List.of("90 3c 50"), heard);
  }

  @Test
  void shouldBeginAnewAfterAReset() {
    parse("90");
    parser.reset();
    parse("3c50");
    parse("f001");
    parser.reset();
    parse("02803c40");
    assertEquals(List.of("80 3c 40"), heard);
    assertMalformed(3);
  }

  @Test
  void shouldStampWithTheTimeOfTheLastByte() {
    long[] stamp = new long[1];
    parser.parse(bytes("903c"), 0, 2, 5, (message, timeNs) -> stamp[0] = timeNs);
    parser.parse(bytes("50"), 0, 1, 9, (message, timeNs) -> stamp[0] = timeNs);
    assertEquals(9, stamp[0]);
  }

  @Test
  void shouldNoticeSilenceOnceAndOnlyAfterActiveSensing() {
    long nearOverflowNs = Long.MAX_VALUE - 100_000_000;
    long limitNs = nearOverflowNs + StreamParser.ACTIVE_SENSING_NS;
    parser.parse(bytes("903c50"), 0, 3, nearOverflowNs, this::hear);
    assertFalse(parser.takeSilence(limitNs + 1), "it has not said that it would be heard from");
    parser.parse(bytes("fe"), 0, 1, nearOverflowNs, this::hear);
    assertEquals(List.of("90 3c 50"), heard);
    assertFalse(parser.takeSilence(limitNs));
    assertTrue(parser.takeSilence(limitNs + 1));
    assertFalse(parser.takeSilence(limitNs + 2));
    parser.parse(bytes("fe"), 0, 1, limitNs, this::hear);
    parser.parse(bytes("3d50"), 0, 2, limitNs + 200_000_000, this::hear);
    assertFalse(parser.takeSilence(limitNs + 400_000_000), "any byte is a sign of life");
    assertTrue(parser.takeSilence(limitNs + 600_000_000));
  }

  @Test
  void shouldReadAnyStreamAsATextbookDoesHoweverItIsCut() {
    for (ByteStreams kind : ByteStreams.values()) {
      Seeded.forSeeds(
          100,
          random -> {
            byte[] stream = kind.bytes(random.nextInt(3_000), random);
            StreamParserLaw.assertReads(new TextbookStream(stream), stream, random);
          });
    }
  }

  @Test
  void shouldKeepNothingOfAHugeSystemExclusive() {
    byte[] chunk = new byte[1 << 16];
    parse("f0");
    long bytes =
        allocated(
            () -> {
              for (int i = 0; i < 2_000; i++) {
                parser.parse(chunk, 0, chunk.length, i, (message, timeNs) -> {});
              }
            });
    assertEquals(0, bytes);
    parse("f7903c50");
    assertEquals(List.of("90 3c 50"), heard);
    assertMalformed(0);
  }

  @Test
  void shouldAllocateNothing() {
    byte[] stream = ByteStreams.NOTES.bytes(100_000, new Random(1));
    long[] sum = new long[1];
    MidiReceiver receiver = (message, timeNs) -> sum[0] += message;
    Runnable work = () -> parser.parse(stream, 0, stream.length, 3, receiver);
    assertEquals(0, allocated(work));
  }

  private static long allocated(Runnable work) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 10; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      work.run();
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }

  private void assertHeard(String expected, String stream) {
    parse(stream);
    assertEquals(expected, String.join(", ", heard));
  }

  private void assertMalformed(int expected) {
    assertEquals(expected, counts[PortCount.MALFORMED.ordinal()]);
  }

  private void parse(String hex) {
    byte[] bytes = bytes(hex);
    parser.parse(bytes, 0, bytes.length, 1, this::hear);
  }

  private void hear(int message, long timeNs) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < MidiMessages.length(MidiMessages.status(message)); i++) {
      text.append(i == 0 ? "" : " ").append(HexFormat.of().toHexDigits((byte) (message >>> 8 * i)));
    }
    heard.add(text.toString());
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
