package antiphon.midi.port.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.rtp.SessionPacket.Exchange;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Packets of any octets. */
class RtpPacketTest {
  @Test
  void shouldReadTheHeaderWithAllItsExtras() {
    // two contributing sources, an extension of one word, two octets of padding
    byte[] octets =
        CommandSectionTest.octets(
            "b2 e1 12 34 00 00 00 05 00 00 00 06 00 00 00 01 00 00 00 02 be de 00 01 09 09 09 09"
                + " 03 90 3c 40 00 02");
    RtpPacket packet = new RtpPacket();
    assertTrue(packet.read(octets, octets.length));
    assertEquals(0x1234, packet.sequence());
    assertEquals(5, packet.timestamp());
    assertEquals(6, packet.ssrc());
    for (int length = 0; length < octets.length; length++) {
      byte[] cut = Arrays.copyOf(octets, length);
      if (length > 0) {
        cut[length - 1] = 1;
      }
      packet.read(cut, length); // no octet beyond the end is looked at
    }
    octets[0] &= 0x7f;
    assertFalse(packet.read(octets, octets.length), "another version");
  }

  @Test
  void shouldSurviveTenMillionRandomOctetsWithoutAHangingNote() {
    Seeded.forSeeds(
        2,
        random -> {
          Ear ear = new Ear();
          IncomingStream in = new IncomingStream(0, ear, ear, new SessionClock(0), new ClockSync());
          RtpPacket packet = new RtpPacket();
          byte[] octets = new byte[600];
          int read = 0;
          int sequence = 0;
          for (long total = 0; total < 5_000_000; ) {
            random.nextBytes(octets);
            int length = random.nextInt(octets.length);
            tame(random, octets, sequence++);
            total += length;
            SessionPacket.read(octets, length);
            if (packet.read(octets, length)) {
              read++;
              in.read(packet, total);
              if (read % 1_000 == 0) {
                ear.messages.clear();
                ear.timesNs.clear();
              }
            }
          }
          in.releaseAll(Long.MAX_VALUE);
          assertTrue(ear.down().isEmpty());
          assertTrue(read > 1_000, read + " are packets");
        });
  }

  /** Most are almost packets, for the rest would not get far. */
  private static void tame(Random random, byte[] octets, int sequence) {
    if (random.nextInt(10) == 0) {
      return;
    }
    octets[0] = (byte) 0x80;
    octets[1] = RtpPacket.PAYLOAD_TYPE;
    Octets.put16(octets, 2, sequence + random.nextInt(3));
    int list = random.nextInt(12);
    octets[12] = (byte) (random.nextInt(4) << 5 & 0x60 | list);
    for (int i = 0; i < list; i++) {
      if (random.nextInt(3) > 0) {
        octets[13 + i] &= 0x7f;
      }
    }
    int journal = 13 + list;
    octets[13] |= (byte) 0x80;
    if (random.nextBoolean()) {
      // one channel with notes
      octets[journal] = 0x20;
      octets[journal + 3] &= (byte) 0xfc;
      octets[journal + 4] = (byte) (5 + random.nextInt(60));
      octets[journal + 5] &= (byte) (random.nextBoolean() ? 0x48 : 0xff);
      octets[journal + 6] &= 0x07;
    }
  }

  @Test
  void shouldMeetEveryDamageOfAGoodPacket() {
    OutgoingStream out = new OutgoingStream(1, 1);
    byte[] octets = new byte[OutgoingStream.MAX_OCTETS];
    int length = 0;
    for (int i = 0; i < 3; i++) {
      out.begin(0);
      out.add(MidiMessages.noteOn(i, 60, 64), 0);
      out.add(MidiMessages.controlChange(i, 64, 64), 0);
      length = out.finish(octets);
    }
    int good = 0;
    for (int at = 0; at < length; at++) {
      for (int value = 0; value < 256; value++) {
        byte[] damaged = Arrays.copyOf(octets, length);
        damaged[at] = (byte) value;
        RtpPacket packet = new RtpPacket();
        Ear ear = new Ear();
        if (packet.read(damaged, length)) {
          good++;
          new IncomingStream(0, ear, ear, new SessionClock(0), new ClockSync()).read(packet, 0);
        }
      }
    }
    assertTrue(good > length);
  }

  @Test
  void shouldReadWhatItWritesOfSessionCommands() {
    byte[] octets = new byte[SessionPacket.MAX_OCTETS];
    Seeded.forSeeds(
        500,
        random -> {
          SessionPacket command =
              switch (random.nextInt(4)) {
                case 0 ->
                    new Exchange(
                        Exchange.Kind.values()[random.nextInt(3)],
                        random.nextInt(),
                        random.nextInt(),
                        "Klavier ♪ " + random.nextLong());
                case 1 -> new Exchange(Exchange.Kind.END, random.nextInt(), random.nextInt(), "");
                case 2 ->
                    new SessionPacket.Sync(
                        random.nextInt(),
                        random.nextInt(3),
                        random.nextLong(),
                        random.nextLong(),
                        random.nextLong());
                default -> new SessionPacket.Feedback(random.nextInt(), random.nextInt(0x10000));
              };
          int length = command.write(octets);
          assertEquals(command, SessionPacket.read(octets, length));
        });
  }

  @Test
  void shouldReadAnInvitationOfAMac() {
    // as in a report of an Arduino user: IN, version 2, token, SSRC, "otf"
    byte[] octets =
        CommandSectionTest.octets("ff ff 49 4e 00 00 00 02 46 e8 7c cd 93 16 66 8e 6f 74 66 00");
    assertEquals(
        new Exchange(Exchange.Kind.INVITATION, 0x46e87ccd, 0x9316668e, "otf"),
        SessionPacket.read(octets, octets.length));
    assertNull(SessionPacket.read(octets, 15), "cut short");
    octets[7] = 1;
    assertNull(SessionPacket.read(octets, octets.length), "another version");
  }

  @Test
  void shouldKeepTheLogFreeOfWhatANameMaySayToATerminal() {
    byte[] octets = new byte[SessionPacket.MAX_OCTETS];
    int length =
        new Exchange(Exchange.Kind.INVITATION, 1, 2, "a\n\u001b[31mb" + "x".repeat(500))
            .write(octets);
    Exchange read = (Exchange) SessionPacket.read(octets, length);
    assertEquals("a  [31mb", read.name().substring(0, 8));
    assertEquals(Exchange.MAX_NAME, read.name().length());
  }
}
