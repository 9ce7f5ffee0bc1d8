package antiphon.live.engine;

import antiphon.live.api.Counter;
import antiphon.live.api.Counters;
import antiphon.live.api.Parameter;
import antiphon.live.api.RealTimeSafe;
import antiphon.live.guard.GuardRails;
import antiphon.music.note.Part;
import antiphon.music.time.Grid;
import antiphon.music.token.Grammar;
import antiphon.music.token.QuantisedSink;
import antiphon.music.token.TokenReader;
import antiphon.music.token.Vocabulary;
import antiphon.net.TokenSampler;
import java.util.Arrays;

/**
 * Draws what the partner plays, one instant after the other, within the guard-rails. Where the
 * player plays at the same time, what he may be about to play is imagined at each instant, and the
 * partner says its own to that; then it is said anew without what was imagined. Where it says
 * nothing, the rest that led there is taken back, and a longer one drawn. A draw is a function of
 * what the memory has heard, of the parameters and of the number of the draw.
 */
final class Voice implements QuantisedSink {
  private static final int MAX_EVENTS = 2 * Vocabulary.PITCHES;
  private static final int NO_REST = 0;
  private static final int FAULT = -1;

  /** So many onsets and ends are imagined at an instant. */
  private static final int MOST_IMAGINED = 12;

  /** What became of an instant. */
  private enum Said {
    /** The partner has said what it has to say, and drawn the rest that follows. */
    DONE,
    /** It has said something to what the player was imagined to play. */
    IMAGINED,
    /** There is nothing it says here. */
    PASSED,
    /** The model's output is no use. */
    FAULT
  }

  private final Memory memory;
  private final GuardRails rails;
  private final TokenReader reader;
  private final TokenSampler sampler = new TokenSampler();
  private final boolean[] mask = new boolean[Vocabulary.SIZE];
  private final Counters counters;
  private final long seed;
  private final int[] pitch = new int[MAX_EVENTS];
  private final int[] bin = new int[MAX_EVENTS];
  private final int[] imaginedPitch = new int[MAX_EVENTS];
  private final int[] imaginedBin = new int[MAX_EVENTS];
  private int events;
  private long clock;
  private int following = NO_REST; // the DUR that leads on from the last instant
  private long earliestClock;
  private boolean entering; // at earliestClock, whatever the model wants
  private boolean together;
  private Template template; // null for something new
  private long templateClock;

  Voice(Memory memory, GuardRails rails, Counters counters, long seed) {
    this.memory = memory;
    this.rails = rails;
    this.counters = counters;
    this.seed = seed;
    reader = new TokenReader(memory.grammar(), this);
  }

  @RealTimeSafe
  void set(Parameter parameter, double value) {
    switch (parameter) {
      case TEMPERATURE -> sampler.setTemperature(value);
      case TIME_TEMPERATURE -> sampler.setTimeTemperature(value);
      case VELOCITY_TEMPERATURE -> sampler.setVelocityTemperature(value);
      case PITCH_TEMPERATURE -> sampler.setPitchTemperature(value);
      case PITCH_TOP_P -> sampler.setPitchTopP(value);
      case TIME_TOP_P -> sampler.setTimeTopP(value);
      case VELOCITY_TOP_P -> sampler.setVelocityTopP(value);
      case TOP_P -> sampler.setTopP(value);
      case TOP_K -> sampler.setTopK((int) value);
      default -> {
        // not of the draw
      }
    }
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
    templateClock = fromClock;
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
    events = 0;
    if (template != null && template.fixesTime()) {
      return replay(before);
    }
    int rest = following;
    following = NO_REST;
    if (rest == NO_REST) {
      Said said = enter();
      if (said == Said.IMAGINED) {
        said = sayAnew(NO_REST, before);
      }
      if (said != Said.PASSED) {
        return said == Said.DONE;
      }
      takeBack(before);
      rest = drawRest(1);
    }
    return rest != FAULT && rest(rest, before);
  }

  /** The first instant, where it may lie at the draft's beginning. */
  private Said enter() {
    boolean must = entering;
    entering = false;
    if (must) {
      passUntil(earliestClock);
      memory.past().answerBegins(earliestClock, true);
      speak();
      return say(false);
    }
    return memory.grammar().positionClock() >= earliestClock ? say(together) : Said.PASSED;
  }

  private void takeBack(Moment before) {
    memory.restore(before);
    events = 0;
    Grammar grammar = memory.grammar();
    while (earliestClock - grammar.positionClock() > Vocabulary.MAX_DUR_CLOCKS) {
      pass(Vocabulary.MAX_DUR_CLOCKS);
    }
  }

  /** Rests, and says what comes then; where nothing does, rests longer. */
  private boolean rest(int first, Moment before) {
    int rest = first;
    boolean imagines = together;
    if (rest == NO_REST) {
      rest = Vocabulary.MAX_DUR_CLOCKS;
      imagines = false;
    }
    while (true) {
      pass(rest);
      Said said = say(imagines);
      if (said == Said.IMAGINED) {
        said = sayAnew(rest, before);
      }
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
      if (longer == NO_REST) {
        longer = imagines ? rest : Vocabulary.MAX_DUR_CLOCKS;
        imagines = false;
      }
      rest = longer;
    }
  }

  /** Lets the longest rest be followed by another: an instant in which nothing happens. */
  private boolean restOn() {
    pass(Vocabulary.MAX_DUR_CLOCKS);
    clock = memory.grammar().positionClock();
    int rest = drawRest(1);
    following = rest == NO_REST ? Vocabulary.MAX_DUR_CLOCKS : rest;
    return rest != FAULT;
  }

  /** Says again what the partner said to what was imagined, without that. */
  private Said sayAnew(int rest, Moment before) {
    int count = events;
    System.arraycopy(pitch, 0, imaginedPitch, 0, count);
    System.arraycopy(bin, 0, imaginedBin, 0, count);
    takeBack(before);
    if (rest != NO_REST) {
      pass(rest);
    }
    Grammar grammar = memory.grammar();
    speak();
    for (int i = 0; i < count; i++) {
      int p = imaginedPitch[i];
      if (imaginedBin[i] == Template.END) {
        hearIfLegal(Vocabulary.noteOff(p));
      } else {
        if (imaginedBin[i] != grammar.velocityBin(Part.PARTNER)) {
          hear(Vocabulary.velocity(imaginedBin[i]));
        }
        hear(Vocabulary.noteOn(p));
      }
    }
    return say(false);
  }

  /** Draws a rest of so many clocks or more; {@link #NO_REST} where there is none. */
  private int drawRest(int atLeast) {
    Grammar grammar = memory.grammar();
    long from = Math.max(atLeast, earliestClock - grammar.positionClock());
    Arrays.fill(mask, false);
    for (int clocks = (int) from; clocks <= Vocabulary.MAX_DUR_CLOCKS; clocks++) {
      mask[Vocabulary.dur(clocks)] = grammar.legal(Vocabulary.dur(clocks));
    }
    rails.narrow(mask, grammar, memory.past());
    if (empty()) {
      return NO_REST;
    }
    int id = sample();
    return id == TokenSampler.NONE ? FAULT : Vocabulary.value(id);
  }

  /**
   * Says what is to be said where the memory stands.
   *
   * @param imagines whether also what the player may be about to play is drawn
   */
  private Said say(boolean imagines) {
    Grammar grammar = memory.grammar();
    clock = grammar.positionClock();
    endWhatMust(grammar);
    boolean spoken = events > 0;
    int imagined = 0;
    while (true) {
      grammar.mask(mask);
      if (!imagines || spoken || imagined >= MOST_IMAGINED) {
        mask[Vocabulary.part(Part.PLAYER)] = false;
        if (grammar.speaker() == Part.PLAYER) {
          forbidNotes();
        }
      }
      rails.narrow(mask, grammar, memory.past());
      if (template != null && grammar.speaker() == Part.PARTNER) {
        template.keepPitch(mask, memory.cursor());
      }
      if (empty()) {
        return Said.PASSED;
      }
      int id = sample();
      if (id == TokenSampler.NONE) {
        return Said.FAULT;
      }
      if (Vocabulary.kind(id) == Vocabulary.Kind.DUR) {
        if (imagined > 0) {
          return events == 0 ? Said.PASSED : Said.IMAGINED;
        }
        following = Vocabulary.value(id);
        return Said.DONE;
      }
      boolean players =
          id == Vocabulary.part(Part.PLAYER)
              || grammar.speaker() == Part.PLAYER && id != Vocabulary.part(Part.PARTNER);
      hear(id);
      if (players) {
        // where it breaks off, no velocity waits for its note
        boolean event = Vocabulary.kind(id) != Vocabulary.Kind.VELOCITY;
        imagined += event ? 1 : 0;
      } else {
        spoken = true;
      }
    }
  }

  /** Plays what comes next of what is played again, as it was or with other pitches. */
  private boolean replay(Moment before) {
    Grammar grammar = memory.grammar();
    long cursor = memory.cursor();
    if (!template.has(cursor)) {
      clock = Lookahead.NEVER_CLOCK;
      return true;
    }
    long at = template.clockOf(cursor) + templateClock;
    long soonest = Math.max(Grid.next(grammar.positionClock()), earliestClock);
    long due = Math.max(soonest, rails.dueClock(grammar, memory.past()));
    if (due < at) {
      passUntil(due);
      clock = due;
      endWhatMust(grammar);
      return true;
    }
    passUntil(Math.max(at, earliestClock));
    clock = grammar.positionClock();
    long end = cursor;
    while (template.has(end) && template.clockOf(end) + templateClock == at) {
      end++;
    }
    memory.setCursor(end);
    endWhatMust(grammar);
    for (int p = 0; p < Vocabulary.PITCHES; p++) {
      if (grammar.sounds(Part.PARTNER, p) && template.ends(cursor, end, p)) {
        speak();
        hearIfLegal(Vocabulary.noteOff(p));
      }
    }
    for (long event = cursor; event < end; event++) {
      if (template.isOnset(event) && !begin(event, grammar)) {
        return false;
      }
    }
    if (events == 0) { // the rest before it goes on
      memory.restore(before);
      memory.setCursor(end);
    }
    return true;
  }

  /** Begins one note of what is played again, if that may begin here. */
  private boolean begin(long event, Grammar grammar) {
    template.choose(event, Template.NO_PITCH);
    boolean speaking = grammar.speaker() == Part.PARTNER;
    Arrays.fill(mask, false);
    for (int p = 0; p < Vocabulary.PITCHES; p++) {
      mask[Vocabulary.noteOn(p)] =
          (!template.fixesPitch() || p == template.pitch(event))
              && !grammar.sounds(Part.PARTNER, p)
              && (!speaking || grammar.legal(Vocabulary.noteOn(p)))
              && rails.mayBegin(p, grammar, memory.past());
    }
    if (empty()) {
      return true;
    }
    speak();
    int wanted = rails.nearestBin(template.bin(event));
    if (wanted != grammar.velocityBin(Part.PARTNER)) {
      hear(Vocabulary.velocity(wanted));
    }
    int id = template.fixesPitch() ? Vocabulary.noteOn(template.pitch(event)) : sample();
    if (id == TokenSampler.NONE) {
      return false;
    }
    hear(id);
    template.choose(event, Vocabulary.value(id));
    return true;
  }

  private void endWhatMust(Grammar grammar) {
    for (int p = 0; p < Vocabulary.PITCHES; p++) {
      if (grammar.sounds(Part.PARTNER, p) && rails.mustEnd(p, clock, memory.past(), grammar)) {
        speak();
        hearIfLegal(Vocabulary.noteOff(p));
      }
    }
  }

  /** Makes the partner the speaker. */
  private void speak() {
    if (memory.grammar().speaker() != Part.PARTNER) {
      hear(Vocabulary.part(Part.PARTNER));
    }
  }

  private void passUntil(long untilClock) {
    Grammar grammar = memory.grammar();
    while (grammar.positionClock() < untilClock) {
      pass((int) Math.min(Vocabulary.MAX_DUR_CLOCKS, untilClock - grammar.positionClock()));
    }
  }

  private void pass(int clocks) {
    Grammar grammar = memory.grammar();
    if (grammar.legal(Vocabulary.dur(clocks))) {
      hear(Vocabulary.dur(clocks));
    } else {
      long to = grammar.positionClock() + clocks;
      grammar.skip((int) ((Grid.contains(to) ? to : Grid.next(to)) - grammar.positionClock()));
    }
  }

  private void forbidNotes() {
    for (int p = 0; p < Vocabulary.PITCHES; p++) {
      mask[Vocabulary.noteOn(p)] = false;
      mask[Vocabulary.noteOff(p)] = false;
    }
    for (int b = 0; b < Vocabulary.VELOCITY_BINS; b++) {
      mask[Vocabulary.velocity(b)] = false;
    }
  }

  private boolean empty() {
    for (boolean allowed : mask) {
      if (allowed) {
        return false;
      }
    }
    return true;
  }

  private int sample() {
    return sampler.sample(memory.logits(mask), mask, seed, memory.nextDraw());
  }

  private void hearIfLegal(int id) {
    if (memory.grammar().legal(id)) {
      hear(id);
    }
  }

  private void hear(int id) {
    reader.read(id);
    memory.token(id, memory.grammar().positionClock());
  }

  /** Position of the instant. */
  @RealTimeSafe
  long clock() {
    return clock;
  }

  /** Events in the instant, ends first. */
  @RealTimeSafe
  int events() {
    return events;
  }

  @RealTimeSafe
  int pitch(int event) {
    return pitch[event];
  }

  /** Velocity bin of an onset; -1 for an end. */
  @RealTimeSafe
  int bin(int event) {
    return bin[event];
  }

  @Override
  public void noteOn(long atClock, Part part, int atPitch, int withVelocity) {
    if (part == Part.PLAYER) {
      return; // imagined
    }
    memory.past().noteOn(atPitch, atClock);
    if (template != null && !template.fixesTime()) {
      memory.setCursor(memory.cursor() + 1);
    }
    add(atPitch, Vocabulary.binOfVelocity(withVelocity));
  }

  @Override
  public void noteOff(long atClock, Part part, int atPitch) {
    if (part == Part.PLAYER) {
      return;
    }
    memory.past().noteOff(atPitch, atClock);
    add(atPitch, Template.END);
  }

  private void add(int atPitch, int withBin) {
    pitch[events] = atPitch;
    bin[events] = withBin;
    events++;
  }
}
