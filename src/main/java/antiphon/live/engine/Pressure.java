package antiphon.live.engine;

/** Says whether there is something more urgent to do. */
@FunctionalInterface
interface Pressure {
  /** Nothing ever is. */
  Pressure NONE = () -> false;

  boolean isHigh();
}
