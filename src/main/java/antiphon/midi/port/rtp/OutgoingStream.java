package antiphon.midi.port.rtp;

/**
 * The stream of packets to one peer: numbers them, and gives each a recovery journal that reaches
 * back to the last packet the peer has confirmed (RFC 6295, appendix C.2.2.2, closed loop). A
 * journal that outgrows its packet reaches less far back instead. Never allocates after it is made.
 * Not thread-safe.
 */
final class OutgoingStream {
  /** Below what an Ethernet frame holds, whatever tunnel it goes through. */
  static final int MAX_OCTETS = 1_200;

  private static final int MAX_LIST_OCTETS = 512;

  private final int ssrc;
  private final int firstSequence;
  private final JournalHistory history = new JournalHistory();
  private final CommandWriter commands = new CommandWriter(MAX_LIST_OCTETS);

  /** What is in the packet: its history, which it may not tell itself, is told of it afterwards. */
  private final int[] messages = new int[MAX_LIST_OCTETS];

  private final int[] messageTicks = new int[MAX_LIST_OCTETS];
  private int messageCount;
  private boolean begun;
  private int timestamp;
  private int lastTicks;
  private boolean started;

  /** Packets are counted from 1 on. */
  private long next = 1;

  private long lastWithMusic;
  private long confirmed;
  private long checkpoint = 1;

  /**
   * @param firstSequence a random number, 0 to 65535 (RFC 3550, section 5.1)
   */
  OutgoingStream(int ssrc, int firstSequence) {
    this.ssrc = ssrc;
    this.firstSequence = firstSequence;
  }

  /** Begins a packet. */
  void begin(int ticks) {
    timestamp = forward(ticks);
    commands.begin(timestamp);
    begun = true;
  }

  /** Whether a packet is begun. */
  boolean isBegun() {
    return begun;
  }

  /** Whether one more message fits into the packet that is begun. */
  boolean hasRoom() {
    return commands.hasRoom();
  }

  /**
   * Adds a message to the packet that is begun, or begins one; only when it {@linkplain #hasRoom
   * has room}.
   *
   * @param ticks when it is to sound
   */
  void add(int message, int ticks) {
    if (!begun) {
      begin(ticks);
    }
    int at = forward(ticks);
    commands.message(message, at);
    messages[messageCount] = message;
    messageTicks[messageCount] = at;
    messageCount++;
  }

  /** No time stamp is before the one ahead of it (RFC 6295, section 3.1). */
  private int forward(int ticks) {
    if (!started || ticks - lastTicks > 0) {
      started = true;
      lastTicks = ticks;
    }
    return lastTicks;
  }

  /**
   * Ends the packet that was begun. One without messages still brings its journal.
   *
   * @return its octets, from the start of the array on
   */
  int finish(byte[] octets) {
    octets[0] = (byte) 0x80;
    octets[1] = RtpPacket.PAYLOAD_TYPE;
    Octets.put16(octets, 2, sequence(next));
    Octets.put32(octets, 4, timestamp);
    Octets.put32(octets, 8, ssrc);
    int journalAt = commands.write(octets, RtpPacket.HEADER_OCTETS, true);
    int end = journal(octets, journalAt);
    while (end < 0) {
      checkpoint += Math.max(1, (next - checkpoint) / 2);
      end = journal(octets, journalAt);
    }
    for (int i = 0; i < messageCount; i++) {
      history.pass(messages[i], next, messageTicks[i]);
    }
    if (messageCount > 0) {
      lastWithMusic = next;
    }
    messageCount = 0;
    begun = false;
    next++;
    return end;
  }

  private int journal(byte[] octets, int at) {
    return history.write(octets, at, MAX_OCTETS, checkpoint, sequence(checkpoint), next, timestamp);
  }

  /** The peer has confirmed a packet; either of the two numbers may be its sequence number. */
  void confirm(int upper, int lower) {
    long byUpper = numberOf(upper);
    long byLower = numberOf(lower);
    boolean both = byUpper > 0 && byLower > 0;
    confirm(both ? Math.min(byUpper, byLower) : Math.max(byUpper, byLower));
  }

  private void confirm(long packet) {
    if (packet > confirmed) {
      confirmed = packet;
      checkpoint = Math.max(checkpoint, packet + 1);
    }
  }

  /** The number of a packet that was sent and may still be confirmed, or 0. */
  private long numberOf(int sequence) {
    long last = next - 1;
    long number = last - (sequence(last) - sequence & 0xffff);
    return number >= Math.max(1, confirmed) ? number : 0;
  }

  /** Whether the peer has not confirmed the last packet that had messages in it. */
  boolean isUnconfirmed() {
    return lastWithMusic > confirmed;
  }

  /** Whether the peer has ever confirmed anything. */
  boolean hasConfirmed() {
    return confirmed > 0;
  }

  private int sequence(long packet) {
    return firstSequence + (int) packet - 1 & 0xffff;
  }
}
