package antiphon.learn.evaluate;

import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.MeterMap;
import antiphon.music.time.MusicalTime;
import antiphon.music.token.Grammar;
import antiphon.music.token.MetricPosition;
import antiphon.music.token.TokenEncoder;
import antiphon.music.token.Vocabulary;
import antiphon.music.token.Vocabulary.Kind;
import antiphon.net.LstmStepper;
import java.util.function.IntPredicate;

/**
 * The likelihood of the onsets, pitches and ends of {@link CanonicalNotes}: a proper distribution
 * over lists of notes, whatever a model thinks of velocities and of who speaks. At every step the
 * softmax is taken over what may come, in double precision:
 *
 * <ul>
 *   <li>{@code PART} may not come, and costs nothing. Only before the first note of the partner's,
 *       where {@code PART partner} must come, is the choice between it and {@code DUR}: it says
 *       that the first note comes now, and counts as that.
 *   <li>Where all notes have the velocity there is before the first word of it, {@code VELOCITY}
 *       may not come.
 *   <li>Where notes have their own velocities ({@link CanonicalNotes.Velocity#OWN}), these are
 *       heard as they come but taken as known: {@code VELOCITY} and {@code NOTE_ON} together count
 *       as "a note begins", be it said by the one or the other; which pitch it is counts by the
 *       share of its {@code NOTE_ON} among all of them, after the {@code VELOCITY} if one came.
 * </ul>
 *
 * <p>Everything from position 0 up to the last end counts, rests before the first note too; that
 * the piece ends there does not. Events are {@code NOTE_ON}, {@code NOTE_OFF} and {@code DUR}. Not
 * thread-safe.
 */
public final class CanonicalScorer {
  private static final IntPredicate ONSET = id -> Vocabulary.kind(id) == Kind.NOTE_ON;

  private static final IntPredicate NOTE_BEGINS =
      id -> Vocabulary.kind(id) == Kind.NOTE_ON || Vocabulary.kind(id) == Kind.VELOCITY;

  private final Expectation expectation;

  public CanonicalScorer(LstmStepper stepper) {
    expectation = new Expectation(stepper);
  }

  /**
   * How surprising a piece was.
   *
   * @param quarters its length up to the last end, in quarter notes
   */
  public record Likelihood(double nats, long notes, long events, double quarters) {}

  /**
   * @param notes canonical notes of one part
   */
  public Likelihood score(Score notes, CanonicalNotes.Velocity velocity) {
    if (notes.notes().isEmpty()) {
      return new Likelihood(0, 0, 0, 0);
    }
    Part part = notes.notes().get(0).part();
    return score(TokenEncoder.encode(notes), part, notes.meters(), velocity);
  }

  Likelihood score(int[] tokens, Part part, MeterMap meters, CanonicalNotes.Velocity velocity) {
    Grammar grammar = new Grammar();
    boolean partAhead = part != grammar.speaker();
    boolean velocities = velocity == CanonicalNotes.Velocity.OWN;
    double nats = 0;
    long notes = 0;
    long events = 0;
    expectation.begin(position(grammar, meters));
    for (int token : tokens) {
      Kind kind = Vocabulary.kind(token);
      boolean beforePart = partAhead;
      expectation.weigh(id -> mayCome(id, grammar, beforePart, velocities));
      nats +=
          switch (kind) {
            case NOTE_ON ->
                expectation.natsOfAny(NOTE_BEGINS)
                    + expectation.nats(token)
                    - expectation.natsOfAny(ONSET);
            case VELOCITY -> expectation.natsOfAny(NOTE_BEGINS);
            case NOTE_OFF, DUR, PART, START -> expectation.nats(token);
          };
      partAhead &= kind != Kind.PART;
      notes += kind == Kind.NOTE_ON ? 1 : 0;
      events += kind == Kind.NOTE_ON || kind == Kind.NOTE_OFF || kind == Kind.DUR ? 1 : 0;
      grammar.apply(token);
      expectation.hear(token, position(grammar, meters));
    }
    double quarters = (double) grammar.positionClock() / MusicalTime.CLOCKS_PER_QUARTER;
    return new Likelihood(nats, notes, events, quarters);
  }

  private static boolean mayCome(int id, Grammar grammar, boolean beforePart, boolean velocities) {
    return switch (Vocabulary.kind(id)) {
          case NOTE_ON, NOTE_OFF -> !beforePart;
          case VELOCITY -> !beforePart && velocities;
          case DUR -> true;
          case PART -> beforePart;
          case START -> false;
        }
        && grammar.legal(id);
  }

  private static int position(Grammar grammar, MeterMap meters) {
    return MetricPosition.of(meters.clockInBar(grammar.positionClock()));
  }
}
