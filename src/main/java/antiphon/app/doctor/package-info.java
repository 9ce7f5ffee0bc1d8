/** What {@code antiphon doctor} looks at. */
package antiphon.app.doctor;
