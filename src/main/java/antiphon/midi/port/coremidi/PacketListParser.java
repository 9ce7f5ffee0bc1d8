package antiphon.midi.port.coremidi;

import antiphon.midi.port.ArrivalTime;
import antiphon.midi.port.MidiReceiver;
import antiphon.midi.port.PortCount;
import antiphon.midi.port.StreamParser;
import com.sun.jna.Pointer;
import java.util.function.ObjLongConsumer;

/**
 * Reads what comes to one virtual destination. Messages are whole in a packet, but for system
 * exclusive, which may go on over several; a packet that begins with data bytes is such a one or
 * nothing. Running status, which CoreMIDI forbids, is understood inside a packet and not from one
 * to the next: several programs may send to one destination, and would speak by each other's.
 *
 * <p>Used by one thread at a time; allocates nothing.
 */
final class PacketListParser {
  private static final int CHUNK = 256;
  private static final int EXCLUSIVE = 0xF0;
  private static final int FIRST_STATUS = 0x80;
  private static final int FIRST_REAL_TIME = 0xF8;

  private final HostClock hostClock;
  private final boolean aligned;
  private final StreamParser stream;
  private final ObjLongConsumer<PortCount> counts;
  private final Pointer memory = new Pointer(0);
  private final byte[] bytes = new byte[CHUNK];

  /** Whether the last status was the beginning of system exclusive. */
  private boolean exclusive;

  /**
   * @param aligned whether packets begin at multiples of 4
   * @param counts told of what is no message, on the thread that parses
   */
  PacketListParser(HostClock hostClock, boolean aligned, ObjLongConsumer<PortCount> counts) {
    this.hostClock = hostClock;
    this.aligned = aligned;
    this.counts = counts;
    stream = new StreamParser(counts);
  }

  /**
   * @param packetList address of a {@code MIDIPacketList}
   * @param nowNs the instant of the callback
   */
  void parse(long packetList, long nowNs, MidiReceiver receiver) {
    Pointer.nativeValue(memory, packetList);
    int count = memory.getInt(0);
    long packet = packetList + PacketList.FIRST_PACKET;
    for (int i = 0; i < count; i++) {
      Pointer.nativeValue(memory, packet);
      long host = memory.getLong(0);
      int length = memory.getShort(PacketList.LENGTH) & 0xffff;
      long timeNs = host == 0 ? nowNs : ArrivalTime.believed(hostClock.ns(host), nowNs);
      parsePacket(length, timeNs, receiver);
      packet = PacketList.next(packet, length, aligned);
    }
  }

  /** Whether a sender that does active sensing has fallen silent; see {@link StreamParser}. */
  boolean takeSilence(long nowNs) {
    return stream.takeSilence(nowNs);
  }

  private void parsePacket(int length, long timeNs, MidiReceiver receiver) {
    boolean begun = exclusive;
    for (int offset = 0; offset < length; offset += CHUNK) {
      int chunk = Math.min(CHUNK, length - offset);
      memory.read(PacketList.DATA + offset, bytes, 0, chunk);
      int at = 0;
      while (!begun && at < chunk) {
        int next = bytes[at] & 0xff;
        if (next >= FIRST_REAL_TIME) {
          stream.parse(bytes, at, 1, timeNs, receiver);
        } else if (next >= FIRST_STATUS) {
          begun = true;
          break;
        } else {
          counts.accept(PortCount.MALFORMED, 1);
        }
        at++;
      }
      noteExclusive(at, chunk);
      stream.parse(bytes, at, chunk - at, timeNs, receiver);
    }
  }

  private void noteExclusive(int from, int to) {
    for (int i = from; i < to; i++) {
      int status = bytes[i] & 0xff;
      if (status >= FIRST_STATUS && status < FIRST_REAL_TIME) {
        exclusive = status == EXCLUSIVE;
      }
    }
  }
}
