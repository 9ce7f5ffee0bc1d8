package antiphon.music.note;

import java.util.Arrays;

/**
 * What sounds at the far side. Every note-on and note-off of every kind passes through here before
 * it is sent, and every way out drains it. One owner is one source of notes (the machine, the thru
 * path); where two owners sound the same pitch of a channel, the far side hears its end only when
 * the last of them lets go. Single-threaded; allocates nothing.
 */
public final class NoteLedger {
  /** Told of each note of an owner that ends. */
  @FunctionalInterface
  public interface Release {
    /**
     * @param last whether no other owner holds the pitch, so that a note-off must be sent
     */
    void noteOff(int channel, int pitch, boolean last);
  }

  public static final int CHANNELS = 16;
  public static final int PITCHES = 128;

  private final byte[] ownersOf = new byte[CHANNELS * PITCHES];
  private final int owners;
  private int sounding;

  /**
   * @param owners how many sources there are, 1 to 8
   */
  public NoteLedger(int owners) {
    if (owners < 1 || owners > 8) {
      throw new IllegalArgumentException("a ledger has 1 to 8 owners, not " + owners);
    }
    this.owners = owners;
  }

  /**
   * Enters an onset.
   *
   * @return whether the pitch sounded already, so that a note-off must be sent first
   */
  public boolean on(int owner, int channel, int pitch) {
    int key = key(channel, pitch);
    boolean sounded = ownersOf[key] != 0;
    if (!sounded) {
      sounding++;
    }
    ownersOf[key] |= bit(owner);
    return sounded;
  }

  /**
   * Enters an end.
   *
   * @return whether a note-off must be sent: the owner had the pitch sounding, and no other has
   */
  public boolean off(int owner, int channel, int pitch) {
    int key = key(channel, pitch);
    byte before = ownersOf[key];
    if ((before & bit(owner)) == 0) {
      return false;
    }
    ownersOf[key] = (byte) (before & ~bit(owner));
    if (ownersOf[key] != 0) {
      return false;
    }
    sounding--;
    return true;
  }

  /** Whether an owner has a pitch sounding. */
  public boolean owns(int owner, int channel, int pitch) {
    return (ownersOf[key(channel, pitch)] & bit(owner)) != 0;
  }

  /** Ends all that one owner has sounding. */
  public void drain(int owner, Release release) {
    for (int channel = 0; channel < CHANNELS && sounding > 0; channel++) {
      drain(owner, channel, release);
    }
  }

  /** Ends all that one owner has sounding on a channel. */
  public void drain(int owner, int channel, Release release) {
    for (int pitch = 0; pitch < PITCHES && sounding > 0; pitch++) {
      if (owns(owner, channel, pitch)) {
        boolean last = off(owner, channel, pitch);
        release.noteOff(channel, pitch, last);
      }
    }
  }

  /** Ends all that sounds. */
  public void drainAll(Release release) {
    for (int owner = 0; owner < owners; owner++) {
      drain(owner, release);
    }
  }

  /** Forgets all that sounds without telling anybody: for a far side that has gone. */
  public void clear() {
    Arrays.fill(ownersOf, (byte) 0);
    sounding = 0;
  }

  /** Pitches that sound at the far side. */
  public int sounding() {
    return sounding;
  }

  private byte bit(int owner) {
    if (owner < 0 || owner >= owners) {
      throw new IllegalArgumentException("owner " + owner + " of " + owners);
    }
    return (byte) (1 << owner);
  }

  private static int key(int channel, int pitch) {
    return channel * PITCHES + pitch;
  }
}
