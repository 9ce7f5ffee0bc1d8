package antiphon.live.api;

/** Who has the floor. */
public enum Floor {
  /** Nobody. */
  OPEN,
  PLAYER,
  /** Antiphon. */
  PARTNER,
  /** Both play, in a jam. */
  BOTH
}
