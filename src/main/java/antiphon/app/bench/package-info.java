/** What {@code antiphon bench} measures, and how: candidates in turn, in one run, on one thread. */
package antiphon.app.bench;
