/** The commands, one class each. */
package antiphon.app.command;
