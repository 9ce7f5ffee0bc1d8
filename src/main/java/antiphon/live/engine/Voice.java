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
 * player plays at the same time, what he may be about to play is imagined as well, and the partner
 * plays its own to that: what was imagined is never heard for good ({@link #imagines}). A draw is a
 * function of what the memory has heard, of the parameters and of the number of the draw.
 */
final class Voice implements QuantisedSink {
  private static final int MAX_EVENTS = 2 * Vocabulary.PITCHES;
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
  private final TokenReader reader;
  private final TokenSampler sampler = new TokenSampler();
  private final boolean[] mask = new boolean[Vocabulary.SIZE];
  private final boolean[] longEnough = new boolean[Vocabulary.SIZE];
  private final Counters counters;
  private final long seed;
  private final int[] pitch = new int[MAX_EVENTS];
  private final int[] bin = new int[MAX_EVENTS];
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
    events = 0;
    if (template != null && template.fixesTime()) {
      return replay(before);
    }
    int rest = following;
    following = NO_REST;
    if (rest == NO_REST) {
      Said said = enter();
      boolean imaginesOn = together && said == Said.DONE && events == 0;
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
      passUntil(earliestClock);
      memory.past().answerBegins(earliestClock, true);
      speak();
      return say(false);
    }
    return memory.grammar().positionClock() >= earliestClock ? say(together) : Said.PASSED;
  }

  /** Leaves only the next pitch of what is played again; those that no rail allows are left out. */
  private void keepPitch() {
    long next = memory.cursor();
    while (template.hasPitch(next) && !rails.allows(template.onsetPitch(next))) {
      next++;
    }
    memory.setCursor(next);
    template.keepPitch(mask, next);
  }

  private void takeBack(Moment before) {
    memory.restore(before);
    events = 0;
    Grammar grammar = memory.grammar();
    memory.shortenRest(earliestClock);
    while (earliestClock - grammar.positionClock() > Vocabulary.MAX_DUR_CLOCKS) {
      pass(Vocabulary.MAX_DUR_CLOCKS);
    }
  }

  /** Rests, and says what comes then; where nothing does, rests longer. */
  private boolean rest(int first, Moment before) {
    int rest = first;
    if (rest == NO_REST) {
      rest = Vocabulary.MAX_DUR_CLOCKS;
    }
    while (true) {
      pass(rest);
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
      pass(rest);
      Said said = say(true);
      if (said == Said.PASSED) {
        takeBack(before);
        int alone = drawRest(1);
        return alone != FAULT && rest(alone, before);
      }
      if (said == Said.FAULT || events > 0 || clock >= farthestClock) {
        return said == Said.DONE;
      }
      rest = following;
      following = NO_REST;
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

  /**
   * Draws a rest of so many clocks or more; {@link #NO_REST} where there is none. Rests are drawn
   * as if they might be shorter, and the first that is long enough counts: so a rest that has
   * begun, and is drawn anew, comes out as it was, and goes on no longer because of that.
   */
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
    System.arraycopy(mask, 0, longEnough, 0, mask.length);
    for (int clocks = 1; clocks < from; clocks++) {
      mask[Vocabulary.dur(clocks)] = grammar.legal(Vocabulary.dur(clocks));
    }
    float[] logits = memory.logits(mask);
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      int id = sampler.sample(logits, mask, seed, memory.nextDraw());
      if (id == TokenSampler.NONE) {
        return FAULT;
      }
      if (longEnough[id]) {
        return Vocabulary.value(id);
      }
    }
    int id = sampler.sample(logits, longEnough, seed, memory.nextDraw());
    return id == TokenSampler.NONE ? FAULT : Vocabulary.value(id);
  }

  /**
   * Says what is to be said where the memory stands.
   *
   * @param imagines whether what the player may be about to play is said as well
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
        keepPitch();
      }
      if (empty()) {
        return Said.PASSED;
      }
      int id = sample();
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
    endAsBefore(cursor, end, grammar);
    for (long event = cursor; event < end; event++) {
      if (template.isOnset(event) && !begin(event, cursor, end, grammar)) {
        return false;
      }
    }
    if (events == 0) { // the rest before it goes on
      memory.restore(before);
      memory.setCursor(end);
    }
    return true;
  }

  private void endAsBefore(long from, long to, Grammar grammar) {
    for (int p = 0; p < Vocabulary.PITCHES; p++) {
      boolean ends =
          grammar.sounds(Part.PARTNER, p)
              && (template.ends(from, to, p) || rails.mustEnd(p, clock, memory.past(), grammar));
      if (ends) {
        speak();
        hearIfLegal(Vocabulary.noteOff(p));
      }
    }
  }

  /**
   * Begins one note of what is played again, if that may begin here.
   *
   * @param from first event of the instant
   * @param to the event after its last
   */
  private boolean begin(long event, long from, long to, Grammar grammar) {
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
    if (!template.fixesPitch()) {
      changePitch(event, from, to);
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

  /** Leaves other pitches than those of the instant, and room above for its further notes. */
  private void changePitch(long event, long from, long to) {
    int allowed = count();
    for (long other = from; other < to; other++) {
      int id = Vocabulary.noteOn(template.pitch(other));
      if (template.isOnset(other) && mask[id] && allowed > 1) {
        mask[id] = false;
        allowed--;
      }
    }
    int further = 0;
    for (long other = event + 1; other < to; other++) {
      further += template.isOnset(other) ? 1 : 0;
    }
    for (int p = Vocabulary.PITCHES - 1; p >= 0 && further > 0 && allowed > 1; p--) {
      if (mask[Vocabulary.noteOn(p)]) {
        mask[Vocabulary.noteOn(p)] = false;
        further--;
        allowed--;
      }
    }
  }

  private int count() {
    int count = 0;
    for (boolean allowed : mask) {
      count += allowed ? 1 : 0;
    }
    return count;
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
    memory.shortenRest(untilClock);
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
