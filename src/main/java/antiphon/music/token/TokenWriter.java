package antiphon.music.token;

import static antiphon.music.token.Vocabulary.MAX_DUR_CLOCKS;

import antiphon.music.note.Part;

/**
 * Says quantised events as tokens, and keeps the {@link Grammar} in step. Allocates nothing after
 * construction; not thread-safe.
 */
public final class TokenWriter implements QuantisedSink {
  private final Grammar grammar;
  private final TokenSink sink;

  public TokenWriter(Grammar grammar, TokenSink sink) {
    this.grammar = grammar;
    this.sink = sink;
  }

  @Override
  public void noteOn(long clock, Part part, int pitch, int velocity) {
    moveTo(clock);
    speak(part);
    int bin = Vocabulary.binOfVelocity(velocity);
    if (bin != grammar.velocityBin(part)) {
      write(Vocabulary.velocity(bin));
    }
    write(Vocabulary.noteOn(pitch));
  }

  @Override
  public void noteOff(long clock, Part part, int pitch) {
    moveTo(clock);
    speak(part);
    write(Vocabulary.noteOff(pitch));
  }

  /**
   * Lets time pass up to a position.
   *
   * @param clock on the grid, not before the present position
   */
  public void moveTo(long clock) {
    while (grammar.positionClock() < clock) {
      write(Vocabulary.dur((int) Math.min(MAX_DUR_CLOCKS, clock - grammar.positionClock())));
    }
  }

  /** Makes a part the speaker, if it is not. */
  public void speak(Part part) {
    if (grammar.speaker() != part) {
      write(Vocabulary.part(part));
    }
  }

  private void write(int id) {
    grammar.apply(id);
    sink.token(id, grammar.positionClock());
  }
}
