/** Whose beat it is. */
package antiphon.live.follow;
