package antiphon.live.engine;

import antiphon.live.api.Counter;
import antiphon.live.api.Counters;
import antiphon.live.api.Parameter;
import antiphon.live.api.RealTimeSafe;
import antiphon.live.guard.GuardRails;
import antiphon.music.note.Part;
import antiphon.music.token.Grammar;
import antiphon.music.token.Vocabulary;
import antiphon.net.TokenSampler;
import java.util.Arrays;

/**
 * Draws what the partner plays, one instant after the other, within the guard-rails. Where the
 * player plays at the same time, what he may be about to play is imagined as well, and the partner
 * plays its own to that: what was imagined is never heard for good ({@link #imagines}). A draw is a
 * function of what the memory has heard, of the parameters and of the number of the draw.
 */
final class Voice {
  private static final int NO_REST = 0;
  private static final int FAULT = -1;

  /** So often a rest is drawn that is long enough, before it is made to be. */
  private static final int MOST_TRIES = 16;

  /** So many onsets and ends of the player's are imagined at an instant. */
  private static final int MOST_IMAGINED = 12;

  /** So far ahead the partner's next note is looked for: two bars of 4/4. */
  private static final int FARTHEST_CLOCKS = 192;

  /** What became of an instant. */
  private enum Said {
    /** The partner has said what it has to say, and drawn the rest that follows. */
    DONE,
    /** There is nothing it may say here: it has to rest longer. */
    PASSED,
    /** The model's output is no use. */
    FAULT
  }

  private final Memory memory;
  private final GuardRails rails;
  private final Speech speech;
  private final Encore encore;
  private final boolean[] longEnough = new boolean[Vocabulary.SIZE];
  private final Counters counters;
  private int following = NO_REST; // the DUR that leads on from the last instant
  private long earliestClock;
  private boolean entering; // at earliestClock, whatever the model wants
  private boolean together;
  private Template template; // null for something new

  Voice(Memory memory, GuardRails rails, Counters counters, long seed) {
    this.memory = memory;
    this.rails = rails;
    this.counters = counters;
    speech = new Speech(memory, rails, seed);
    encore = new Encore(memory, rails, speech);
  }

  @RealTimeSafe
  void set(Parameter parameter, double value) {
    speech.set(parameter, value);
  }

  /** From now on something new is drawn. */
  @RealTimeSafe
  void playAnew() {
    template = null;
  }

  /**
   * From now on something is played again.
   *
   * @param fromClock where it begins
   */
  @RealTimeSafe
  void playAgain(Template other, long fromClock) {
    template = other;
    encore.begin(other, fromClock);
    memory.setCursor(0);
  }

  /**
   * What is drawn next begins a draft.
   *
   * @param fromClock nothing sounds before; on the grid
   * @param atOnce whether something has to sound just then
   * @param playerToo whether the player plays at the same time
   */
  @RealTimeSafe
  void begin(long fromClock, boolean atOnce, boolean playerToo) {
    earliestClock = fromClock;
    entering = atOnce;
    together = playerToo;
    following = NO_REST;
  }

  /**
   * Whether the memory hears, in what is drafted now, what the player is imagined to play: then
   * only the first instant is of use, and it is not heard yet.
   */
  @RealTimeSafe
  boolean imagines() {
    return together && (template == null || !template.fixesTime());
  }

  /**
   * Draws the next instant. The memory stands where the last one ended.
   *
   * @param before takes how the memory is before it
   * @return false when the model's output is no use
   */
  @RealTimeSafe
  boolean draw(Moment before) {
    boolean fine = drawInstant(before);
    if (!fine) {
      counters.count(Counter.MODEL_FAULTS);
    }
    return fine;
  }

  private boolean drawInstant(Moment before) {
    memory.save(before);
    speech.beginInstant();
    if (template != null && template.fixesTime()) {
      return encore.play(before, earliestClock);
    }
    int rest = following;
    following = NO_REST;
    if (rest == NO_REST) {
      Said said = enter();
      boolean imaginesOn = together && said == Said.DONE && speech.events() == 0;
      if (said != Said.PASSED && !imaginesOn) {
        return said == Said.DONE;
      }
      if (imaginesOn) {
        rest = following;
        following = NO_REST;
      } else {
        takeBack(before);
        rest = drawRest(1);
      }
    }
    if (rest == FAULT) {
      return false;
    }
    return together && rest != NO_REST ? imagine(rest, before) : rest(rest, before);
  }

  /** The first instant, where it may lie at the draft's beginning. */
  private Said enter() {
    boolean must = entering;
    entering = false;
    if (must) {
      speech.passUntil(earliestClock);
      memory.past().answerBegins(earliestClock, true);
      speech.speak();
      return say(false);
    }
    return memory.grammar().positionClock() >= earliestClock ? say(together) : Said.PASSED;
  }

  private void takeBack(Moment before) {
    memory.restore(before);
    speech.beginInstant();
    Grammar grammar = memory.grammar();
    memory.shortenRest(earliestClock);
    while (earliestClock - grammar.positionClock() > Vocabulary.MAX_DUR_CLOCKS) {
      speech.pass(Vocabulary.MAX_DUR_CLOCKS);
    }
  }

  /** Rests, and says what comes then; where nothing does, rests longer. */
  private boolean rest(int first, Moment before) {
    int rest = first;
    if (rest == NO_REST) {
      rest = Vocabulary.MAX_DUR_CLOCKS;
    }
    while (true) {
      speech.pass(rest);
      Said said = say(false);
      if (said != Said.PASSED) {
        return said == Said.DONE;
      }
      takeBack(before);
      if (rest == Vocabulary.MAX_DUR_CLOCKS) {
        return restOn();
      }
      int longer = drawRest(rest + 1);
      if (longer == FAULT) {
        return false;
      }
      rest = longer == NO_REST ? Vocabulary.MAX_DUR_CLOCKS : longer;
    }
  }

  /** Rests, and imagines how both play on, until the partner plays. */
  private boolean imagine(int first, Moment before) {
    long farthestClock = memory.grammar().positionClock() + FARTHEST_CLOCKS;
    int rest = first;
    while (true) {
      speech.pass(rest);
      Said said = say(true);
      if (said == Said.PASSED) {
        takeBack(before);
        int alone = drawRest(1);
        return alone != FAULT && rest(alone, before);
      }
      if (said == Said.FAULT || speech.events() > 0 || speech.clock() >= farthestClock) {
        return said == Said.DONE;
      }
      rest = following;
      following = NO_REST;
    }
  }

  /** Lets the longest rest be followed by another: an instant in which nothing happens. */
  private boolean restOn() {
    speech.pass(Vocabulary.MAX_DUR_CLOCKS);
    speech.setClock(memory.grammar().positionClock());
    int rest = drawRest(1);
    following = rest == NO_REST ? Vocabulary.MAX_DUR_CLOCKS : rest;
    return rest != FAULT;
  }

  /**
   * Draws a rest of so many clocks or more; {@link #NO_REST} where there is none. Rests are drawn
   * as if they might be shorter, and the first that is long enough counts: so a rest that has
   * begun, and is drawn anew, comes out as it was, and goes on no longer because of that.
   */
  private int drawRest(int atLeast) {
    Grammar grammar = memory.grammar();
    long from = Math.max(atLeast, earliestClock - grammar.positionClock());
    Arrays.fill(speech.mask, false);
    for (int clocks = (int) from; clocks <= Vocabulary.MAX_DUR_CLOCKS; clocks++) {
      speech.mask[Vocabulary.dur(clocks)] = grammar.legal(Vocabulary.dur(clocks));
    }
    rails.narrow(speech.mask, grammar, memory.past());
    if (speech.empty()) {
      return NO_REST;
    }
    System.arraycopy(speech.mask, 0, longEnough, 0, speech.mask.length);
    for (int clocks = 1; clocks < from; clocks++) {
      speech.mask[Vocabulary.dur(clocks)] = grammar.legal(Vocabulary.dur(clocks));
    }
    float[] logits = memory.logits(speech.mask);
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      int id = speech.sample(logits, speech.mask);
      if (id == TokenSampler.NONE) {
        return FAULT;
      }
      if (longEnough[id]) {
        return Vocabulary.value(id);
      }
    }
    int id = speech.sample(logits, longEnough);
    return id == TokenSampler.NONE ? FAULT : Vocabulary.value(id);
  }

  /**
   * Says what is to be said where the memory stands.
   *
   * @param imagines whether what the player may be about to play is said as well
   */
  private Said say(boolean imagines) {
    Grammar grammar = memory.grammar();
    speech.setClock(grammar.positionClock());
    speech.endWhatMust(grammar);
    boolean spoken = speech.events() > 0;
    int imagined = 0;
    while (true) {
      grammar.mask(speech.mask);
      if (!imagines || spoken || imagined >= MOST_IMAGINED) {
        speech.mask[Vocabulary.part(Part.PLAYER)] = false;
        if (grammar.speaker() == Part.PLAYER) {
          speech.forbidNotes();
        }
      }
      rails.narrow(speech.mask, grammar, memory.past());
      if (template != null && grammar.speaker() == Part.PARTNER) {
        keepPitch();
      }
      if (speech.empty()) {
        return Said.PASSED;
      }
      int id = speech.sample();
      if (id == TokenSampler.NONE) {
        return Said.FAULT;
      }
      if (Vocabulary.kind(id) == Vocabulary.Kind.DUR) {
        following = Vocabulary.value(id);
        return Said.DONE;
      }
      boolean players =
          id == Vocabulary.part(Part.PLAYER)
              || grammar.speaker() == Part.PLAYER && id != Vocabulary.part(Part.PARTNER);
      speech.hear(id);
      if (players) {
        // where it breaks off, no velocity waits for its note
        boolean event = Vocabulary.kind(id) != Vocabulary.Kind.VELOCITY;
        imagined += event ? 1 : 0;
      } else {
        spoken = true;
        if (template != null && Vocabulary.kind(id) == Vocabulary.Kind.NOTE_ON) {
          memory.setCursor(memory.cursor() + 1);
        }
      }
    }
  }

  /** Leaves only the next pitch of what is played again; those that no rail allows are left out. */
  private void keepPitch() {
    long next = memory.cursor();
    while (template.hasPitch(next) && !rails.allows(template.onsetPitch(next))) {
      next++;
    }
    memory.setCursor(next);
    template.keepPitch(speech.mask, next);
  }

  /** Position of the instant that was drawn. */
  @RealTimeSafe
  long clock() {
    return speech.clock();
  }

  /** Events in that instant, ends first. */
  @RealTimeSafe
  int events() {
    return speech.events();
  }

  @RealTimeSafe
  int pitch(int event) {
    return speech.pitch(event);
  }

  /** Velocity bin of an onset; {@link Template#END} for an end. */
  @RealTimeSafe
  int bin(int event) {
    return speech.bin(event);
  }
}
