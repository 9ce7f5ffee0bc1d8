package antiphon.music.token;

import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.time.Grid;
import antiphon.music.time.MusicalTime;
import java.util.ArrayList;
import java.util.List;

/** Gathers quantised events as notes. */
public final class NoteCollector implements QuantisedSink {
  private final List<Note> notes = new ArrayList<>();
  private final long[] onClock = new long[Part.COUNT * Vocabulary.PITCHES];
  private final int[] velocity = new int[Part.COUNT * Vocabulary.PITCHES];
  private long lastClock;

  @Override
  public void noteOn(long clock, Part part, int pitch, int onVelocity) {
    int key = key(part, pitch);
    onClock[key] = clock;
    velocity[key] = Vocabulary.velocityOfBin(Vocabulary.binOfVelocity(onVelocity));
    lastClock = clock;
  }

  @Override
  public void noteOff(long clock, Part part, int pitch) {
    int key = key(part, pitch);
    notes.add(
        new Note(
            part,
            pitch,
            velocity[key],
            MusicalTime.ticksOfClocks(onClock[key]),
            MusicalTime.ticksOfClocks(clock)));
    velocity[key] = 0;
    lastClock = clock;
  }

  /**
   * All notes; those that still sound end at the last event, or at the next grid position if they
   * began there.
   */
  public List<Note> finish() {
    for (int key = 0; key < velocity.length; key++) {
      if (velocity[key] > 0) {
        Part part = Part.of(key / Vocabulary.PITCHES);
        noteOff(Math.max(lastClock, Grid.next(onClock[key])), part, key % Vocabulary.PITCHES);
      }
    }
    return notes;
  }

  private static int key(Part part, int pitch) {
    return part.ordinal() * Vocabulary.PITCHES + pitch;
  }
}
