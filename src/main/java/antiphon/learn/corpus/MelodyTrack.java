package antiphon.learn.corpus;

import antiphon.midi.file.MidiPiece;
import antiphon.midi.file.MidiTrack;
import antiphon.music.note.Note;
import antiphon.music.time.MusicalTime;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The track that has the tune. A name such as "Voice" or "Melody" tells it where some tracks have
 * one and others have not; among those, or among all, it is the one that lies highest, a track of
 * single notes counting an octave higher than one of chords. A track that is silent for most of the
 * piece is chosen only when all are.
 *
 * @param index in the tracks of the piece
 * @param named whether names told
 */
public record MelodyTrack(int index, boolean named) {
  private static final Pattern TUNE =
      Pattern.compile(
          "\\b(voice|vocals?|vox|voix|chant|melod(y|ie|ia)|lead|singer|singstimme|gesang|sopran[oa]?|"
              + "soprane|canto|cantus|tune|theme)\\b",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern BESIDE_THE_TUNE =
      Pattern.compile(
          "\\b(back(ing|ground)?|bgv|choirs?|harmon(y|ies)|chords?|accomp\\w*|rhythm|pad|bass)\\b",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern BACKING =
      Pattern.compile(
          "\\b(back(ing|ground)?|bgv|choirs?|harmon(y|ies))\\b", Pattern.CASE_INSENSITIVE);

  /** How much higher a track of single notes counts, in semitones. */
  private static final double SINGLE_NOTES_WORTH = 12;

  /** How much of the time of the busiest track a tune has to be there. */
  private static final double MIN_PRESENCE = 0.25;

  /** Notes of a melody may overlap so much. */
  private static final long LEGATO_TICKS = MusicalTime.TICKS_PER_QUARTER / 8;

  /** Presence is counted in stretches of a bar of 4/4. */
  private static final long STRETCH_TICKS = 4L * MusicalTime.TICKS_PER_QUARTER;

  public static MelodyTrack of(MidiPiece piece) {
    List<MidiTrack> tracks = piece.tracks();
    int[] candidates = present(tracks);
    int[] named = some(candidates, index -> isNamed(tracks.get(index)));
    boolean namesTell = named.length < candidates.length;
    if (!namesTell) {
      named = some(candidates, index -> !BESIDE_THE_TUNE.matcher(tracks.get(index).name()).find());
    }
    int best = named[0];
    for (int i = 1; i < named.length; i++) {
      if (height(tracks.get(named[i])) > height(tracks.get(best))) {
        best = named[i];
      }
    }
    return new MelodyTrack(best, namesTell);
  }

  private static boolean isNamed(MidiTrack track) {
    return TUNE.matcher(track.name()).find() && !BACKING.matcher(track.name()).find();
  }

  /** Those of which something is true or, if there is none, all. */
  private static int[] some(int[] indices, IntPredicate test) {
    int[] some = IntStream.of(indices).filter(test).toArray();
    return some.length == 0 ? indices : some;
  }

  private static int[] present(List<MidiTrack> tracks) {
    int[] stretches = tracks.stream().mapToInt(track -> stretches(track.notes())).toArray();
    int most = IntStream.of(stretches).max().orElse(0);
    return IntStream.range(0, stretches.length)
        .filter(index -> stretches[index] >= MIN_PRESENCE * most)
        .toArray();
  }

  /** In how many stretches a note begins. */
  private static int stretches(List<Note> notes) {
    Set<Long> stretches = new HashSet<>();
    notes.forEach(note -> stretches.add(note.onTick() / STRETCH_TICKS));
    return stretches.size();
  }

  /** Mean pitch, and what single notes are worth. */
  private static double height(MidiTrack track) {
    List<Note> notes = track.notes();
    double pitches = 0;
    int single = 0;
    long endTick = Long.MIN_VALUE;
    for (int i = 0; i < notes.size(); i++) {
      Note note = notes.get(i);
      pitches += note.pitch();
      boolean nextIsLater =
          i + 1 == notes.size() || notes.get(i + 1).onTick() > note.onTick() + LEGATO_TICKS / 4;
      if (endTick <= note.onTick() + LEGATO_TICKS && nextIsLater) {
        single++;
      }
      endTick = Math.max(endTick, note.offTick());
    }
    return (pitches + SINGLE_NOTES_WORTH * single) / notes.size();
  }
}
