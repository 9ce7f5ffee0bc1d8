package antiphon.control.desk;

import antiphon.live.api.TriggerKeys;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;

/** Which control does what. Immutable. */
public final class BindingTable {
  static final int MOST = 1024;
  private static final int CHANNELS = 17; // 0 is any
  private static final int NUMBERS = 128;
  private static final int KINDS = Binding.Kind.values().length;

  static final BindingTable EMPTY = new BindingTable(List.of());

  /** A binding, its target read. */
  public record Bound(Binding binding, Target target) {}

  private final List<Binding> bindings;
  private final Bound[] places = new Bound[KINDS * CHANNELS * NUMBERS];
  private final TriggerKeys triggers;

  private BindingTable(List<Binding> bindings) {
    this.bindings = List.copyOf(bindings);
    BitSet keys = new BitSet();
    for (Binding binding : bindings) {
      places[place(binding.kind(), binding.channel(), binding.number())] =
          new Bound(binding, Target.parse(binding.target()));
      if (binding.kind() == Binding.Kind.NOTE) {
        addKeys(binding, keys);
      }
    }
    triggers = keys.isEmpty() ? TriggerKeys.NONE : new TriggerKeys(keys);
  }

  /** In the order in which they were made. */
  public List<Binding> bindings() {
    return bindings;
  }

  /**
   * What a control does; null when nothing. What is bound on its own channel goes before what is on
   * any.
   *
   * @param channel 1 to 16
   */
  public Bound find(Binding.Kind kind, int channel, int number) {
    Bound bound = places[place(kind, channel, number)];
    return bound != null ? bound : places[place(kind, Binding.ANY, number)];
  }

  /**
   * The same with a binding, in place of what was bound to its control.
   *
   * @throws IllegalArgumentException when there are too many
   */
  BindingTable with(Binding binding) {
    List<Binding> changed = new ArrayList<>(bindings);
    changed.removeIf(binding::isControlOf);
    changed.add(binding);
    if (changed.size() > MOST) {
      throw new IllegalArgumentException(
          "there can be " + MOST + " bindings of controls at most; remove some first");
    }
    return new BindingTable(changed);
  }

  BindingTable without(Predicate<Binding> removed) {
    return new BindingTable(bindings.stream().filter(removed.negate()).toList());
  }

  /** The keys that are bound. */
  TriggerKeys triggers() {
    return triggers;
  }

  private static void addKeys(Binding binding, BitSet keys) {
    for (int channel = 1; channel < CHANNELS; channel++) {
      if (binding.channel() == Binding.ANY || binding.channel() == channel) {
        keys.set((channel - 1) * NUMBERS + binding.number());
      }
    }
  }

  private static int place(Binding.Kind kind, int channel, int number) {
    return (kind.ordinal() * CHANNELS + channel) * NUMBERS + number;
  }
}
