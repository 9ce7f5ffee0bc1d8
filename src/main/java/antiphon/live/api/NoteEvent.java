package antiphon.live.api;

import antiphon.music.note.Part;

/**
 * A note-on or note-off that has been heard or sent.
 *
 * @param velocity 0 for an end
 * @param tick position in musical time
 * @param timeNs when, on the process's clock
 */
public record NoteEvent(Part part, int pitch, int velocity, long tick, long timeNs) {}
