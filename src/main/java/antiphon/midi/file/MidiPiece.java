package antiphon.midi.file;

import antiphon.music.note.KeySignature;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.MeterMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a MIDI file holds, as far as Antiphon reads it.
 *
 * @param tempoBpm the first tempo; 120 where none is given (Standard MIDI Files 1.0)
 * @param key the first key signature, where one is given
 * @param unfinishedNotes note-ons without a note-off, ended with the last event of their track
 * @param drumNotes notes of channel 10, which are left out
 */
public record MidiPiece(
    List<MidiTrack> tracks,
    double tempoBpm,
    MeterMap meters,
    Optional<KeySignature> key,
    int unfinishedNotes,
    int drumNotes) {
  /** A piece without key signature and drums. */
  public MidiPiece(List<MidiTrack> tracks, double tempoBpm, MeterMap meters, int unfinishedNotes) {
    this(tracks, tempoBpm, meters, Optional.empty(), unfinishedNotes, 0);
  }

  public int notes() {
    return tracks.stream().mapToInt(track -> track.notes().size()).sum();
  }

  /** All tracks as one part. */
  public Score asPart(Part part) {
    return arrange(track -> part);
  }

  /** One track as a piece of its own. */
  public MidiPiece track(int index) {
    return new MidiPiece(List.of(tracks.get(index)), tempoBpm, meters, key, 0, 0);
  }

  /** Each track in the part that is chosen for it. */
  public Score arrange(Function<MidiTrack, Part> partOf) {
    List<Note> notes = new ArrayList<>();
    for (MidiTrack track : tracks) {
      Part part = partOf.apply(track);
      for (Note note : track.notes()) {
        notes.add(note.withPart(part));
      }
    }
    return new Score(notes, tempoBpm, meters);
  }

  /** The notes that begin in a stretch, as a piece of their own; empty where there are none. */
  public Optional<MidiPiece> between(long barLineClock, long endClock) {
    List<MidiTrack> kept = new ArrayList<>();
    for (MidiTrack track : tracks) {
      List<Note> notes = Score.between(track.notes(), barLineClock, endClock);
      if (!notes.isEmpty()) {
        kept.add(new MidiTrack(track.name(), track.channel(), notes));
      }
    }
    return kept.isEmpty()
        ? Optional.empty()
        : Optional.of(new MidiPiece(kept, tempoBpm, meters.from(barLineClock), key, 0, 0));
  }
}
