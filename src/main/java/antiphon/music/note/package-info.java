/** Notes, pieces, and the ledger of what sounds. */
package antiphon.music.note;
