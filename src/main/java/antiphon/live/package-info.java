/**
 * The live path: from a note heard to an answer sent. {@link antiphon.live.engine} joins the rooms;
 * the others do not meet.
 */
package antiphon.live;
