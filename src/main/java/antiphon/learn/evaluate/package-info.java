/**
 * How well a model expects music it has not heard: exact likelihoods of tokens, of canonical notes
 * and of piano rolls.
 */
package antiphon.learn.evaluate;
