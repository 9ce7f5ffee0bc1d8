package antiphon;

import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random polyphonic pieces: two parts, off the grid, with unisons, repeats, overlaps and notes of
 * no length.
 */
public final class RandomMusic {
  private RandomMusic() {}

  public static Score score(Random random, int notes) {
    List<Note> list = new ArrayList<>();
    int pitches = 1 + random.nextInt(20);
    long span = 960L * (1 + random.nextInt(64));
    for (int i = 0; i < notes; i++) {
      long onTick = random.nextLong(span);
      long length = random.nextInt(8) == 0 ? 0 : random.nextLong(random.nextBoolean() ? 100 : 4000);
      list.add(
          new Note(
              Part.of(random.nextInt(Part.COUNT)),
              50 + random.nextInt(pitches),
              1 + random.nextInt(127),
              onTick,
              onTick + length));
    }
    return new Score(list, 120, MeterMap.of(Meter.COMMON));
  }
}
