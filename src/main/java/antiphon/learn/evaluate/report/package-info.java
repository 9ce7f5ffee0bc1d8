/** Figures of an evaluation, for people: tables in Markdown, and the page made of them. */
package antiphon.learn.evaluate.report;
