package antiphon.control.desk;

/**
 * A target that waits for a control. Immutable.
 *
 * @param pedalDown whether the sustain pedal is down
 * @param presses of the sustain pedal since it began
 */
record Learning(Target target, long startedNs, boolean pedalDown, int presses) {
  static final long LONGEST_NS = 30_000_000_000L;

  private static final int SUSTAIN = 64;
  private static final int DOWN = 64;

  /** How often the sustain pedal is pressed by somebody who means it, and does not just play. */
  private static final int MEANT_PRESSES = 2;

  static Learning begin(Target target, long nowNs) {
    return new Learning(target, nowNs, false, 0);
  }

  boolean isOver(long nowNs) {
    return nowNs - startedNs > LONGEST_NS;
  }

  /** Whether a control that is touched may be played rather than meant. */
  boolean doubts(Binding.Kind kind, int number) {
    return kind == Binding.Kind.CONTROLLER && number == SUSTAIN && target.parameter() != null;
  }

  boolean isMeant() {
    return presses >= MEANT_PRESSES;
  }

  /** After the sustain pedal has moved. */
  Learning afterPedal(int value) {
    boolean down = value >= DOWN;
    return new Learning(target, startedNs, down, presses + (down && !pedalDown ? 1 : 0));
  }
}
