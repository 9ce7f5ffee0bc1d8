package antiphon.learn.compose;

import java.util.EnumMap;
import java.util.Map;

/**
 * Two windows, the second transposed, and what speaks against joining them.
 *
 * @param terms without {@link JoinTerm#SURPRISE} until a model has been asked
 */
record SeedJoin(SeedWindow first, SeedWindow second, Map<JoinTerm, Double> terms) {
  /** The sum of the weighted terms. */
  double cost() {
    double cost = 0;
    for (Map.Entry<JoinTerm, Double> term : terms.entrySet()) {
      cost += term.getKey().weight() * term.getValue();
    }
    return cost;
  }

  SeedJoin with(JoinTerm term, double value) {
    Map<JoinTerm, Double> more = new EnumMap<>(terms);
    more.put(term, value);
    return new SeedJoin(first, second, more);
  }
}
