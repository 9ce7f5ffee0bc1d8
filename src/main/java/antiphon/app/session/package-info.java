/** Putting a session together: model, ports, engine, page and recording. */
package antiphon.app.session;
