package antiphon.live.api;

/**
 * A note that Antiphon is about to play, and may think better of.
 *
 * @param velocity 1 to 127
 * @param tick where it is to begin, in musical time
 * @param endTick where it is to end; {@link #NOT_YET} where that is not drafted
 * @param committed whether it has been handed out already: a touch still stops it, nothing else
 */
public record DraftedNote(int pitch, int velocity, long tick, long endTick, boolean committed) {
  public static final long NOT_YET = Long.MIN_VALUE;
}
