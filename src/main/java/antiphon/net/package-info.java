/**
 * The model: a stateful LSTM that is fed one token a step, the sampler that chooses the next, and
 * the bundle on disk. {@link antiphon.net.LstmSpec}, {@link antiphon.net.LstmWeights} and {@link
 * antiphon.net.LstmState} are apart: sizes, what is learnt, and what one listener remembers.
 */
package antiphon.net;
