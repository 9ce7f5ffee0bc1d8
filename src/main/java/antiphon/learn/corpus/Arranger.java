package antiphon.learn.corpus;

import antiphon.midi.file.MidiPiece;
import antiphon.midi.file.MidiTrack;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.MusicalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Gives the notes of a piece to the two parts, in one of the ways in which two people may share it,
 * so that a model learns to be either partner:
 *
 * <ul>
 *   <li>melody and accompaniment, either way round ({@link MelodyTrack} against the rest; with one
 *       track, split by {@link HandSplit});
 *   <li>trading: phrases of 1, 2 or 4 bars, the speaker changing at the bar line, of the whole
 *       piece or of its melody;
 *   <li>one of the two alone, mostly the partner.
 * </ul>
 */
public final class Arranger {
  private static final double TRADING_SHARE = 0.4;
  private static final double DUET_SHARE = 0.25;
  private static final double PARTNER_ALONE_SHARE = 0.7;
  private static final double MELODY_ALONE_SHARE = 0.4;
  private static final int[] PHRASE_BARS = {1, 2, 2, 4};

  private Arranger() {}

  public static Score arrange(MidiPiece piece, Random random) {
    double choice = random.nextDouble();
    if (choice < TRADING_SHARE) {
      boolean melodyAlone = piece.tracks().size() > 1 && random.nextDouble() < MELODY_ALONE_SHARE;
      MidiPiece traded = melodyAlone ? piece.track(MelodyTrack.of(piece).index()) : piece;
      return trade(traded.asPart(Part.PLAYER), random);
    }
    if (choice < TRADING_SHARE + DUET_SHARE) {
      Part melody = random.nextBoolean() ? Part.PLAYER : Part.PARTNER;
      return piece.tracks().size() > 1 ? byTrack(piece, melody) : byHand(piece, melody);
    }
    return piece.asPart(random.nextDouble() < PARTNER_ALONE_SHARE ? Part.PARTNER : Part.PLAYER);
  }

  private static Score byTrack(MidiPiece piece, Part melody) {
    MidiTrack tune = piece.tracks().get(MelodyTrack.of(piece).index());
    return piece.arrange(track -> track == tune ? melody : melody.other());
  }

  private static Score byHand(MidiPiece piece, Part melody) {
    Score score = piece.asPart(melody);
    boolean[] upper = HandSplit.upperHand(score.notes());
    List<Note> shared = new ArrayList<>(upper.length);
    for (int i = 0; i < upper.length; i++) {
      Note note = score.notes().get(i);
      shared.add(upper[i] ? note : note.withPart(melody.other()));
    }
    return score.withNotes(shared);
  }

  private static Score trade(Score score, Random random) {
    List<Note> traded = new ArrayList<>();
    Part speaker = random.nextInt(4) == 0 ? Part.PARTNER : Part.PLAYER;
    long phraseEndClock = phraseEnd(score, 0, random);
    for (Note note : score.notes()) {
      while (note.onTick() >= MusicalTime.ticksOfClocks(phraseEndClock)) {
        phraseEndClock = phraseEnd(score, phraseEndClock, random);
        speaker = speaker.other();
      }
      traded.add(note.withPart(speaker));
    }
    return score.withNotes(traded);
  }

  private static long phraseEnd(Score score, long clock, Random random) {
    long end = clock;
    for (int bars = PHRASE_BARS[random.nextInt(PHRASE_BARS.length)]; bars > 0; bars--) {
      end = score.meters().nextBarLine(end);
    }
    return end;
  }
}
