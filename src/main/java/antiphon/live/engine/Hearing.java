package antiphon.live.engine;

import antiphon.live.api.Counter;
import antiphon.live.api.Counters;
import antiphon.live.api.RealTimeSafe;
import antiphon.midi.port.MidiMessages;
import antiphon.music.note.Part;
import antiphon.music.time.Grid;
import antiphon.music.time.Meter;
import antiphon.music.time.MusicalTime;
import antiphon.music.token.Grammar;
import antiphon.music.token.QuantisedSink;
import antiphon.music.token.Quantiser;
import antiphon.music.token.TokenWriter;
import antiphon.music.token.Vocabulary;

/**
 * Brings what is played, by both, into the memory, on the grid and as tokens. What was played last
 * is pending until its instant is over, so that a chord is heard as one; a draft hears it ahead
 * ({@link #hearAhead}). Rests of more than {@value #LONGEST_REST_BARS} bars are heard shortened by
 * whole bars: nobody composes with an hour of silence, and catching up with it would take time.
 */
final class Hearing implements QuantisedSink {
  private static final int LONGEST_REST_BARS = 4;

  private final Memory memory;
  private final Meter meter;
  private final TokenWriter writer;
  private final Quantiser quantiser = new Quantiser(this);
  private final Quantiser ahead = new Quantiser(this);
  private boolean deaf; // to what a draft has heard already

  Hearing(Memory memory, Meter meter, Counters counters) {
    this.memory = memory;
    this.meter = meter;
    writer =
        new TokenWriter(
            memory.grammar(),
            (id, clock) -> {
              memory.token(id, clock);
              counters.count(Counter.TOKENS_HEARD);
            });
  }

  /** Whether a message is of notes, or says something of them: others are not heard. */
  @RealTimeSafe
  static boolean matters(int message) {
    int data1 = MidiMessages.data1(message);
    return MidiMessages.isNoteOn(message)
        || MidiMessages.isNoteOff(message)
        || MidiMessages.command(message) == MidiMessages.CONTROL_CHANGE
            && (data1 == MidiMessages.CONTROLLER_SUSTAIN || MidiMessages.endsAllNotes(data1));
  }

  /** Hears a message of the player's that {@link #matters}. */
  @RealTimeSafe
  void hear(int message, long tick) {
    int data1 = MidiMessages.data1(message);
    int data2 = MidiMessages.data2(message);
    if (MidiMessages.isNoteOn(message)) {
      quantiser.noteOn(Part.PLAYER, data1, data2, tick);
    } else if (MidiMessages.isNoteOff(message)) {
      quantiser.noteOff(Part.PLAYER, data1, tick);
    } else if (data1 == MidiMessages.CONTROLLER_SUSTAIN) {
      quantiser.pedal(Part.PLAYER, data2 >= MidiMessages.PEDAL_DOWN, tick);
    } else {
      allNotesOff(tick);
    }
  }

  @RealTimeSafe
  void allNotesOff(long tick) {
    quantiser.allNotesOff(Part.PLAYER, tick);
  }

  @RealTimeSafe
  boolean pedalDown() {
    return quantiser.pedalDown(Part.PLAYER);
  }

  @RealTimeSafe
  boolean playerSounds() {
    return quantiser.sounding(Part.PLAYER) > 0;
  }

  /** Hears out what is pending, as a draft does: that it was played last stays open. */
  @RealTimeSafe
  void hearAhead() {
    ahead.copyFrom(quantiser);
    ahead.flush();
  }

  /**
   * An instant of the partner's is played, which a draft has drawn. Its events are pending from now
   * on: what the player plays at the same time still joins them.
   *
   * @return whether what was pending before is heard for good; else it is of the same instant
   */
  @RealTimeSafe
  boolean beginInstant(long clock) {
    if (quantiser.isPendingAt(clock)) {
      return false;
    }
    deaf = true;
    quantiser.flush();
    quantiser.advance(MusicalTime.ticksOfClocks(clock));
    deaf = false;
    return true;
  }

  /**
   * An instant of the partner's is played, which the memory has not heard: what was pending before
   * is heard for good.
   */
  @RealTimeSafe
  void openInstant(long clock) {
    quantiser.advance(MusicalTime.ticksOfClocks(clock));
  }

  /**
   * The partner plays an event of that instant.
   *
   * @param bin velocity bin of an onset, or {@link Template#END}
   */
  @RealTimeSafe
  void partner(int pitch, int bin, long clock) {
    long tick = MusicalTime.ticksOfClocks(clock);
    if (bin == Template.END) {
      quantiser.noteOff(Part.PARTNER, pitch, tick);
    } else {
      quantiser.noteOn(Part.PARTNER, pitch, Vocabulary.velocityOfBin(bin), tick);
    }
  }

  /** What the partner has sounding ends. */
  @RealTimeSafe
  void endPartner(long tick) {
    quantiser.allNotesOff(Part.PARTNER, tick);
  }

  /** Hears out all that is pending, for good: a call begins. */
  @RealTimeSafe
  void close() {
    quantiser.flush();
    quantiser.advance(
        MusicalTime.ticksOfClocks(
            Math.max(Grid.next(memory.grammar().positionClock()), quantiser.openClock())));
  }

  /** Hears a call once more, from the memory's position on. */
  @RealTimeSafe
  void restart(long clock) {
    Grammar grammar = memory.grammar();
    long position = grammar.positionClock();
    long start = Math.max(clock, Grid.next(position));
    quantiser.reset(position);
    for (int ordinal = 0; ordinal < Part.COUNT; ordinal++) {
      // what was pending then is forgotten: it ends here
      quantiser.resume(start, Part.of(ordinal), grammar);
      quantiser.allNotesOff(Part.of(ordinal), MusicalTime.ticksOfClocks(start));
    }
  }

  /** Forgets everything. */
  @RealTimeSafe
  void reset(long clock) {
    memory.forget(clock);
    quantiser.reset(clock);
  }

  @Override
  public void noteOn(long clock, Part part, int pitch, int velocity) {
    if (deaf) {
      return;
    }
    restUntil(clock);
    if (memory.grammar().sounds(part, pitch)) {
      end(clock, part, pitch);
    }
    make(part, Vocabulary.noteOn(pitch));
    writer.noteOn(memory.grammar().positionClock(), part, pitch, velocity);
    if (part == Part.PARTNER) {
      memory.past().noteOn(pitch, memory.grammar().positionClock());
    }
  }

  @Override
  public void noteOff(long clock, Part part, int pitch) {
    if (deaf) {
      return;
    }
    restUntil(clock);
    if (memory.grammar().sounds(part, pitch)) {
      end(clock, part, pitch);
    }
  }

  private void end(long clock, Part part, int pitch) {
    make(part, Vocabulary.noteOff(pitch));
    writer.noteOff(memory.grammar().positionClock(), part, pitch);
    if (part == Part.PARTNER) {
      memory.past().noteOff(pitch, memory.grammar().positionClock());
    }
  }

  /** Makes room for a token: where it may not come in this instant any more, the next begins. */
  private void make(Part part, int id) {
    Grammar grammar = memory.grammar();
    boolean fits =
        grammar.speaker() == part ? grammar.legal(id) : grammar.legal(Vocabulary.part(part));
    if (!fits) {
      writer.moveTo(Grid.next(grammar.positionClock()));
    }
  }

  private void restUntil(long clock) {
    Grammar grammar = memory.grammar();
    // pairs of bars keep any meter on the grid
    long pair = 2L * meter.clocksPerBar();
    long excess = clock - grammar.positionClock() - (long) LONGEST_REST_BARS * meter.clocksPerBar();
    if (excess >= pair) {
      grammar.skip(excess / pair * pair);
    }
    writer.moveTo(clock);
  }
}
