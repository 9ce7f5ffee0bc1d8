package antiphon.midi.port.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.PortCount;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Whatever is lost, doubled or overtaken on the way: once a packet has arrived, what is down and
 * set on its far side is what is down and set on its near side.
 */
class JournalLawsTest {
  private static final int SSRC = 77;

  @Test
  void shouldHoldTheSameKeysAfterEveryPacketThatArrives() {
    Seeded.forSeeds(150, random -> play(random, true, true));
  }

  @Test
  void shouldHoldTheSameKeysWhenNothingIsEverConfirmed() {
    Seeded.forSeeds(50, random -> play(random, false, true));
  }

  @Test
  void shouldKeepTheOrderOfNotes() {
    Seeded.forSeeds(50, random -> play(random, true, false));
  }

  private static void play(Random random, boolean confirms, boolean modes) {
    Ear ear = new Ear();
    Ear sent = new Ear();
    SessionClock clock = new SessionClock(0);
    IncomingStream in = new IncomingStream(3, ear, ear, clock, new ClockSync());
    OutgoingStream out = new OutgoingStream(SSRC, random.nextInt(0x10000));
    RandomPlayer player = new RandomPlayer(random, 1 + random.nextInt(16), modes);
    double loss = random.nextDouble() * 0.6;
    Deque<byte[]> delayed = new ArrayDeque<>();
    for (int i = 0; i < 300; i++) {
      long nowNs = i * 2_000_000L;
      out.begin((int) clock.ticks(nowNs));
      for (int n = random.nextInt(6); n > 0; n--) {
        int message = player.next();
        out.add(message, (int) clock.ticks(nowNs));
        sent.receive(message, nowNs);
      }
      byte[] octets = new byte[OutgoingStream.MAX_OCTETS];
      int length = out.finish(octets);
      assertTrue(length <= OutgoingStream.MAX_OCTETS);
      byte[] packet = Arrays.copyOf(octets, length);
      boolean last = i == 299;
      if (!last && random.nextDouble() < loss) {
        continue;
      }
      if (!last && random.nextInt(10) == 0) {
        delayed.add(packet);
        continue;
      }
      arrive(in, packet, nowNs);
      if (random.nextInt(5) == 0) {
        arrive(in, packet, nowNs);
      }
      assertEquals(sent.down(), ear.down(), "after packet " + i);
      if (i % 10 == 0) {
        assertEquals(settings(sent), settings(ear), "after packet " + i);
      }
      while (!delayed.isEmpty() && random.nextBoolean()) {
        arrive(in, delayed.poll(), nowNs);
        assertEquals(sent.down(), ear.down(), "after a late packet, at " + i);
      }
      if (confirms && random.nextInt(4) == 0) {
        out.confirm(in.confirmed(), in.confirmed());
      }
    }
    for (int channel = 0; channel < 16; channel++) {
      assertTrue(Ear.isPartInOrder(ear.struck(channel), sent.struck(channel)), "order");
    }
    assertTrue(ear.messages.stream().allMatch(message -> MidiMessages.port(message) == 3));
    assertEquals(0, ear.count(PortCount.MALFORMED));
  }

  private static void arrive(IncomingStream in, byte[] packet, long nowNs) {
    RtpPacket read = new RtpPacket();
    assertTrue(read.read(packet, packet.length));
    assertTrue(read.hasJournal());
    assertEquals(SSRC, read.ssrc());
    in.read(read, nowNs);
  }

  /** The last value of each controller; those that were reset as they are then. */
  private static Map<String, Integer> settings(Ear ear) {
    Map<String, Integer> values = new TreeMap<>();
    for (int message : List.copyOf(ear.messages)) {
      if (MidiMessages.command(message) == MidiMessages.CONTROL_CHANGE) {
        int number = MidiMessages.data1(message);
        String channel = MidiMessages.channel(message) + " ";
        if (number < 120) {
          values.put(channel + number, MidiMessages.data2(message));
        } else if (number == 121) {
          values.replaceAll(
              (key, value) ->
                  key.startsWith(channel) && !key.equals(channel + 7)
                      ? key.equals(channel + 11) ? 127 : 0
                      : value);
        }
      }
    }
    // one that was set and reset while nothing arrived was never heard of: as good as reset
    values
        .entrySet()
        .removeIf(entry -> entry.getValue() == (entry.getKey().endsWith(" 11") ? 127 : 0));
    return values;
  }

  @Test
  void shouldEndAllKeysAtAGapWithoutAJournal() {
    Ear ear = new Ear();
    IncomingStream in = new IncomingStream(0, ear, ear, new SessionClock(0), new ClockSync());
    List<byte[]> packets = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      CommandWriter writer = new CommandWriter(100);
      writer.begin(0);
      writer.message(MidiMessages.noteOn(0, 60 + i, 64), 0);
      byte[] octets = new byte[100];
      octets[0] = (byte) 0x80;
      octets[1] = RtpPacket.PAYLOAD_TYPE;
      Octets.put16(octets, 2, 0xfffe + i);
      packets.add(Arrays.copyOf(octets, writer.write(octets, 12, false)));
    }
    RtpPacket packet = new RtpPacket();
    for (int i : new int[] {0, 1, 3, 2, 3}) {
      assertTrue(packet.read(packets.get(i), packets.get(i).length));
      in.read(packet, 0);
    }
    assertEquals(Map.of(63, 64), ear.down());
    assertEquals(2, ear.count(PortCount.NOTES_RECOVERED));
  }

  @Test
  void shouldEndWhatAJournalThatReachesNotFarEnoughLeavesOut() {
    Ear ear = new Ear();
    IncomingStream in = new IncomingStream(0, ear, ear, new SessionClock(0), new ClockSync());
    OutgoingStream out = new OutgoingStream(SSRC, 0);
    arrive(in, packet(out, MidiMessages.noteOn(0, 60, 64), MidiMessages.noteOn(9, 36, 64)), 0);
    packet(out, MidiMessages.noteOff(0, 60));
    packet(out, MidiMessages.noteOn(0, 62, 64));
    // confirmed by mistake, so that the journal begins behind the gap
    out.confirm(1, 1);
    arrive(in, packet(out, MidiMessages.noteOn(0, 64, 64)), 0);
    assertEquals(Map.of(62, 64, 64, 64), ear.down());
  }

  @Test
  void shouldStrikeAgainWhatWasStruckAgainWithAnotherVelocity() {
    Ear ear = new Ear();
    IncomingStream in = new IncomingStream(0, ear, ear, new SessionClock(0), new ClockSync());
    OutgoingStream out = new OutgoingStream(SSRC, 65_535);
    arrive(in, packet(out, MidiMessages.noteOn(0, 60, 64)), 0);
    packet(out, MidiMessages.noteOff(0, 60), MidiMessages.noteOn(0, 60, 65));
    arrive(in, packet(out, MidiMessages.noteOn(0, 62, 64)), 0);
    assertEquals(
        List.of(
            MidiMessages.noteOn(0, 60, 64),
            MidiMessages.noteOff(0, 60),
            MidiMessages.noteOn(0, 60, 65),
            MidiMessages.noteOn(0, 62, 64)),
        ear.messages);
  }

  private static byte[] packet(OutgoingStream out, int... messages) {
    out.begin(0);
    for (int message : messages) {
      out.add(message, 0);
    }
    byte[] octets = new byte[OutgoingStream.MAX_OCTETS];
    return Arrays.copyOf(octets, out.finish(octets));
  }
}
