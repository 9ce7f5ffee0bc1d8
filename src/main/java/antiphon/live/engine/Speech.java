package antiphon.live.engine;

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

/**
 * Says tokens of the partner's into the memory, and notes which events they make in an instant.
 * What is to be said is up to {@link Voice} and {@link Encore}. Belongs to the mind's thread.
 */
final class Speech implements QuantisedSink {
  private static final int MAX_EVENTS = 2 * Vocabulary.PITCHES;

  /** Which tokens may be drawn: for whoever draws. */
  final boolean[] mask = new boolean[Vocabulary.SIZE];

  private final Memory memory;
  private final GuardRails rails;
  private final TokenReader reader;
  private final TokenSampler sampler = new TokenSampler();
  private final long seed;
  private final int[] pitch = new int[MAX_EVENTS];
  private final int[] bin = new int[MAX_EVENTS];
  private int events;
  private long clock;

  Speech(Memory memory, GuardRails rails, long seed) {
    this.memory = memory;
    this.rails = rails;
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

  /** An instant begins, in which nothing has been said. */
  @RealTimeSafe
  void beginInstant() {
    events = 0;
  }

  /** The instant is where the memory stands, or there is none any more. */
  @RealTimeSafe
  void setClock(long atClock) {
    clock = atClock;
  }

  /** Ends what the guard-rails want ended. */
  @RealTimeSafe
  void endWhatMust(Grammar grammar) {
    for (int p = 0; p < Vocabulary.PITCHES; p++) {
      if (grammar.sounds(Part.PARTNER, p) && rails.mustEnd(p, clock, memory.past(), grammar)) {
        speak();
        hearIfLegal(Vocabulary.noteOff(p));
      }
    }
  }

  /** Makes the partner the speaker. */
  @RealTimeSafe
  void speak() {
    if (memory.grammar().speaker() != Part.PARTNER) {
      hear(Vocabulary.part(Part.PARTNER));
    }
  }

  /** Lets time pass up to a position. */
  @RealTimeSafe
  void passUntil(long untilClock) {
    Grammar grammar = memory.grammar();
    memory.shortenRest(untilClock);
    while (grammar.positionClock() < untilClock) {
      pass((int) Math.min(Vocabulary.MAX_DUR_CLOCKS, untilClock - grammar.positionClock()));
    }
  }

  /** Lets so much time pass, as a rest or, where none may come, unsaid. */
  @RealTimeSafe
  void pass(int clocks) {
    Grammar grammar = memory.grammar();
    if (grammar.legal(Vocabulary.dur(clocks))) {
      hear(Vocabulary.dur(clocks));
    } else {
      long to = grammar.positionClock() + clocks;
      grammar.skip((int) (Grid.from(to) - grammar.positionClock()));
    }
  }

  /** Takes onsets, ends and velocities out of the mask. */
  @RealTimeSafe
  void forbidNotes() {
    for (int p = 0; p < Vocabulary.PITCHES; p++) {
      mask[Vocabulary.noteOn(p)] = false;
      mask[Vocabulary.noteOff(p)] = false;
    }
    for (int b = 0; b < Vocabulary.VELOCITY_BINS; b++) {
      mask[Vocabulary.velocity(b)] = false;
    }
  }

  /** Whether the mask is empty. */
  @RealTimeSafe
  boolean empty() {
    for (boolean allowed : mask) {
      if (allowed) {
        return false;
      }
    }
    return true;
  }

  /** Draws one of the mask, or {@link TokenSampler#NONE}. */
  @RealTimeSafe
  int sample() {
    return sampler.sample(memory.logits(mask), mask, seed, memory.nextDraw());
  }

  /** As {@link #sample}, with expectations that have been asked for already. */
  @RealTimeSafe
  int sample(float[] logits, boolean[] allowed) {
    return sampler.sample(logits, allowed, seed, memory.nextDraw());
  }

  @RealTimeSafe
  void hearIfLegal(int id) {
    if (memory.grammar().legal(id)) {
      hear(id);
    }
  }

  @RealTimeSafe
  void hear(int id) {
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
