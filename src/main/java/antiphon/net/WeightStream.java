package antiphon.net;

/** Reads memory once from end to end, as fast as it comes: the least that any step has to do. */
public interface WeightStream {
  /**
   * @param words whole vectors of them are read
   * @param count how many, from the first on
   * @return something that depends on every word
   */
  int read(int[] words, int count);
}
