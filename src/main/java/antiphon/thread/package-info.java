/** Threads beside the music that outlive what befalls them, for every room that has some. */
package antiphon.thread;
