package antiphon.midi.port.rtp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.midi.port.ByteStreams;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Ten million octets from a peer that says anything: nothing sounds when it is let go. */
class RtpStormTest {
  private static final int SESSIONS = 200;
  private static final int OCTETS = 10_000_000 / SESSIONS;
  private static final int LONGEST = 255;

  @Test
  void shouldLeaveNothingSoundingAfterTenMillionOctetsOfPackets() {
    long[] octets = new long[1];
    long[] messages = new long[1];
    Seeded.forSeeds(
        SESSIONS,
        random -> {
          byte[] packets = packets(random);
          octets[0] += packets.length;
          messages[0] += RtpLaw.check(packets);
        });
    assertTrue(octets[0] >= SESSIONS * (OCTETS - LONGEST), "octets: " + octets[0]);
    assertTrue(messages[0] > octets[0] / 10, "messages: " + messages[0]);
  }

  private static byte[] packets(Random random) {
    ByteBuffer packets = ByteBuffer.allocate(OCTETS);
    ByteStreams kind = ByteStreams.values()[random.nextInt(ByteStreams.values().length)];
    int damage = random.nextInt(3);
    int sequence = random.nextInt(1 << 16);
    int timestamp = random.nextInt();
    while (packets.remaining() > LONGEST + 1) {
      sequence += random.nextInt(20) == 0 ? random.nextInt(50) - 25 : 1;
      timestamp += random.nextInt(200);
      ByteBuffer packet = ByteBuffer.allocate(LONGEST);
      packet.put((byte) 0x80).put((byte) 0x61).putShort((short) sequence).putInt(timestamp);
      packet.putInt(0x1234);
      byte[] list = list(kind, random);
      int flags = random.nextInt(3) == 0 ? 0x40 : 0;
      packet.put((byte) (0x80 | flags)).put((byte) list.length).put(list);
      byte[] journal = new byte[flags == 0 ? 0 : random.nextInt(60)];
      random.nextBytes(journal);
      packet.put(journal.length > 8 ? journal(journal, sequence, random) : journal);
      byte[] octets = Arrays.copyOf(packet.array(), packet.position());
      for (int i = 0; i < damage && random.nextInt(10) == 0; i++) {
        octets[random.nextInt(octets.length)] = (byte) random.nextInt();
      }
      packets.put((byte) octets.length).put(octets);
    }
    return Arrays.copyOf(packets.array(), packets.position());
  }

  /** Mostly notes that are whole, so that the list is well-formed; else what comes. */
  private static byte[] list(ByteStreams kind, Random random) {
    int events = random.nextInt(20);
    if (random.nextInt(4) == 0) {
      return kind.bytes(events, random);
    }
    ByteBuffer list = ByteBuffer.allocate(events * 4);
    for (int i = 0; i < events; i++) {
      list.put(i == 0 ? new byte[0] : new byte[] {(byte) random.nextInt(128)});
      int status = random.nextInt(8) == 0 ? 0xB0 : random.nextBoolean() ? 0x90 : 0x80;
      int data1 = status == 0xB0 ? 60 + random.nextInt(68) : random.nextInt(128);
      list.put((byte) (status | random.nextInt(3))).put((byte) data1);
      list.put((byte) random.nextInt(128));
    }
    return Arrays.copyOf(list.array(), list.position());
  }

  /** One channel with a chapter of notes or controllers, of the right length. */
  private static byte[] journal(byte[] noise, int sequence, Random random) {
    boolean notes = random.nextBoolean();
    int logs = 1 + random.nextInt(10);
    int chapter = notes ? 2 + 2 * logs : 1 + 2 * logs;
    ByteBuffer journal = ByteBuffer.allocate(6 + chapter);
    journal.put((byte) 0x20).putShort((short) (sequence - 1 - random.nextInt(30)));
    journal.putShort((short) (random.nextInt(3) << 11 | 3 + chapter));
    journal.put((byte) (notes ? RecoveryJournal.TOC_NOTES : RecoveryJournal.TOC_CONTROLLERS));
    journal.put((byte) (notes ? logs : logs - 1));
    if (notes) {
      journal.put((byte) 0xF0);
    }
    for (int i = 0; i < logs; i++) {
      journal.put((byte) (noise[i % noise.length] & 0x7f)).put((byte) random.nextInt());
    }
    return journal.array();
  }
}
