package antiphon.learn.corpus;

import antiphon.midi.file.MidiPiece;
import antiphon.midi.file.MidiTrack;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import antiphon.music.time.MusicalTime;
import antiphon.music.token.Grammar;
import antiphon.music.token.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One sequence of a piano-roll benchmark: which pitches sound in each of its frames. A pitch that
 * is held and one that is struck again are the same. On the grid, frame 0 begins at position 0 of a
 * 4/4 bar.
 *
 * @param frameClocks length of a frame: {@link #isFrameLength}
 * @param frames [frames][pitches, rising]; empty where all is silent
 */
public record Roll(String name, Split split, int frameClocks, int[][] frames) {
  /** So that no {@code VELOCITY} token comes. */
  private static final int VELOCITY = Vocabulary.velocityOfBin(Grammar.INITIAL_VELOCITY_BIN);

  private static final double TEMPO_BPM = 120;

  /**
   * @throws IllegalArgumentException when a frame is not of rising pitches 0 to 127, or the length
   *     of a frame is none
   */
  public Roll {
    if (!isFrameLength(frameClocks)) {
      throw new IllegalArgumentException(
          "a frame must be 2, 3, 4, 6, 8, 12, 16, 24 or 48 clocks (24 a quarter note), not "
              + frameClocks);
    }
    for (int t = 0; t < frames.length; t++) {
      int last = -1;
      for (int pitch : frames[t]) {
        if (pitch <= last || pitch >= Vocabulary.PITCHES) {
          throw new IllegalArgumentException(
              "frame " + (t + 1) + " does not have rising pitches 0 to 127");
        }
        last = pitch;
      }
    }
  }

  /**
   * Whether frames of so many clocks all begin on the grid, and the longest {@code DUR} is a number
   * of them.
   */
  public static boolean isFrameLength(int clocks) {
    return clocks > 1 && Vocabulary.MAX_DUR_CLOCKS % clocks == 0;
  }

  /** The longest {@code DUR}, in frames. */
  public int longestDurFrames() {
    return Vocabulary.MAX_DUR_CLOCKS / frameClocks;
  }

  /** Whether a pitch sounds in a frame; before the first frame none does. */
  public boolean sounds(int frame, int pitch) {
    return frame >= 0 && Arrays.binarySearch(frames[frame], pitch) >= 0;
  }

  /**
   * As one track of the player's. What sounds in the last frame ends with it; silence after the
   * last note is lost.
   */
  public MidiPiece piece() {
    List<Note> notes = new ArrayList<>();
    for (int t = 0; t < frames.length; t++) {
      for (int pitch : frames[t]) {
        if (!sounds(t - 1, pitch)) {
          int end = t + 1;
          while (end < frames.length && sounds(end, pitch)) {
            end++;
          }
          notes.add(new Note(Part.PLAYER, pitch, VELOCITY, tickOf(t), tickOf(end)));
        }
      }
    }
    List<MidiTrack> tracks = List.of(new MidiTrack("", 0, List.copyOf(notes)));
    return new MidiPiece(tracks, TEMPO_BPM, MeterMap.of(Meter.COMMON), 0);
  }

  private long tickOf(int frame) {
    return MusicalTime.ticksOfClocks((long) frame * frameClocks);
  }
}
