package antiphon.midi.port.rtp;

import java.nio.charset.StandardCharsets;

/**
 * A command of the AppleMIDI session protocol (Apple, "MIDI Network Driver Protocol"): what comes
 * beside the music on both ports, and begins with 0xFFFF.
 */
sealed interface SessionPacket {
  /** As many octets as {@link #write} needs at most. */
  int MAX_OCTETS = 16 + 4 * Exchange.MAX_NAME + 1;

  int SIGNATURE = 0xFFFF;
  int PROTOCOL_VERSION = 2;

  /** Of the sender. */
  int ssrc();

  /**
   * @return the octets written, from the start of the array on
   */
  int write(byte[] octets);

  static boolean isSigned(byte[] octets, int length) {
    return length >= 4 && Octets.u16(octets, 0) == SIGNATURE;
  }

  /**
   * Any octets may be given.
   *
   * @return null when they are no command that is known here
   */
  static SessionPacket read(byte[] octets, int length) {
    if (length < 8 || !isSigned(octets, length)) {
      return null;
    }
    int command = Octets.u16(octets, 2);
    Exchange.Kind kind = Exchange.Kind.of(command);
    if (kind != null) {
      return Exchange.read(kind, octets, length);
    }
    return switch (command) {
      case Sync.COMMAND -> Sync.read(octets, length);
      case Feedback.COMMAND -> Feedback.read(octets, length);
      case Limit.COMMAND -> new Limit(Octets.i32(octets, 4));
      default -> null;
    };
  }

  private static int command(char first, char second) {
    return first << 8 | second;
  }

  /**
   * An invitation, an answer to it, or the end of a session.
   *
   * @param token the number by which the inviting side knows this session
   * @param name of the sender; empty when there is none
   */
  record Exchange(Kind kind, int token, int ssrc, String name) implements SessionPacket {
    /** Longer names are cut. */
    static final int MAX_NAME = 63;

    /** What it says. */
    enum Kind {
      INVITATION('I', 'N'),
      ACCEPTED('O', 'K'),
      REFUSED('N', 'O'),
      END('B', 'Y');

      private static final Kind[] ALL = values();
      private final int command;

      Kind(char first, char second) {
        command = SessionPacket.command(first, second);
      }

      private static Kind of(int command) {
        for (Kind kind : ALL) {
          if (kind.command == command) {
            return kind;
          }
        }
        return null;
      }
    }

    public Exchange {
      name = name.substring(0, Math.min(name.length(), MAX_NAME));
    }

    private static Exchange read(Kind kind, byte[] octets, int length) {
      if (length < 16 || Octets.i32(octets, 4) != PROTOCOL_VERSION) {
        return null;
      }
      int end = 16;
      while (end < length && octets[end] != 0) {
        end++;
      }
      String name =
          new String(octets, 16, end - 16, StandardCharsets.UTF_8)
              .replaceAll("\\p{Cntrl}", " ")
              .strip();
      return new Exchange(kind, Octets.i32(octets, 8), Octets.i32(octets, 12), name);
    }

    @Override
    public int write(byte[] octets) {
      Octets.put16(octets, 0, SIGNATURE);
      Octets.put16(octets, 2, kind.command);
      Octets.put32(octets, 4, PROTOCOL_VERSION);
      Octets.put32(octets, 8, token);
      Octets.put32(octets, 12, ssrc);
      if (kind == Kind.END) {
        return 16;
      }
      byte[] text = name.getBytes(StandardCharsets.UTF_8);
      System.arraycopy(text, 0, octets, 16, text.length);
      octets[16 + text.length] = 0;
      return 17 + text.length;
    }
  }

  /**
   * One of the three packets by which clocks are compared.
   *
   * @param count 0 from the side that begins, 1 the answer, 2 from the side that began again
   * @param first when 0 was sent, in ticks of the side that began
   * @param second when 1 was sent, in ticks of the other side
   * @param third when 2 was sent, in ticks of the side that began
   */
  record Sync(int ssrc, int count, long first, long second, long third) implements SessionPacket {
    private static final int COMMAND = 'C' << 8 | 'K';
    private static final int OCTETS = 36;

    private static Sync read(byte[] octets, int length) {
      if (length < OCTETS || Octets.u8(octets, 8) > 2) {
        return null;
      }
      return new Sync(
          Octets.i32(octets, 4),
          Octets.u8(octets, 8),
          Octets.i64(octets, 12),
          Octets.i64(octets, 20),
          Octets.i64(octets, 28));
    }

    @Override
    public int write(byte[] octets) {
      Octets.put16(octets, 0, SIGNATURE);
      Octets.put16(octets, 2, COMMAND);
      Octets.put32(octets, 4, ssrc);
      Octets.put32(octets, 8, count << 24);
      Octets.put64(octets, 12, first);
      Octets.put64(octets, 20, second);
      Octets.put64(octets, 28, third);
      return OCTETS;
    }
  }

  /**
   * Tells the sender of a stream how far it has been received, so that its journal may forget.
   *
   * @param upper the upper half of the field; here most programs, and packets of Apple's driver as
   *     Wireshark reads them, have the sequence number of the last packet
   * @param lower its lower half; some have the sequence number here, below a count of its rounds
   */
  record Feedback(int ssrc, int upper, int lower) implements SessionPacket {
    private static final int COMMAND = 'R' << 8 | 'S';
    private static final int OCTETS = 12;

    /** Says it both ways. */
    Feedback(int ssrc, int sequence) {
      this(ssrc, sequence, sequence);
    }

    private static Feedback read(byte[] octets, int length) {
      if (length < 10) {
        return null;
      }
      int upper = Octets.u16(octets, 8);
      int lower = length < OCTETS ? upper : Octets.u16(octets, 10);
      return new Feedback(Octets.i32(octets, 4), upper, lower);
    }

    @Override
    public int write(byte[] octets) {
      Octets.put16(octets, 0, SIGNATURE);
      Octets.put16(octets, 2, COMMAND);
      Octets.put32(octets, 4, ssrc);
      Octets.put16(octets, 8, upper);
      Octets.put16(octets, 10, lower);
      return OCTETS;
    }
  }

  /** How much traffic a peer can take; a few notes are never too much. */
  record Limit(int ssrc) implements SessionPacket {
    private static final int COMMAND = 'R' << 8 | 'L';

    @Override
    public int write(byte[] octets) {
      Octets.put16(octets, 0, SIGNATURE);
      Octets.put16(octets, 2, COMMAND);
      Octets.put32(octets, 4, ssrc);
      Octets.put32(octets, 8, 0);
      return 12;
    }
  }
}
