package antiphon.live.engine;

import antiphon.live.api.Counter;
import antiphon.live.api.Counters;
import antiphon.live.api.Parameter;
import antiphon.live.api.RealTimeSafe;
import antiphon.music.note.Part;
import antiphon.music.token.Grammar;
import antiphon.music.token.QuantisedSink;
import antiphon.music.token.TokenReader;
import antiphon.music.token.Vocabulary;
import antiphon.net.TokenSampler;

/**
 * Plays the partner: drafts one instant ahead, so that its notes are ready before they are due and
 * nothing later is promised. The memory is saved before each draft; {@link #revoke} goes back
 * there, and the draft was never heard.
 */
final class Voice implements QuantisedSink {
  private static final int MAX_EVENTS = 2 * Vocabulary.PITCHES;

  /** Two bars of 4/4: notes that the model would hold longer are ended. */
  private static final int LONGEST_NOTE_CLOCKS = 192;

  /** Two bars of 4/4: after a rest of this length the model has to begin a note. */
  private static final int LONGEST_REST_CLOCKS = 192;

  private final Memory memory;
  private final TokenReader reader;
  private final TokenSampler sampler = new TokenSampler();
  private final boolean[] mask = new boolean[Vocabulary.SIZE];
  private final Counters counters;
  private final long seed;
  private final long[] onClock = new long[Vocabulary.PITCHES];
  private final int[] pitch = new int[MAX_EVENTS];
  private final int[] velocity = new int[MAX_EVENTS];
  private int events;
  private long clock;
  private long lastEventClock;
  private int following; // the DUR that leads on from the draft
  private long step;

  Voice(Memory memory, Counters counters, long seed) {
    this.memory = memory;
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
      case TOP_P -> sampler.setTopP(value);
      case TOP_K -> sampler.setTopK((int) value);
      default -> {
        // not of the draw
      }
    }
  }

  /**
   * Drafts the first instant of an answer, as {@link #draft} does the next.
   *
   * @param atOnce whether it has to begin with a note
   */
  @RealTimeSafe
  boolean begin(boolean atOnce) {
    long position = memory.grammar().positionClock();
    lastEventClock = atOnce ? position - LONGEST_REST_CLOCKS : position;
    return draft();
  }

  /**
   * Drafts the instant at which the memory stands; save the memory before it was brought there.
   *
   * @return false when the model's output is no use
   */
  @RealTimeSafe
  boolean draft() {
    Grammar grammar = memory.grammar();
    clock = grammar.positionClock();
    events = 0;
    endOverlongNotes(grammar);
    while (true) {
      grammar.mask(mask);
      mask[Vocabulary.part(Part.PLAYER)] = false;
      if (events == 0 && clock - lastEventClock >= LONGEST_REST_CLOCKS) {
        forbidRest();
      }
      int id = sampler.sample(memory.logits(mask), mask, seed, step++);
      if (id == TokenSampler.NONE) {
        counters.count(Counter.MODEL_FAULTS);
        return false;
      }
      if (Vocabulary.kind(id) == Vocabulary.Kind.DUR) {
        following = id;
        return true;
      }
      hear(id);
    }
  }

  /** Where the next instant is, once the draft has been played. */
  @RealTimeSafe
  long nextClock() {
    return clock + Vocabulary.value(following);
  }

  /** Saves the memory, lets time pass to the next instant, and drafts that. */
  @RealTimeSafe
  boolean draftNext() {
    memory.save();
    hear(following);
    return draft();
  }

  /** Takes the draft back. */
  @RealTimeSafe
  void revoke() {
    memory.restore();
  }

  /** Position of the draft. */
  @RealTimeSafe
  long clock() {
    return clock;
  }

  /** Events in the draft, ends first. */
  @RealTimeSafe
  int events() {
    return events;
  }

  @RealTimeSafe
  int pitch(int event) {
    return pitch[event];
  }

  /** 0 for an end. */
  @RealTimeSafe
  int velocity(int event) {
    return velocity[event];
  }

  @Override
  public void noteOn(long atClock, Part part, int atPitch, int withVelocity) {
    onClock[atPitch] = atClock;
    add(atPitch, withVelocity);
  }

  @Override
  public void noteOff(long atClock, Part part, int atPitch) {
    add(atPitch, 0);
  }

  private void endOverlongNotes(Grammar grammar) {
    for (int p = 0; p < Vocabulary.PITCHES; p++) {
      if (grammar.sounds(Part.PARTNER, p) && clock - onClock[p] >= LONGEST_NOTE_CLOCKS) {
        if (grammar.speaker() != Part.PARTNER) {
          hear(Vocabulary.part(Part.PARTNER));
        }
        hear(Vocabulary.noteOff(p));
      }
    }
  }

  private void forbidRest() {
    for (int clocks = 1; clocks <= Vocabulary.MAX_DUR_CLOCKS; clocks++) {
      mask[Vocabulary.dur(clocks)] = false;
    }
  }

  private void hear(int id) {
    reader.read(id);
    memory.token(id, memory.grammar().positionClock());
    counters.count(Counter.TOKENS_PLAYED);
  }

  private void add(int atPitch, int withVelocity) {
    pitch[events] = atPitch;
    velocity[events] = withVelocity;
    events++;
    lastEventClock = clock;
  }
}
