package antiphon.live.api;

import antiphon.music.time.Meter;
import antiphon.music.time.Timeline;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * How a session begins. Immutable, and validated when made; each message names the value and what
 * is allowed.
 *
 * @param tempoBpm quarter notes a minute
 * @param seed of all that is random
 * @param clock whose beat it is
 * @param tapController controller that taps the beat when it is pressed, 0 to 127, or {@link
 *     #NO_TAPS}
 * @param playerChannels MIDI channels on which the player is heard, as bits, that of channel 1 the
 *     lowest
 * @param parameters values of parameters; those that are missing have their defaults
 */
public record LiveSettings(
    Mode mode,
    Meter meter,
    double tempoBpm,
    long seed,
    ClockSource clock,
    int tapController,
    int playerChannels,
    Map<Parameter, Double> parameters) {
  /** No controller taps the beat. */
  public static final int NO_TAPS = -1;

  /** All sixteen. */
  public static final int ALL_CHANNELS = 0xFFFF;

  public LiveSettings {
    require("tempo", tempoBpm, Timeline.MIN_TEMPO_BPM, Timeline.MAX_TEMPO_BPM);
    require("tap controller", tapController, NO_TAPS, 127);
    Map<Parameter, Double> all = new EnumMap<>(Parameter.class);
    for (Parameter parameter : Parameter.values()) {
      double value = parameters.getOrDefault(parameter, parameter.defaultValue());
      parameter.require(value);
      all.put(parameter, value);
    }
    parameters = Collections.unmodifiableMap(all);
  }

  /** Settings with a beat of Antiphon's own and all parameters at their defaults. */
  public LiveSettings(Mode mode, Meter meter, double tempoBpm, long seed) {
    this(mode, meter, tempoBpm, seed, ClockSource.INTERNAL, NO_TAPS, ALL_CHANNELS, Map.of());
  }

  /** What a parameter is at the start. */
  public double of(Parameter parameter) {
    return parameters.get(parameter);
  }

  /** The same but for a parameter. */
  public LiveSettings with(Parameter parameter, double value) {
    Map<Parameter, Double> changed = new EnumMap<>(parameters);
    changed.put(parameter, value);
    return new LiveSettings(
        mode, meter, tempoBpm, seed, clock, tapController, playerChannels, changed);
  }

  /** The same but for a parameter that is a choice. */
  public LiveSettings with(Parameter parameter, Enum<?> choice) {
    return with(parameter, choice.ordinal());
  }

  /** The same with another's beat. */
  public LiveSettings withClock(ClockSource otherClock) {
    return new LiveSettings(
        mode, meter, tempoBpm, seed, otherClock, tapController, playerChannels, parameters);
  }

  /** The same with a controller that taps the beat. */
  public LiveSettings withTaps(int controller) {
    return new LiveSettings(
        mode, meter, tempoBpm, seed, clock, controller, playerChannels, parameters);
  }

  /**
   * @throws IllegalArgumentException when a value is not within its range
   */
  public static void require(String name, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw new IllegalArgumentException(
          name + " must be " + plain(min) + " to " + plain(max) + ", not " + plain(value));
    }
  }

  static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
