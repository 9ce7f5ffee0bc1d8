package antiphon.live.ring;

import antiphon.music.note.Part;

/** A copy of what came in from the player, or went out from the partner, or a change of tempo. */
public final class JournalSlot {
  /** Null for a change of tempo. */
  public Part part;

  public int message;

  /** Of a change of tempo: the quarter note from here on. */
  public long quarterNs;

  public long timeNs;
  public long tick;
}
