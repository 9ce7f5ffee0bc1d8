package antiphon.midi.port.jack;

import antiphon.midi.port.Song;
import antiphon.music.time.MusicalTime;

/**
 * Follows the server's transport, and tells the song when anything is other than was to be
 * expected: it rolls or stands, its tempo, its place, also where only the clocks that measure it
 * have drifted. Once a quarter note it tells in any case. Where somebody tells bars and beats these
 * are the song's place; a place is known better than they are rounded, as it has to fit all that
 * were read since it jumped. Where nobody does, the song began at frame 0, in the last tempo that
 * was told, or the session's own.
 *
 * <p>Used by the process callback: no lock, no log, no allocation.
 */
final class SongWatch {
  /**
   * So long bars and beats may be missing without meaning that nobody tells them: after a jump the
   * server waits for them.
   */
  private static final double PATIENCE_SECONDS = 0.25;

  /** A song that lies further from where it was said to be is told again: half a frame or so. */
  private static final double NEAR_NS = 10_000;

  private final Song song;
  private final FrameClock clock;

  private boolean known;
  private boolean rolling;
  private boolean told;
  private int untoldFrames;
  private double tempoBpm;

  /** Where the song is to be expected at the period's start, in ticks. */
  private double ticks;

  private double saidTick;
  private long saidNs;
  private long saidQuarterNs;

  private volatile long meter;

  SongWatch(Song song, FrameClock clock) {
    this.song = song;
    this.clock = clock;
    restart();
  }

  /** Before the first period at a server. */
  void restart() {
    known = false;
    told = false;
    tempoBpm = song.beat().timeline().tempoBpm();
  }

  /**
   * A period has begun.
   *
   * @param rolls whether the transport rolls in it
   * @param position where it is at the period's start
   */
  void period(boolean rolls, JackPosition position, int frames) {
    boolean tells = position.tellsBars();
    untoldFrames = tells ? 0 : Math.min(untoldFrames, clock.framesPerSecond()) + frames;
    if (!tells
        && told
        && rolls == rolling
        && untoldFrames < PATIENCE_SECONDS * clock.framesPerSecond()) {
      expect(frames);
      return;
    }
    told = tells;
    double bpm = tempoBpm;
    double least;
    double most;
    if (tells) {
      bpm = position.quartersPerMinute();
      least = position.songTicks();
      most = least + position.songTicksRounding();
      meter = packed(position);
    } else {
      least = position.frame() * ticksPerFrame(bpm);
      most = least;
    }
    double fitting = Math.max(least, Math.min(ticks, most));
    boolean jumped = !known || Math.abs(fitting - ticks) > Math.max(1, most - least);
    ticks = jumped ? least : fitting;
    if (jumped || rolls != rolling || bpm != tempoBpm || rolls && isNews()) {
      rolling = rolls;
      tempoBpm = bpm;
      say();
    }
    expect(frames);
  }

  /** Another thread: whether a meter is told, and is another than a given one. */
  boolean isInAnotherMeter(double beatsPerBar, double beatType) {
    long seen = meter;
    return seen != 0 && seen != packed((float) beatsPerBar, (float) beatType);
  }

  /** Another thread: the meter that was told last, as people write it. */
  String meter() {
    long seen = meter;
    return plain(Float.intBitsToFloat((int) (seen >> 32)))
        + "/"
        + plain(Float.intBitsToFloat((int) seen));
  }

  private static String plain(float number) {
    return number == (int) number ? Integer.toString((int) number) : Float.toString(number);
  }

  private static long packed(JackPosition position) {
    return packed((float) position.beatsPerBar(), (float) position.beatType());
  }

  private static long packed(float beatsPerBar, float beatType) {
    return (long) Float.floatToRawIntBits(beatsPerBar) << 32 | Float.floatToRawIntBits(beatType);
  }

  private boolean isNews() {
    double passed = ticks - saidTick;
    double expectedNs = passed * saidQuarterNs / MusicalTime.TICKS_PER_QUARTER;
    return passed >= MusicalTime.TICKS_PER_QUARTER
        || Math.abs(clock.timeNs(0) - saidNs - expectedNs) > NEAR_NS;
  }

  /** Tells the last whole tick, and when it was. */
  private void say() {
    double quarterFrames = clock.framesPerSecond() * 60 / tempoBpm;
    saidTick = Math.floor(ticks);
    saidNs = clock.timeNs(-(ticks - saidTick) / ticksPerFrame(tempoBpm));
    saidQuarterNs = Math.round(quarterFrames * clock.frameNs());
    known = song.isAt(rolling, saidQuarterNs, (long) saidTick, saidNs);
  }

  private void expect(int frames) {
    if (rolling) {
      ticks += frames * ticksPerFrame(tempoBpm);
    }
  }

  private double ticksPerFrame(double bpm) {
    return bpm * MusicalTime.TICKS_PER_QUARTER / 60 / clock.framesPerSecond();
  }
}
