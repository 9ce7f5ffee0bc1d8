package antiphon.learn.compose;

import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import java.util.ArrayList;
import java.util.List;

/** Plain pieces in known keys. */
final class Tunes {
  private static final int[] MAJOR = {0, 2, 4, 5, 7, 9, 11, 12};
  private static final int[][] HARMONIES = {{0, 4, 7}, {5, 9, 12}, {7, 11, 14}, {0, 4, 7}};
  private static final int[] TUNE = {0, 2, 4, 3, 2, 1, 4, 0};

  private Tunes() {}

  /** Tonic, subdominant, dominant, tonic in half notes under a tune of the scale in quarters. */
  static Score major(int tonicPitch, Meter meter, int bars) {
    List<Note> notes = new ArrayList<>();
    int quarters = bars * meter.clocksPerBar() / 24;
    for (int quarter = 0; quarter < quarters; quarter++) {
      int degree = TUNE[quarter % TUNE.length];
      notes.add(note(tonicPitch + 12 + MAJOR[degree], quarter, 1));
      if (quarter % 2 == 0 && quarter + 2 <= quarters) {
        for (int step : HARMONIES[quarter / 2 % HARMONIES.length]) {
          notes.add(note(tonicPitch + step, quarter, 2));
        }
      }
    }
    return new Score(notes, 100, MeterMap.of(meter));
  }

  static Note note(int pitch, int quarter, int quarters) {
    return new Note(Part.PARTNER, pitch, 72, quarter * 960L, (quarter + quarters) * 960L);
  }
}
