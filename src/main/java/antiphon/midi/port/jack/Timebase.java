package antiphon.midi.port.jack;

import antiphon.midi.port.Song;
import antiphon.music.time.Beat;
import antiphon.music.time.MusicalTime;
import antiphon.music.time.Timeline;
import com.sun.jna.Pointer;

/**
 * Tells the server's clients Antiphon's tempo, meter and position, as its timebase master. Where
 * Antiphon follows the transport, the song begins at frame 0; else its beat is told as it is,
 * whatever frame that is. On the thread of the process callback, after it: no lock, no log, no
 * allocation.
 */
final class Timebase implements LibJack.TimebaseCallback {
  private final Song song;
  private final FrameClock clock;
  private final boolean follows;
  private final double ownBpm;
  private final Pointer structure = new Pointer(0);
  private final JackPosition position = new JackPosition(structure);

  /**
   * @param ownBpm tempo of a song that follows the transport
   */
  Timebase(Song song, FrameClock clock, boolean follows, double ownBpm) {
    this.song = song;
    this.clock = clock;
    this.follows = follows;
    this.ownBpm = ownBpm;
  }

  @Override
  public void invoke(int state, int frames, long address, int isNew) {
    Pointer.nativeValue(structure, address);
    tell(position, frames);
  }

  /**
   * @param next where the next period begins
   * @param frames of the present one
   */
  void tell(JackPosition next, int frames) {
    if (follows) {
      double minutes = next.frame() / 60.0 / clock.framesPerSecond();
      next.tellBars(song.meter(), ownBpm, minutes * ownBpm * MusicalTime.TICKS_PER_QUARTER);
      return;
    }
    Beat beat = song.beat();
    Timeline line = beat.timeline();
    double quarters = (double) (clock.timeNs(frames) - line.anchorNs()) / line.quarterNs();
    next.tellBars(
        song.meter(),
        line.tempoBpm(),
        beat.songTick(line.anchorTick()) + quarters * MusicalTime.TICKS_PER_QUARTER);
  }
}
