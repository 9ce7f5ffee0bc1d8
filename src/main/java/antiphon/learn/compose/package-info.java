/**
 * Music written at leisure: the continuation of a prompt, of two pieces that join well, or of
 * several whose influence alternates. {@link antiphon.learn.compose.Composer} draws tokens and
 * keeps its {@link antiphon.learn.compose.Guard}; {@link antiphon.learn.compose.Expectation} is
 * what it draws from, one memory or several mixed.
 */
package antiphon.learn.compose;
