package antiphon.learn.compose;

/** What speaks against joining two windows: each measured so that 0 is perfect, and weighted. */
public enum JoinTerm {
  /** Keys apart on the circle of fifths, in sixths of the way round; a twelfth for another mode. */
  KEY(5),
  /** 1 less the cosine of the sounding times of the pitch classes. */
  PITCH_CLASSES(1),
  /** Transposition of the second, in tritones. */
  TRANSPOSITION(0.3),
  /** Binary logarithm of the ratio of the tempi. */
  TEMPO(1),
  /**
   * 1 where the bars have different lengths; a quarter where so many of one fill one of the other.
   */
  METER(1.5),
  /** Binary logarithm of the ratio of notes in a quarter note. */
  DENSITY(0.7),
  /** Binary logarithm of the ratio of pitches sounding. */
  POLYPHONY(0.5),
  /** Mean pitches apart, in octaves. */
  REGISTER(0.5),
  /**
   * 1 less the cosine of the instants with an onset, over the bar or (meters apart) the quarter.
   */
  RHYTHM(1),
  /** The step of the top line over the join, beyond a fourth, in octaves. */
  LINE(0.7),
  /** Mean share of the sounding pitches that the cut goes through. */
  SEAM(1),
  /**
   * Of a melody over an accompaniment: mean harshness of the intervals in each quarter note, where
   * a minor second counts 1, a tritone 0.5, a major second 0.4, a fourth 0.1.
   */
  DISSONANCE(6),
  /**
   * The model's surprise over the first bars of the second: nats a note after the first, less nats
   * a note after its own past. Of an overlay, over all of it, less over the melody's own bars.
   */
  SURPRISE(0.7);

  private final double weight;

  JoinTerm(double weight) {
    this.weight = weight;
  }

  public double weight() {
    return weight;
  }
}
