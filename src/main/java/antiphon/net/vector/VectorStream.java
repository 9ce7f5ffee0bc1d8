package antiphon.net.vector;

import antiphon.net.WeightStream;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Adds up whole vectors. */
final class VectorStream implements WeightStream {
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final int LANES = INTS.length();

  @Override
  public int read(int[] words, int count) {
    return sum(words, count / (4 * LANES) * 4 * LANES);
  }

  private static int sum(int[] words, int count) {
    IntVector a = IntVector.zero(INTS);
    IntVector b = IntVector.zero(INTS);
    IntVector c = IntVector.zero(INTS);
    IntVector d = IntVector.zero(INTS);
    for (int i = 0; i < count; i += 4 * LANES) {
      a = a.add(IntVector.fromArray(INTS, words, i));
      b = b.add(IntVector.fromArray(INTS, words, i + LANES));
      c = c.add(IntVector.fromArray(INTS, words, i + 2 * LANES));
      d = d.add(IntVector.fromArray(INTS, words, i + 3 * LANES));
    }
    return a.add(b).add(c.add(d)).reduceLanes(VectorOperators.ADD);
  }
}
