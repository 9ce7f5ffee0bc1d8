package antiphon.learn.compose;

import java.util.Map;

/**
 * One window that was chosen, for people.
 *
 * @param name of the piece
 * @param firstBar counted from 1
 * @param semitones by which it is transposed
 * @param key as found in it, transposed
 * @param terms against joining it to the window before; empty for the first
 */
public record SeedChoice(
    String name,
    int firstBar,
    int lastBar,
    int semitones,
    String key,
    String meter,
    double tempoBpm,
    Map<JoinTerm, Double> terms,
    double cost) {
  /**
   * @param join which brought the window in; null for the first
   */
  static SeedChoice of(SeedWindow window, SeedJoin join) {
    return new SeedChoice(
        window.name(),
        window.firstBar(),
        window.lastBar(),
        window.semitones(),
        Tonality.of(Tonality.soundingTicks(window.score().notes())).toString(),
        window.meter().toString(),
        window.score().tempoBpm(),
        join == null ? Map.of() : join.terms(),
        join == null ? 0 : join.cost());
  }
}
