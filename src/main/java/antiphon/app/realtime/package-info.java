/**
 * What the system grants a thread that has to be in time. The one place outside of the transports
 * that calls native code, and on Linux alone.
 */
package antiphon.app.realtime;
