/** What the outside may say to the engine and learn from it: commands in, immutable status out. */
package antiphon.live.api;
