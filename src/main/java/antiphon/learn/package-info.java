/** Learning models from MIDI files, and scoring them. Nothing here runs while the daemon plays. */
package antiphon.learn;
