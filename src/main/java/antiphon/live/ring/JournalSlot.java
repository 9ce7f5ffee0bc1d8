package antiphon.live.ring;

import antiphon.music.note.Part;

/** A copy of what came in from the player, or went out from the partner. */
public final class JournalSlot {
  public Part part;
  public int message;
  public long timeNs;
  public long tick;
}
