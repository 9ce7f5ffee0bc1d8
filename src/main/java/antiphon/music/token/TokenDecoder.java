package antiphon.music.token;

import antiphon.music.note.Score;
import antiphon.music.time.MeterMap;

/** Tokens back into a piece. */
public final class TokenDecoder {
  private TokenDecoder() {}

  /**
   * The piece that tokens say. Notes that are never ended end with the last event.
   *
   * @param ids tokens, with or without {@code START} in front
   * @throws IllegalArgumentException naming the first token that the grammar does not allow,
   *     counted from 1
   */
  public static Score decode(int[] ids, double tempoBpm, MeterMap meters) {
    NoteCollector collector = new NoteCollector();
    TokenReader reader = new TokenReader(new Grammar(), collector);
    for (int i = 0; i < ids.length; i++) {
      if (i == 0 && ids[i] == Vocabulary.START) {
        continue;
      }
      try {
        reader.read(ids[i]);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("token " + (i + 1) + ": " + e.getMessage(), e);
      }
    }
    return new Score(collector.finish(), tempoBpm, meters);
  }
}
