/** The program: entry point, configuration and wiring. Nobody imports it. */
package antiphon.app;
