/**
 * What can be configured: every key once, with its range and default, for the file and the command
 * line alike.
 */
package antiphon.app.config;
