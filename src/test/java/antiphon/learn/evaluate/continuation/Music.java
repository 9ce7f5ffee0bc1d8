package antiphon.learn.evaluate.continuation;

import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import antiphon.music.time.MusicalTime;
import java.util.ArrayList;
import java.util.List;

/** Small pieces by hand. */
final class Music {
  private static final int QUARTER = MusicalTime.TICKS_PER_QUARTER;

  private Music() {}

  static Note note(double onQuarters, int pitch, double quarters) {
    long onTick = Math.round(onQuarters * QUARTER);
    return new Note(Part.PARTNER, pitch, 80, onTick, onTick + Math.round(quarters * QUARTER));
  }

  /** One note after the other, each a quarter note long. */
  static List<Note> line(int... pitches) {
    List<Note> notes = new ArrayList<>();
    for (int pitch : pitches) {
      notes.add(note(notes.size(), pitch, 1));
    }
    return notes;
  }

  /** Some notes so many quarter notes later and semitones higher. */
  static List<Note> shifted(List<Note> notes, int quarters, int semitones) {
    return notes.stream().map(note -> note.shifted((long) quarters * QUARTER, semitones)).toList();
  }

  @SafeVarargs
  static List<Note> together(List<Note>... parts) {
    List<Note> notes = new ArrayList<>();
    for (List<Note> part : parts) {
      notes.addAll(part);
    }
    notes.sort(Note.ORDER);
    return notes;
  }

  /** Of 16 quarter notes each. */
  static ContinuationPrompt prompt(String file, List<Note> notes, List<Note> truth, Meter meter) {
    return new ContinuationPrompt(
        file, 0, new Score(notes, 120, MeterMap.of(meter)), 16, truth, 16);
  }

  static ContinuationPrompt prompt(List<Note> notes, List<Note> truth) {
    return prompt("a.mid", notes, truth, Meter.COMMON);
  }
}
