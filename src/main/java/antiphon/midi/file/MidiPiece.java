package antiphon.midi.file;

import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.MeterMap;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What a MIDI file holds, as far as Antiphon reads it.
 *
 * @param tempoBpm the first tempo; 120 where none is given (Standard MIDI Files 1.0)
 * @param unfinishedNotes note-ons without a note-off, ended with the last event of their track
 */
public record MidiPiece(
    List<MidiTrack> tracks, double tempoBpm, MeterMap meters, int unfinishedNotes) {
  /** All tracks as one part. */
  public Score asPart(Part part) {
    return arrange(track -> part);
  }

  /** Each track in the part that is chosen for it. */
  public Score arrange(Function<MidiTrack, Part> partOf) {
    List<Note> notes = new ArrayList<>();
    for (MidiTrack track : tracks) {
      Part part = partOf.apply(track);
      for (Note note : track.notes()) {
        notes.add(new Note(part, note.pitch(), note.velocity(), note.onTick(), note.offTick()));
      }
    }
    return new Score(notes, tempoBpm, meters);
  }
}
