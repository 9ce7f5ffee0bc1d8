package antiphon.midi.file;

import antiphon.music.note.Note;
import antiphon.music.note.Part;
import java.util.List;

/**
 * The notes of one channel in one track of a file.
 *
 * @param name track name, or else instrument name; may be empty
 * @param channel 0 to 15
 * @param notes in {@link Note#ORDER}, all of one part; the sustain pedal has been worked in
 */
public record MidiTrack(String name, int channel, List<Note> notes) {
  /** Whether it is the track in which a recording of a session has what Antiphon played. */
  public boolean isAntiphons() {
    return name.equals(MidiFileWriter.ANTIPHON_TRACK)
        && channel == Part.PARTNER.ordinal(); // there are chants of that name
  }
}
