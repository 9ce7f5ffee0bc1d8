package antiphon.music.time;

/**
 * The beat in force. Musical time only ever goes forward; the song, as the one whose beat it is
 * counts it, may begin anew or jump, always by what keeps the bar lines where they are. Immutable.
 *
 * @param timeline where musical time lies
 * @param songStartTick the tick at which the song's position is 0
 * @param rolling whether the song goes on; musical time does in any case
 */
public record Beat(Timeline timeline, long songStartTick, boolean rolling) {
  /** Where in the song a tick is; below 0 before its beginning. */
  public long songTick(long tick) {
    return tick - songStartTick;
  }
}
