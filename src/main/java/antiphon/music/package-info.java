/**
 * Musical values and their laws: time, notes and tokens. Pure: no I/O, no threads, no knowledge of
 * devices or networks.
 */
package antiphon.music;
