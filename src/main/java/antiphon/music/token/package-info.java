/**
 * The event grammar: what a model reads and writes. {@link antiphon.music.token.Quantiser} puts
 * live or stored notes on the grid in one canonical order, {@link antiphon.music.token.TokenWriter}
 * says them as tokens, {@link antiphon.music.token.Grammar} knows which token may come next, and
 * {@link antiphon.music.token.TokenDecoder} makes notes of tokens again.
 *
 * <p>The order inside one instant: what the player does, then what the partner does; of each, first
 * the ends, then the onsets, by rising pitch. A pitch struck again is ended and begun. {@code
 * VELOCITY} stands before the onset from which it holds, {@code PART} before the first event of
 * another speaker. Then {@code DUR} leads to the next instant; a gap longer than {@value
 * antiphon.music.token.Vocabulary#MAX_DUR_CLOCKS} clocks is as many of the longest as fit and the
 * rest.
 */
package antiphon.music.token;
