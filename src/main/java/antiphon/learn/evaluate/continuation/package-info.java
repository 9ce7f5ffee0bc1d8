/**
 * How a model goes on from a prompt, beside how the piece truly went on, beside copying, and beside
 * another piece.
 *
 * <p>{@link antiphon.learn.evaluate.continuation.PromptReader} reads the fixed prompts of a corpus,
 * a {@link antiphon.learn.evaluate.continuation.Continuer} answers each, {@link
 * antiphon.learn.evaluate.continuation.AnswerMeter} takes every {@link
 * antiphon.learn.evaluate.continuation.Measure} of an answer, {@link
 * antiphon.learn.evaluate.continuation.ContinuationEvaluation} gathers them by {@link
 * antiphon.learn.evaluate.continuation.Source}, and {@link
 * antiphon.learn.evaluate.continuation.Bars} judges the result.
 */
package antiphon.learn.evaluate.continuation;
