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

/**
 * Brings what is played into the memory, on the grid and as tokens. Rests of more than {@value
 * #LONGEST_REST_BARS} bars are heard shortened by whole bars: nobody composes with an hour of
 * silence, and catching up with it would take time.
 */
final class Hearing implements QuantisedSink {
  private static final int LONGEST_REST_BARS = 4;

  private final Memory memory;
  private final Meter meter;
  private final TokenWriter writer;
  private final Quantiser quantiser = new Quantiser(this);

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

  /** Hears a message that {@link #matters}. */
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

  /** Hears a call once more, from the memory's position on. */
  @RealTimeSafe
  void restart(long clock) {
    long position = memory.grammar().positionClock();
    long start = Math.max(clock, Grid.next(position));
    quantiser.reset(position);
    takeFloor(start);
    // what was pending then of the player's is forgotten: it ends here
    quantiser.resume(start, Part.PLAYER, memory.grammar());
    quantiser.allNotesOff(Part.PLAYER, MusicalTime.ticksOfClocks(start));
  }

  @RealTimeSafe
  boolean playerSounds() {
    return quantiser.sounding(Part.PLAYER) > 0;
  }

  /** Hears out all that is pending. */
  @RealTimeSafe
  void flush() {
    quantiser.flush();
  }

  /**
   * Lets time pass and gives the partner the word; after {@link #flush}.
   *
   * @param clock where it begins, on the grid; a little later where what was pending ended later
   */
  @RealTimeSafe
  void yieldFloor(long clock) {
    restUntil(Math.max(clock, memory.grammar().positionClock()));
    writer.speak(Part.PARTNER);
  }

  /**
   * Takes the floor back: what the partner has sounding ends at a position, and nothing is heard
   * before it any more.
   *
   * @param clock on the grid
   */
  @RealTimeSafe
  void takeFloor(long clock) {
    quantiser.resume(clock, Part.PARTNER, memory.grammar());
    quantiser.allNotesOff(Part.PARTNER, MusicalTime.ticksOfClocks(clock));
  }

  /** Forgets everything. */
  @RealTimeSafe
  void reset(long clock) {
    memory.forget(clock);
    quantiser.reset(clock);
  }

  @Override
  public void noteOn(long clock, Part part, int pitch, int velocity) {
    restUntil(clock);
    writer.noteOn(clock, part, pitch, velocity);
  }

  @Override
  public void noteOff(long clock, Part part, int pitch) {
    restUntil(clock);
    writer.noteOff(clock, part, pitch);
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
