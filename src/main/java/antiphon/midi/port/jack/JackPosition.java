package antiphon.midi.port.jack;

import antiphon.music.time.Meter;
import antiphon.music.time.MusicalTime;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;

/**
 * A {@code jack_position_t}: where JACK's transport is, its fields at the places that {@code
 * jack/types.h} gives them. Bars and beats stay in it when nobody tells them any more; {@link
 * #tellsBars} says whether they hold. JACK does not say which note a minute's beats are: they are
 * taken for those of the meter. Allocates nothing.
 */
final class JackPosition {
  /** Of the structure and what later versions may add to it. */
  static final int LENGTH = 256;

  static final int FRAME_RATE = 16;
  static final int FRAME = 20;
  static final int VALID = 24;
  static final int BAR = 28; // from 1
  static final int BEAT = 32; // from 1
  static final int TICK = 36; // from 0
  static final int BAR_START_TICK = 40;
  static final int BEATS_PER_BAR = 48;
  static final int BEAT_TYPE = 52;
  static final int TICKS_PER_BEAT = 56;
  static final int BEATS_PER_MINUTE = 64;

  /** Bit of {@link #VALID}: bars, beats, ticks and tempo hold. */
  static final int BARS = 0x10;

  private static final double TICKS = 1920; // in a beat, as most tell them
  private static final int WHOLE_TICKS = 4 * MusicalTime.TICKS_PER_QUARTER;
  private static final double LEAST_TEMPO = 1;
  private static final double GREATEST_TEMPO = 10_000;

  private final Pointer at;

  /** Of a structure of its own, all of it 0. */
  JackPosition() {
    Memory memory = new Memory(LENGTH);
    memory.clear();
    at = memory;
  }

  /**
   * @param structure whose address may change
   */
  JackPosition(Pointer structure) {
    at = structure;
  }

  long address() {
    return Pointer.nativeValue(at);
  }

  int framesPerSecond() {
    return at.getInt(FRAME_RATE);
  }

  /** Frames from the beginning. */
  long frame() {
    return Integer.toUnsignedLong(at.getInt(FRAME));
  }

  /** Whether somebody tells bars, beats and tempo, and they can be. */
  boolean tellsBars() {
    return (at.getInt(VALID) & BARS) != 0
        && at.getDouble(TICKS_PER_BEAT) >= 1
        && at.getFloat(BEATS_PER_BAR) > 0
        && at.getFloat(BEAT_TYPE) > 0
        && quartersPerMinute() >= LEAST_TEMPO
        && quartersPerMinute() <= GREATEST_TEMPO;
  }

  double beatsPerBar() {
    return at.getFloat(BEATS_PER_BAR);
  }

  /** The note that is a beat: 4 for a quarter note. */
  double beatType() {
    return at.getFloat(BEAT_TYPE);
  }

  double quartersPerMinute() {
    return at.getDouble(BEATS_PER_MINUTE) * 4 / beatType();
  }

  /** The song's position by bars and beats, in ticks of musical time. */
  double songTicks() {
    double beats =
        (at.getInt(BAR) - 1.0) * beatsPerBar()
            + at.getInt(BEAT)
            - 1
            + at.getInt(TICK) / at.getDouble(TICKS_PER_BEAT);
    return beats * WHOLE_TICKS / beatType();
  }

  /** In ticks of musical time, how much further the song may be than {@link #songTicks} says. */
  double songTicksRounding() {
    return WHOLE_TICKS / beatType() / at.getDouble(TICKS_PER_BEAT);
  }

  /**
   * Tells bars, beats and tempo.
   *
   * @param songTicks position in ticks of musical time; what is before the song's beginning counts
   *     as that
   */
  void tellBars(Meter meter, double quartersPerMinute, double songTicks) {
    double beats = Math.max(0, songTicks) * meter.unit() / WHOLE_TICKS;
    long ticks = (long) Math.floor(beats * TICKS);
    long whole = ticks / (long) TICKS;
    long bar = whole / meter.beats();
    at.setInt(BAR, (int) bar + 1);
    at.setInt(BEAT, (int) (whole % meter.beats()) + 1);
    at.setInt(TICK, (int) (ticks % (long) TICKS));
    at.setDouble(BAR_START_TICK, bar * meter.beats() * TICKS);
    at.setFloat(BEATS_PER_BAR, meter.beats());
    at.setFloat(BEAT_TYPE, meter.unit());
    at.setDouble(TICKS_PER_BEAT, TICKS);
    at.setDouble(BEATS_PER_MINUTE, quartersPerMinute * meter.unit() / 4);
    at.setInt(VALID, BARS);
  }
}
