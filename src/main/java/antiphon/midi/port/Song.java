package antiphon.midi.port;

import antiphon.music.time.Beat;
import antiphon.music.time.Meter;
import antiphon.music.time.Timeline;

/**
 * The song that is being played, for transports that carry its tempo and position besides messages.
 * Methods are called by drivers' callbacks: they neither block nor allocate.
 */
public interface Song {
  /** Nobody's. */
  Song NONE =
      new Song() {
        private final Beat beat = new Beat(new Timeline(0, 0, 500_000_000), 0, true);

        @Override
        public boolean isAt(boolean rolling, long quarterNs, long tick, long timeNs) {
          return true;
        }

        @Override
        public Beat beat() {
          return beat;
        }

        @Override
        public Meter meter() {
          return Meter.COMMON;
        }
      };

  /**
   * Told where the song is, and that it rolls or stands: when that is another place than was to be
   * expected, and now and then.
   *
   * @param quarterNs length of a quarter note on the process's clock
   * @param tick of the song, {@link antiphon.music.time.MusicalTime#TICKS_PER_QUARTER} to a quarter
   *     note
   * @param timeNs when, on the process's clock
   * @return false when there is no room for it, and it has to be said again
   */
  boolean isAt(boolean rolling, long quarterNs, long tick, long timeNs);

  /** The beat in force. */
  Beat beat();

  /** Of the whole song. */
  Meter meter();
}
