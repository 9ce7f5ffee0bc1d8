package antiphon.midi.port;

import java.util.function.ObjLongConsumer;

/**
 * Turns a stream of bytes into messages, whatever the stream is: chunks cut anywhere, running
 * status, real-time bytes between any two others, noise (MIDI 1.0 Detailed Specification, "Data
 * format" and appendix "Status bytes and running status").
 *
 * <ul>
 *   <li>Real-time bytes are handed on at once, inside other messages and system exclusive too, and
 *       leave those as they were; active sensing (FE) is kept back, see {@link #takeSilence};
 *       undefined ones (F9, FD) are dropped.
 *   <li>System exclusive is passed over without keeping any of it, so that its length does not
 *       matter. It ends with its end (F7) or with any other status byte but real-time ones.
 *   <li>System common messages end running status, the undefined ones (F4, F5) and an end of
 *       exclusive that has no beginning too.
 *   <li>Data bytes without a status, messages cut short by a status byte and undefined bytes are
 *       dropped and counted.
 * </ul>
 *
 * <p>What the messages mean is not looked at: note-ons of velocity 0, second note-ons and note-offs
 * without a note-on are handed on as they are. One stream has one parser, fed by one thread at a
 * time; it neither blocks nor allocates.
 */
public final class StreamParser {
  /** Longest silence of a sender that does active sensing (MIDI 1.0, "Active sensing"). */
  public static final long ACTIVE_SENSING_NS = 300_000_000;

  private static final int EXCLUSIVE = 0xF0;
  private static final int END_OF_EXCLUSIVE = 0xF7;
  private static final int FIRST_REAL_TIME = 0xF8;
  private static final int ACTIVE_SENSING = 0xFE;
  private static final int NONE = 0;

  private final ObjLongConsumer<PortCount> counts;

  /** What the next data byte belongs to: a status, {@link #EXCLUSIVE}, or {@link #NONE}. */
  private int status = NONE;

  /** Whether a message has begun and not ended. */
  private boolean open;

  private int data1;
  private int dataBytes;
  private volatile boolean senses;
  private volatile long lastNs;

  /**
   * @param counts told of {@link PortCount#MALFORMED} and {@link PortCount#SYSTEM_EXCLUSIVE}, on
   *     the thread that parses
   */
  public StreamParser(ObjLongConsumer<PortCount> counts) {
    this.counts = counts;
  }

  /**
   * Takes the next bytes of the stream.
   *
   * @param timeNs when they came, on the process's clock
   */
  public void parse(byte[] bytes, int offset, int length, long timeNs, MidiReceiver receiver) {
    if (length > 0) {
      lastNs = timeNs;
    }
    for (int i = offset; i < offset + length; i++) {
      int next = bytes[i] & 0xff;
      if (next < 0x80) {
        data(next, timeNs, receiver);
      } else if (next < FIRST_REAL_TIME) {
        begin(next, timeNs, receiver);
      } else {
        realTime(next, timeNs, receiver);
      }
    }
  }

  /**
   * Whether a sender that does active sensing has been silent for longer than it may. Says so once;
   * from then on the stream is as one without active sensing, until the next such byte. The caller
   * releases what that sender holds. Any thread.
   */
  public boolean takeSilence(long nowNs) {
    if (!senses || nowNs - lastNs <= ACTIVE_SENSING_NS) {
      return false;
    }
    senses = false;
    return true;
  }

  /** Forgets what has begun: for a stream that begins anew. */
  public void reset() {
    status = NONE;
    open = false;
    dataBytes = 0;
    senses = false;
  }

  private void realTime(int next, long timeNs, MidiReceiver receiver) {
    switch (next) {
      case 0xF8, 0xFA, 0xFB, 0xFC, 0xFF -> receiver.receive(MidiMessages.pack(next, 0, 0), timeNs);
      case ACTIVE_SENSING -> senses = true;
      default -> counts.accept(PortCount.MALFORMED, 1);
    }
  }

  private void begin(int next, long timeNs, MidiReceiver receiver) {
    boolean ends = next == END_OF_EXCLUSIVE && status == EXCLUSIVE;
    if (open && !ends) {
      counts.accept(PortCount.MALFORMED, 1); // what came before is cut short
    }
    status = NONE;
    open = false;
    dataBytes = 0;
    switch (next) {
      case EXCLUSIVE -> {
        counts.accept(PortCount.SYSTEM_EXCLUSIVE, 1);
        status = EXCLUSIVE;
        open = true;
      }
      case END_OF_EXCLUSIVE -> {
        if (!ends) {
          counts.accept(PortCount.MALFORMED, 1);
        }
      }
      case 0xF4, 0xF5 -> counts.accept(PortCount.MALFORMED, 1);
      case 0xF6 -> receiver.receive(MidiMessages.pack(next, 0, 0), timeNs);
      default -> {
        status = next;
        open = true;
      }
    }
  }

  private void data(int next, long timeNs, MidiReceiver receiver) {
    if (status == EXCLUSIVE) {
      return;
    }
    if (status == NONE) {
      counts.accept(PortCount.MALFORMED, 1);
      return;
    }
    open = true;
    dataBytes++;
    if (dataBytes == 1) {
      data1 = next;
    }
    if (dataBytes + 1 < MidiMessages.length(status)) {
      return;
    }
    receiver.receive(MidiMessages.pack(status, data1, dataBytes > 1 ? next : 0), timeNs);
    dataBytes = 0;
    open = false;
    if (status >= EXCLUSIVE) {
      status = NONE; // system common messages do not run on
    }
  }
}
