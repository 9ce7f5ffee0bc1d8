package antiphon.control.desk;

import antiphon.live.api.EngineControl;
import antiphon.live.api.Parameter;
import java.util.Arrays;
import java.util.Map;

/**
 * Turns parameters for everybody, and merges floods: a change of a parameter that has been quiet
 * reaches the engine at once, later ones every {@link #PERIOD_NS}, and the last one always, also
 * where the engine had no room for it. Given the time, it reads no clock and has no thread: who
 * owns it calls {@link #flush} and {@link #check}. Thread-safe; nothing here waits.
 */
final class Dials {
  /** How far apart the engine is told two values of one parameter. */
  static final long PERIOD_NS = 10_000_000;

  /** How soon after it was told the engine has to say the same. */
  static final long CHECK_NS = 100_000_000;

  /** What is asked of the owner, as bits: {@link #flush} in {@link #PERIOD_NS}. */
  static final int FLUSH = 1;

  /** {@link #check} in {@link #CHECK_NS}. */
  static final int CHECK = 2;

  private static final int MOST_TRIES = 20;
  private static final long LOOK_NS = 10_000_000;

  private final EngineControl engine;
  private final Dial[] dials = new Dial[Parameter.values().length];
  private Map<Parameter, Double> seen;
  private long seenNs;
  private boolean checking;

  /** What is known of one parameter. */
  private static final class Dial {
    double wanted;

    /** Whether {@link #wanted} is still to be told. */
    boolean waits;

    double told;
    long toldNs;
    boolean everTold;

    /** Whether the engine has not yet been seen to have taken what it was told. */
    boolean unsure;

    int tries;
  }

  Dials(EngineControl engine, long nowNs) {
    this.engine = engine;
    Arrays.setAll(dials, i -> new Dial());
    seen = engine.status().parameters();
    seenNs = nowNs;
  }

  /**
   * Takes a change.
   *
   * @return {@link #FLUSH}, {@link #CHECK} or 0: what the owner is to call, and has not been asked
   *     for already
   */
  synchronized int turn(Parameter parameter, double value, long nowNs) {
    Dial dial = dials[parameter.ordinal()];
    if (value(parameter, nowNs) == value) {
      return 0;
    }
    dial.wanted = value;
    if (dial.waits) {
      return 0;
    }
    if (dial.everTold && nowNs - dial.toldNs < PERIOD_NS) {
      dial.waits = true;
      return FLUSH;
    }
    tell(parameter, dial, nowNs);
    return beginChecking();
  }

  /** What a parameter is, or will be as soon as the engine has taken it. */
  synchronized double value(Parameter parameter, long nowNs) {
    Dial dial = dials[parameter.ordinal()];
    if (dial.waits || dial.unsure) {
      return dial.wanted;
    }
    if (nowNs - seenNs >= LOOK_NS) {
      look(nowNs);
    }
    return seen(parameter);
  }

  /**
   * Tells the engine what is due.
   *
   * @return as {@link #turn}
   */
  synchronized int flush(long nowNs) {
    int asked = 0;
    for (Parameter parameter : Parameter.values()) {
      Dial dial = dials[parameter.ordinal()];
      if (!dial.waits) {
        continue;
      }
      if (nowNs - dial.toldNs < PERIOD_NS) {
        asked |= FLUSH;
        continue;
      }
      dial.waits = false;
      if (dial.wanted != dial.told) {
        tell(parameter, dial, nowNs);
        asked |= beginChecking();
      }
    }
    return asked;
  }

  /** Tells the engine all that waits, due or not. */
  synchronized void finish(long nowNs) {
    for (Parameter parameter : Parameter.values()) {
      Dial dial = dials[parameter.ordinal()];
      if (dial.waits) {
        dial.waits = false;
        tell(parameter, dial, nowNs);
      }
    }
  }

  /**
   * Sees whether the engine has taken what it was told, and tells it again where it has not.
   *
   * @return as {@link #turn}
   */
  synchronized int check(long nowNs) {
    checking = false;
    look(nowNs);
    boolean more = false;
    for (Parameter parameter : Parameter.values()) {
      Dial dial = dials[parameter.ordinal()];
      if (!dial.unsure) {
        continue;
      }
      if (nowNs - dial.toldNs < CHECK_NS) {
        more = true;
      } else if (seen(parameter) == dial.told || dial.tries >= MOST_TRIES) {
        dial.unsure = false;
      } else {
        int tries = dial.tries + 1;
        tell(parameter, dial, nowNs);
        dial.tries = tries;
        more = true;
      }
    }
    return more ? beginChecking() : 0;
  }

  private void tell(Parameter parameter, Dial dial, long nowNs) {
    dial.told = dial.wanted;
    dial.toldNs = nowNs;
    dial.everTold = true;
    dial.unsure = true;
    dial.tries = 0;
    engine.set(parameter, dial.told);
  }

  private int beginChecking() {
    if (checking) {
      return 0;
    }
    checking = true;
    return CHECK;
  }

  private double seen(Parameter parameter) {
    return seen.getOrDefault(parameter, parameter.defaultValue());
  }

  private void look(long nowNs) {
    seen = engine.status().parameters();
    seenNs = nowNs;
  }
}
