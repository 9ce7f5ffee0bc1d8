package antiphon.midi.port.rtp;

/**
 * A view of one RTP-MIDI packet (RFC 3550, section 5.1; RFC 6295, section 2). {@link #read} finds
 * and checks its parts once, the others tell about them. Used again for each packet.
 */
final class RtpPacket {
  static final int HEADER_OCTETS = 12;

  /** As in the packets of Apple's driver: dynamic payload type 97, marker bit not used. */
  static final int PAYLOAD_TYPE = 97;

  private static final int FIRST_DYNAMIC_TYPE = 96;
  private static final int VERSION = 2;

  private final CommandSection commandReader = new CommandSection();
  private final RecoveryJournal journalReader = new RecoveryJournal();
  private byte[] octets;
  private int listFrom;
  private int listTo;
  private int end;
  private boolean firstHasDelta;
  private boolean journal;
  private boolean journalDamaged;

  /**
   * Takes in a packet. Any octets may be given: none make it throw, or run longer than their
   * number.
   *
   * @param octets looked at until the next call
   * @return whether it is an RTP-MIDI packet with a well-formed command section; if not, nothing
   *     else may be asked
   */
  boolean read(byte[] octets, int length) {
    this.octets = octets;
    if (!readHeader(length) || !readCommandHeader()) {
      return false;
    }
    journalDamaged = journal && !journalReader.read(octets, listTo, end, JournalReceiver.NONE);
    return commandReader.read(octets, listFrom, listTo, firstHasDelta, CommandReceiver.NONE);
  }

  int sequence() {
    return Octets.u16(octets, 2);
  }

  int timestamp() {
    return Octets.i32(octets, 4);
  }

  int ssrc() {
    return Octets.i32(octets, 8);
  }

  /** Whether there is a recovery journal that can be read. */
  boolean hasJournal() {
    return journal && !journalDamaged;
  }

  /** Whether there is a recovery journal that cannot be read. */
  boolean hasDamagedJournal() {
    return journalDamaged;
  }

  void readCommands(CommandReceiver receiver) {
    commandReader.read(octets, listFrom, listTo, firstHasDelta, receiver);
  }

  /** Only when it {@linkplain #hasJournal has one}. */
  void readJournal(JournalReceiver receiver) {
    journalReader.read(octets, listTo, end, receiver);
  }

  private boolean readHeader(int length) {
    if (length < HEADER_OCTETS || Octets.u8(octets, 0) >> 6 != VERSION) {
      return false;
    }
    if ((octets[1] & 0x7f) < FIRST_DYNAMIC_TYPE) {
      return false;
    }
    int from = HEADER_OCTETS + 4 * (octets[0] & 0x0f);
    boolean extended = (octets[0] & 0x10) != 0;
    if (extended) {
      if (from + 4 > length) {
        return false;
      }
      from += 4 + 4 * Octets.u16(octets, from + 2);
    }
    boolean padded = (octets[0] & 0x20) != 0;
    end = padded ? length - Octets.u8(octets, length - 1) : length;
    listFrom = from;
    return from < end;
  }

  private boolean readCommandHeader() {
    int flags = Octets.u8(octets, listFrom);
    int listOctets = flags & 0x0f;
    listFrom++;
    if ((flags & 0x80) != 0) {
      if (listFrom == end) {
        return false;
      }
      listOctets = listOctets << 8 | Octets.u8(octets, listFrom);
      listFrom++;
    }
    journal = (flags & 0x40) != 0;
    firstHasDelta = (flags & 0x20) != 0;
    listTo = listFrom + listOctets;
    return listTo <= end;
  }
}
