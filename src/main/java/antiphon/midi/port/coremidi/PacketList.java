package antiphon.midi.port.coremidi;

import antiphon.midi.port.MidiMessages;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.Locale;

/**
 * The bytes of a {@code MIDIPacketList}: the number of packets in 4 bytes, then the packets, each a
 * host time in 8 bytes, a length in 2, and so many bytes of MIDI, all without gaps. On ARM a packet
 * begins at an address that is a multiple of 4 ({@code MIDIPacketNext}); on Intel where the last
 * has ended. Numbers are little-endian, as both processors are.
 */
final class PacketList {
  static final int FIRST_PACKET = 4;
  static final int LENGTH = 8;
  static final int DATA = 10;

  private static final int LONGEST_MESSAGE = 3;

  private PacketList() {}

  /** Whether packets begin at multiples of 4 on this machine. */
  static boolean isAligned() {
    String processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return processor.startsWith("aarch") || processor.startsWith("arm");
  }

  /**
   * Where the next packet begins.
   *
   * @param packet address of a packet of {@code length} bytes of MIDI
   */
  static long next(long packet, int length, boolean aligned) {
    long end = packet + DATA + length;
    return aligned ? end + 3 & ~3L : end;
  }

  /** A list of one packet of one message, written again and again by one thread. */
  static final class Writer {
    private final Memory memory = new Memory(FIRST_PACKET + DATA + LONGEST_MESSAGE);
    private final long address = Pointer.nativeValue(memory);

    Writer() {
      memory.setInt(0, 1);
    }

    /**
     * @param message of 1 to 3 bytes, packed as in {@link MidiMessages}
     * @param host when it is to sound; never 0, which is no time for a virtual source
     * @return the list's address, good until the next call
     */
    long write(int message, long host) {
      int length = MidiMessages.length(MidiMessages.status(message));
      memory.setLong(FIRST_PACKET, host == 0 ? 1 : host);
      memory.setShort(FIRST_PACKET + LENGTH, (short) length);
      for (int i = 0; i < length; i++) {
        memory.setByte(FIRST_PACKET + DATA + i, (byte) (message >>> Byte.SIZE * i));
      }
      return address;
    }
  }
}
