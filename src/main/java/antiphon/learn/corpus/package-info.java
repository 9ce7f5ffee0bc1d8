/**
 * MIDI files and piano rolls as training material: found, split, arranged for two parts, varied and
 * encoded.
 */
package antiphon.learn.corpus;
