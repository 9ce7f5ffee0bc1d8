package antiphon.live.engine;

import antiphon.live.api.RealTimeSafe;
import antiphon.live.guard.Past;
import antiphon.music.time.MeterMap;
import antiphon.music.token.Grammar;
import antiphon.music.token.MetricPosition;
import antiphon.music.token.TokenSink;
import antiphon.music.token.Vocabulary;

/**
 * What the mind has heard: the LSTM's state, the grammar's and what the partner played lately,
 * always together; and the last tokens themselves, for a model that takes over. Rests of more than
 * {@value #LONGEST_REST_BARS} bars are heard shortened by whole bars: nobody composes with an hour
 * of silence, and catching up with it would take time.
 */
final class Memory implements TokenSink {
  /** How many moments can be kept at a time. */
  static final int MOMENTS = Lookahead.INSTANTS + 4;

  /** So many of the last tokens a model hears that takes over; some two to eight bars. */
  static final int RECENT_TOKENS = 256;

  private static final int LONGEST_REST_BARS = 4;

  private static final int LOG = 4096; // a power of two, more than are recent or drafted

  private final MeterMap meters;
  private final Moment now = new Moment(0); // its LSTM state is the seat's own
  private final int[] log = new int[LOG]; // token and, above it, metric position
  private Seat seat;
  private long steps;
  private int moments = 1;

  Memory(Seat seat, MeterMap meters) {
    this.seat = seat;
    this.meters = meters;
    forget(0);
  }

  /** A new moment to save in; only so many as {@link #MOMENTS}. */
  Moment newMoment() {
    return new Moment(moments++);
  }

  Seat seat() {
    return seat;
  }

  /** Not a copy; apply a token to it only together with {@link #token}. */
  @RealTimeSafe
  Grammar grammar() {
    return now.grammar;
  }

  /** What the partner has played lately; not a copy. */
  @RealTimeSafe
  Past past() {
    return now.past;
  }

  /** Hears a token that has been applied to the grammar already. */
  @Override
  @RealTimeSafe
  public void token(int id, long clock) {
    int position = MetricPosition.of(meters.clockInBar(clock));
    seat.stepper.feed(seat.state, id, position);
    steps++;
    log[(int) (now.heard++ & LOG - 1)] = id | position << 16;
  }

  /**
   * Moves the position on without a token, where the rest up to another is too long to be heard.
   *
   * @param clock where the rest ends, on the grid
   */
  @RealTimeSafe
  void shortenRest(long clock) {
    int barClocks = meters.meterAt(0).clocksPerBar();
    // pairs of bars keep any meter on the grid
    long pair = 2L * barClocks;
    long excess = clock - now.grammar.positionClock() - (long) LONGEST_REST_BARS * barClocks;
    if (excess >= pair) {
      now.grammar.skip(excess / pair * pair);
    }
  }

  @RealTimeSafe
  float[] logits(boolean[] mask) {
    return seat.stepper.logits(seat.state, mask);
  }

  /** The number of the next draw: each has its own. */
  @RealTimeSafe
  long nextDraw() {
    return now.draws++;
  }

  /** How many draws have been made. */
  @RealTimeSafe
  long draws() {
    return now.draws;
  }

  /** So many draws have been made. */
  @RealTimeSafe
  void setDraws(long draws) {
    now.draws = draws;
  }

  /** How far what is played again has been played. */
  @RealTimeSafe
  long cursor() {
    return now.cursor;
  }

  @RealTimeSafe
  void setCursor(long cursor) {
    now.cursor = cursor;
  }

  @RealTimeSafe
  void save(Moment moment) {
    moment.copyFrom(now);
    seat.save(moment);
  }

  @RealTimeSafe
  void restore(Moment moment) {
    now.copyFrom(moment);
    seat.restore(moment);
  }

  /** How many steps models have been taken, also those of drafts that were taken back. */
  @RealTimeSafe
  long steps() {
    return steps;
  }

  /** How many tokens have been heard. */
  @RealTimeSafe
  long heard() {
    return now.heard;
  }

  /**
   * Lets a model that is to take over hear what has been heard.
   *
   * @param from number of the first token it has not heard
   * @param upTo number of the token before which it stops
   */
  @RealTimeSafe
  void tell(Seat listener, long from, long upTo) {
    steps += upTo - from;
    for (long i = from; i < upTo; i++) {
      int entry = log[(int) (i & LOG - 1)];
      listener.stepper.feed(listener.state, entry & 0xFFFF, entry >>> 16);
    }
  }

  /** Another model plays from now on, which has been told what was heard. */
  @RealTimeSafe
  void seat(Seat other) {
    seat = other;
  }

  /** Has heard nothing, at a position. */
  @RealTimeSafe
  void forget(long clock) {
    seat.state.reset();
    now.grammar.reset(clock);
    now.past.reset(clock);
    token(Vocabulary.START, clock);
  }
}
