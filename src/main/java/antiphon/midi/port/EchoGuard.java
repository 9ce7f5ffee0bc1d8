package antiphon.midi.port;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.ObjLongConsumer;

/**
 * Drops what Antiphon hears of itself: a cable from its output to its input, a sequencer that
 * echoes what it gets, a keyboard that is connected twice.
 *
 * <p>A note-on that comes in within {@link #WINDOW_NS} of one that was sent, on the same channel,
 * with the same pitch and velocity, is its echo. Each note that was sent excuses one echo at each
 * guarded input. The note-off that belongs to a dropped note-on is dropped as well. Where the
 * player holds the same key, a note-off is taken for the echo's only when one was sent within the
 * window and its note-on had come back; if the player's own was meant, the key ends with the echo's
 * in its stead, and at the latest {@link #LONGEST_DOUBT_NS} later, by {@link #settle}.
 *
 * <p>Controllers, bends and pressure are dropped by the same rule, but only at an input at which a
 * note has come back within {@link #LOOP_NS}: a player may well turn a wheel to and fro as fast as
 * that. System messages are never dropped.
 *
 * <p>Any thread may call any method; none blocks or allocates.
 */
public final class EchoGuard {
  public static final long WINDOW_NS = 50_000_000;

  /** How long after a note came back a loop is believed to be there. */
  public static final long LOOP_NS = 10_000_000_000L;

  /** How long it may stay unknown whose note-off was dropped. */
  public static final long LONGEST_DOUBT_NS = 10_000_000_000L;

  private final Input[] inputs;
  private final ObjLongConsumer<PortCount> counts;

  /**
   * @param inputs how many there are, by the numbers that messages have as their port
   * @param guarded which of them are guarded, as bits
   * @param counts told of {@link PortCount#ECHOES}, on the thread that asks {@link #isEcho}
   */
  public EchoGuard(int inputs, long guarded, ObjLongConsumer<PortCount> counts) {
    this.inputs = new Input[inputs];
    for (int i = 0; i < inputs; i++) {
      this.inputs[i] = (guarded >>> i & 1) != 0 ? new Input() : null;
    }
    this.counts = counts;
  }

  /**
   * Notes what is about to be sent; to be called before it is handed to the port, or its echo may
   * be faster.
   *
   * @param message its port does not matter
   * @param timeNs when it leaves
   */
  public void sent(int message, long timeNs) {
    if (MidiMessages.command(message) == MidiMessages.SYSTEM) {
      return;
    }
    for (Input input : inputs) {
      if (input != null) {
        input.sent(message, timeNs);
      }
    }
  }

  /**
   * Whether what came in is to be dropped. Asked once for each message, in the order in which they
   * came.
   *
   * @param message as it came in; its port is the number of the input
   */
  public boolean isEcho(int message, long timeNs) {
    int port = MidiMessages.port(message);
    Input input = port < inputs.length ? inputs[port] : null;
    if (input == null || !input.isEcho(message, timeNs)) {
      return false;
    }
    counts.accept(PortCount.ECHOES, 1);
    return true;
  }

  /**
   * Ends keys of which it has been in doubt for too long whether they are still down; to be called
   * now and then.
   *
   * @param receiver takes note-offs, with their input as their port
   */
  public void settle(MidiReceiver receiver, long nowNs) {
    settle(receiver, nowNs, LONGEST_DOUBT_NS);
  }

  /** Ends keys of which it is in doubt whether they are still down: for when a port has gone. */
  public void release(MidiReceiver receiver, long nowNs) {
    settle(receiver, nowNs, Long.MIN_VALUE);
  }

  private void settle(MidiReceiver receiver, long nowNs, long patienceNs) {
    for (int i = 0; i < inputs.length; i++) {
      if (inputs[i] != null && inputs[i].doubts) {
        inputs[i].settle(i, receiver, nowNs, patienceNs);
      }
    }
  }

  /** What may come back at one input, and what its keys are doing. */
  private static final class Input {
    private static final int SETS = 1024;
    private static final int WAYS = 4;

    // a message that was sent: its time above, to 2 ms; what it is below; 0 for none
    private static final int MESSAGE_BITS = 21;
    private static final long MESSAGE = (1L << MESSAGE_BITS) - 1;

    // a key: the time at which doubt began above; below, how many of its note-ons were dropped and
    // wait for their note-offs, and
    private static final int KEY_BITS = 16;
    private static final long DROPPED = 0xff;
    private static final long DOWN = 1 << 8; // the player holds it
    private static final long DOUBT = 1 << 9; // unless the note-off that was dropped was his
    private static final long CAME_BACK = 1 << 10; // what was sent last

    private final AtomicLongArray excuses = new AtomicLongArray(SETS * WAYS);
    private final AtomicLongArray keys = new AtomicLongArray(16 * 128);
    private volatile boolean loop;
    private volatile long loopNs;
    private volatile boolean doubts;

    void sent(int message, long timeNs) {
      int key = key(message);
      if (MidiMessages.isNoteOn(message)) {
        change(key, CAME_BACK, 0);
      } else if (MidiMessages.isNoteOff(message) && (change(key, CAME_BACK, 0) & CAME_BACK) == 0) {
        return; // as its note-on has not come back, neither will it
      }
      long entry = timeNs & ~MESSAGE | identity(message);
      int first = set(message);
      int oldest = first;
      for (int way = first; way < first + WAYS; way++) {
        long seen = excuses.get(way);
        if (seen == 0 || isLater(timeNs, seen)) {
          oldest = way;
          break;
        }
        if ((seen & ~MESSAGE) - (excuses.get(oldest) & ~MESSAGE) < 0) {
          oldest = way;
        }
      }
      excuses.set(oldest, entry);
    }

    boolean isEcho(int message, long timeNs) {
      if (MidiMessages.isNoteOn(message)) {
        return noteOn(message, timeNs);
      }
      if (MidiMessages.isNoteOff(message)) {
        return noteOff(message, timeNs);
      }
      return MidiMessages.command(message) != MidiMessages.SYSTEM
          && loop
          && timeNs - loopNs < LOOP_NS
          && takeExcuse(message, timeNs);
    }

    private boolean noteOn(int message, long timeNs) {
      int key = key(message);
      if (!takeExcuse(message, timeNs)) {
        change(key, DOUBT, DOWN);
        return false;
      }
      loopNs = timeNs;
      loop = true;
      long seen;
      long wanted;
      do {
        seen = keys.get(key);
        wanted = ((seen & DROPPED) < DROPPED ? seen + 1 : seen) | CAME_BACK;
      } while (!keys.compareAndSet(key, seen, wanted));
      return true;
    }

    private boolean noteOff(int message, long timeNs) {
      int key = key(message);
      boolean excused = takeExcuse(message, timeNs);
      while (true) {
        long seen = keys.get(key);
        boolean down = (seen & DOWN) != 0;
        boolean echo = (seen & DROPPED) > 0 && (excused || !down);
        long wanted = echo ? seen - 1 : seen & ~(DOWN | DOUBT);
        if (echo && down) {
          wanted = timeNs >> KEY_BITS << KEY_BITS | wanted & ~(-1L << KEY_BITS) | DOUBT;
        }
        if (keys.compareAndSet(key, seen, wanted)) {
          if (echo && down) {
            doubts = true;
          }
          return echo;
        }
      }
    }

    void settle(int port, MidiReceiver receiver, long nowNs, long patienceNs) {
      doubts = false;
      for (int key = 0; key < keys.length(); key++) {
        long seen = keys.get(key);
        if ((seen & DOUBT) == 0) {
          continue;
        }
        if (nowNs - (seen >> KEY_BITS << KEY_BITS) <= patienceNs
            || !keys.compareAndSet(key, seen, seen & ~(DOWN | DOUBT))) {
          doubts = true;
          continue;
        }
        int noteOff = MidiMessages.noteOff(key >>> 7, key & 0x7f);
        receiver.receive(MidiMessages.atPort(noteOff, port), nowNs);
      }
    }

    /** Whether such a message was sent within the window; that it was is forgotten then. */
    private boolean takeExcuse(int message, long timeNs) {
      long identity = identity(message);
      int first = set(message);
      for (int way = first; way < first + WAYS; way++) {
        long seen = excuses.get(way);
        long ageNs = (timeNs & ~MESSAGE) - (seen & ~MESSAGE);
        if ((seen & MESSAGE) == identity
            && Math.abs(ageNs) <= WINDOW_NS
            && excuses.compareAndSet(way, seen, 0)) {
          return true;
        }
      }
      return false;
    }

    private static boolean isLater(long timeNs, long entry) {
      return (timeNs & ~MESSAGE) - (entry & ~MESSAGE) > WINDOW_NS;
    }

    /** Clears and sets bits of a key; gives what it was before. */
    private long change(int key, long clear, long set) {
      long seen;
      do {
        seen = keys.get(key);
      } while (!keys.compareAndSet(key, seen, seen & ~clear | set));
      return seen;
    }

    /** Without its port; release velocities, which get lost on many ways, do not count. */
    private static long identity(int message) {
      int plain =
          MidiMessages.isNoteOff(message)
              ? MidiMessages.noteOff(MidiMessages.channel(message), MidiMessages.data1(message))
              : message;
      int kind = MidiMessages.status(plain) - 0x70; // 7 bits, and never 0
      return kind | MidiMessages.data1(plain) << 7 | MidiMessages.data2(plain) << 14;
    }

    private static int set(int message) {
      int mixed = (int) identity(message) * 0x9E3779B1;
      return (mixed >>> 22) * WAYS;
    }

    private static int key(int message) {
      return MidiMessages.channel(message) << 7 | MidiMessages.data1(message);
    }
  }
}
