/**
 * Musical time. Three units occur, always named: <em>ticks</em> ({@value
 * antiphon.music.time.MusicalTime#TICKS_PER_QUARTER} a quarter note, what notes and deadlines are
 * kept in), <em>clocks</em> (24 a quarter note, the unit of MIDI clock and of the grammar's grid)
 * and <em>nanoseconds</em> of the one {@link antiphon.music.time.Clock}.
 */
package antiphon.music.time;
