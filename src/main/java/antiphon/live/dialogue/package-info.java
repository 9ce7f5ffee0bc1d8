/** Who has the floor, when it changes hands, and how long an answer is. */
package antiphon.live.dialogue;
