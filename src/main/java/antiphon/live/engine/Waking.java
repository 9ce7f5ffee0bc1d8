package antiphon.live.engine;

import antiphon.live.api.RealTimeSafe;
import antiphon.live.ring.OutRing;

/** When the mind wants to be woken next: the first of all its wishes. Belongs to its thread. */
final class Waking {
  private final OutRing out;
  private long nowNs;
  private boolean wanted;
  private long wantedNs;
  private boolean asked; // for askedNs, and it has not come yet
  private long askedNs;

  Waking(OutRing out) {
    this.out = out;
  }

  /** It is so late; there is no wish yet. */
  @RealTimeSafe
  void begin(long atNs) {
    nowNs = atNs;
    wanted = false;
  }

  @RealTimeSafe
  void at(long ns) {
    if (!wanted || ns - wantedNs < 0) {
      wanted = true;
      wantedNs = ns;
    }
  }

  /** Whether something is due; if not, the mind wants to be woken for it. */
  @RealTimeSafe
  boolean isDue(long ns) {
    boolean due = ns - nowNs <= 0;
    if (!due) {
      at(ns);
    }
    return due;
  }

  /** Asks for what is wanted, unless that has been asked for already. */
  @RealTimeSafe
  void ask() {
    if (wanted && !(asked && askedNs == wantedNs)) {
      asked = true;
      askedNs = wantedNs;
      out.wakeAt(wantedNs);
    }
  }

  /** The mind was woken, or does not know what it asked for. */
  @RealTimeSafe
  void forget() {
    asked = false;
  }
}
