package antiphon.midi.port;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Keys that are down, and pedals that hold notes, by what has passed one way: from one source, or
 * to one destination. When that goes away, {@link #release} hands on the ends that it can no longer
 * say.
 *
 * <p>Any thread may call any method at any time, without a lock and without allocating: of two
 * threads that release, each key is handed to one. What passes while another thread releases is
 * either released or still held then; a caller that wants none held stops the passing first.
 */
public final class HeldKeys {
  private static final int CHANNELS = 16;
  private static final int WORDS_PER_CHANNEL = 2;

  /** Two words of 64 keys for each channel, then one with a bit for each pedal and channel. */
  private static final int PEDALS = CHANNELS * WORDS_PER_CHANNEL;

  private static final int[] PEDAL_CONTROLLERS = {
    MidiMessages.CONTROLLER_SUSTAIN,
    MidiMessages.CONTROLLER_SOSTENUTO,
    MidiMessages.CONTROLLER_HOLD_2
  };

  private final AtomicLongArray words = new AtomicLongArray(PEDALS + 1);

  /** The highest byte of what passed last. */
  private volatile int port;

  /**
   * Notes a message's effect: note-on and note-off (velocity 0 is one), sustain, sostenuto and hold
   * 2 (down from 64 on), and the modes that end all notes of a channel. Anything else has none; in
   * particular, a pedal stays down through "reset all controllers", which not every receiver obeys.
   */
  public void pass(int message) {
    int channel = MidiMessages.channel(message);
    int data1 = MidiMessages.data1(message);
    switch (MidiMessages.command(message)) {
      case MidiMessages.NOTE_ON, MidiMessages.NOTE_OFF -> {
        port = message >>> 24;
        set(
            channel * WORDS_PER_CHANNEL + (data1 >>> 6),
            1L << (data1 & 63),
            MidiMessages.isNoteOn(message));
      }
      case MidiMessages.CONTROL_CHANGE -> {
        port = message >>> 24;
        if (MidiMessages.isPedal(data1)) {
          set(PEDALS, pedalBit(channel, data1), MidiMessages.isPedalDown(message));
        } else if (MidiMessages.endsAllNotes(data1)) {
          words.set(channel * WORDS_PER_CHANNEL, 0);
          words.set(channel * WORDS_PER_CHANNEL + 1, 0);
        }
      }
      default -> {
        // holds no note
      }
    }
  }

  public boolean any() {
    for (int i = 0; i <= PEDALS; i++) {
      if (words.get(i) != 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * Hands over a note-off for each key that is down and a 0 for each pedal, then is empty. They
   * carry the port of what passed last.
   */
  public void release(MidiReceiver receiver, long timeNs) {
    int highest = port << 24;
    for (int i = 0; i < PEDALS; i++) {
      int channel = i / WORDS_PER_CHANNEL;
      for (long rest = words.getAndSet(i, 0); rest != 0; rest &= rest - 1) {
        int pitch = (i % WORDS_PER_CHANNEL << 6) + Long.numberOfTrailingZeros(rest);
        receiver.receive(MidiMessages.noteOff(channel, pitch) | highest, timeNs);
      }
    }
    for (long rest = words.getAndSet(PEDALS, 0); rest != 0; rest &= rest - 1) {
      int bit = Long.numberOfTrailingZeros(rest);
      int pedal = PEDAL_CONTROLLERS[bit / CHANNELS];
      receiver.receive(MidiMessages.controlChange(bit % CHANNELS, pedal, 0) | highest, timeNs);
    }
  }

  /** Holds what the other holds, and nothing else. */
  public void copyFrom(HeldKeys other) {
    port = other.port;
    for (int i = 0; i <= PEDALS; i++) {
      words.set(i, other.words.get(i));
    }
  }

  /** Holds what the other holds too. */
  public void add(HeldKeys other) {
    port = other.port;
    for (int i = 0; i <= PEDALS; i++) {
      for (long rest = other.words.get(i); rest != 0; rest &= rest - 1) {
        set(i, Long.lowestOneBit(rest), true);
      }
    }
  }

  /** Holds no longer what the other holds. */
  public void remove(HeldKeys other) {
    for (int i = 0; i <= PEDALS; i++) {
      for (long rest = other.words.get(i); rest != 0; rest &= rest - 1) {
        set(i, Long.lowestOneBit(rest), false);
      }
    }
  }

  public void clear() {
    for (int i = 0; i <= PEDALS; i++) {
      words.set(i, 0);
    }
  }

  private static long pedalBit(int channel, int controller) {
    int pedal = 0;
    while (PEDAL_CONTROLLERS[pedal] != controller) {
      pedal++;
    }
    return 1L << pedal * CHANNELS + channel;
  }

  private void set(int word, long bit, boolean down) {
    long seen;
    long wanted;
    do {
      seen = words.get(word);
      wanted = down ? seen | bit : seen & ~bit;
    } while (seen != wanted && !words.compareAndSet(word, seen, wanted));
  }
}
