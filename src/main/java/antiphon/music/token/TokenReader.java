package antiphon.music.token;

import antiphon.music.note.Part;

/**
 * Turns tokens back into events on the grid, and keeps the {@link Grammar} in step. Allocates
 * nothing; not thread-safe.
 */
public final class TokenReader {
  private final Grammar grammar;
  private final QuantisedSink sink;

  public TokenReader(Grammar grammar, QuantisedSink sink) {
    this.grammar = grammar;
    this.sink = sink;
  }

  /**
   * @throws IllegalArgumentException when the grammar does not allow the token here; nothing has
   *     changed then
   */
  public void read(int id) {
    grammar.apply(id);
    long clock = grammar.positionClock();
    Part speaker = grammar.speaker();
    int value = Vocabulary.value(id);
    switch (Vocabulary.kind(id)) {
      case NOTE_ON ->
          sink.noteOn(
              clock, speaker, value, Vocabulary.velocityOfBin(grammar.velocityBin(speaker)));
      case NOTE_OFF -> sink.noteOff(clock, speaker, value);
      default -> {
        // time, velocity and speaker are the grammar's
      }
    }
  }
}
