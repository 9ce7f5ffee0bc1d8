package antiphon.midi.port.rtp;

/** Takes what a MIDI command section holds, in its order. */
interface CommandReceiver {
  CommandReceiver NONE =
      new CommandReceiver() {
        @Override
        public void message(int offsetTicks, int message) {
          // nobody asks
        }

        @Override
        public void systemExclusive(
            int offsetTicks, byte[] octets, int from, int to, Segment segment) {
          // nobody asks
        }
      };

  /**
   * @param offsetTicks since the RTP timestamp of the packet, modulo 2^32
   * @param message packed as in {@link antiphon.midi.port.MidiMessages}
   */
  void message(int offsetTicks, int message);

  /**
   * A system exclusive message or a part of one: its data octets, without the status octets around
   * them.
   *
   * @param octets valid during the call
   * @param from the first data octet
   * @param to behind the last data octet
   */
  void systemExclusive(int offsetTicks, byte[] octets, int from, int to, Segment segment);

  /** Which part of a system exclusive message it is (RFC 6295, figure 5). */
  enum Segment {
    WHOLE(0xF0, 0xF7),
    FIRST(0xF0, 0xF0),
    MIDDLE(0xF7, 0xF0),
    LAST(0xF7, 0xF7),
    /** What came of the message so far is void. */
    CANCEL(0xF7, 0xF4);

    private static final int DROPPED_END = 0xF5;
    private static final Segment[] ALL = values();

    /** The octets at its head and its tail. */
    final int head;

    final int tail;

    Segment(int head, int tail) {
      this.head = head;
      this.tail = tail;
    }

    /**
     * The segment between two status octets, or null. A tail of 0xF5 stands for an 0xF7 that was
     * left out on the cable (RFC 6295, section 3.2).
     */
    static Segment between(int head, int tail) {
      int end = tail == DROPPED_END ? 0xF7 : tail;
      for (Segment segment : ALL) {
        if (segment.head == head && segment.tail == end) {
          return segment;
        }
      }
      return null;
    }
  }
}
