/**
 * MIDI files and piano rolls as training material. {@code CorpusFiles} finds them, {@code
 * PieceCache} knows those read before, {@link antiphon.learn.corpus.CorpusReader} drops what is
 * there twice and says what each is for; {@link antiphon.learn.corpus.WindowSource} draws from
 * them, {@link antiphon.learn.corpus.Arranger} gives the notes to two people by tune, hand or turn,
 * and {@link antiphon.learn.corpus.Augmentation} varies them before they are put on the grid.
 */
package antiphon.learn.corpus;
