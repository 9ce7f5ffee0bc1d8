package antiphon.midi.file;

import antiphon.music.note.Note;
import java.util.List;

/**
 * The notes of one track or, in a file of format 0, of one channel.
 *
 * @param name track name, may be empty
 * @param channel 0 to 15: that of its first note
 * @param notes in {@link Note#ORDER}, all of one part; the sustain pedal has been worked in
 */
public record MidiTrack(String name, int channel, List<Note> notes) {}
