package antiphon.learn.compose;

import static antiphon.music.time.MusicalTime.CLOCKS_PER_QUARTER;
import static antiphon.music.token.Vocabulary.MAX_DUR_CLOCKS;
import static antiphon.music.token.Vocabulary.PITCHES;

import antiphon.music.note.Part;
import antiphon.music.time.MeterMap;
import antiphon.music.token.Grammar;
import antiphon.music.token.Vocabulary;

/**
 * Keeps what is composed from drifting away: no note lasts longer than {@value
 * #LONGEST_NOTE_QUARTERS} quarter notes, and no silence longer than {@value #LONGEST_REST_BARS}
 * bars. Time may not pass beyond these limits, and at them there is no choice but to end the note
 * or to begin one; all else that the model wants to do in that instant it may. Not thread-safe.
 */
final class Guard {
  static final int LONGEST_NOTE_QUARTERS = 8;
  static final int LONGEST_REST_BARS = 2;

  private static final int LONGEST_NOTE_CLOCKS = LONGEST_NOTE_QUARTERS * CLOCKS_PER_QUARTER;
  private static final int NONE = -1;

  private final MeterMap meters;
  private final long[][] onClock = new long[Part.COUNT][PITCHES];
  private long silentSinceClock;
  private int notesAtLimit;
  private int silencesAtLimit;

  Guard(MeterMap meters) {
    this.meters = meters;
  }

  /** Notes that lasted as long as they may, and silences; since {@link #resetCounts}. */
  int notesAtLimit() {
    return notesAtLimit;
  }

  int silencesAtLimit() {
    return silencesAtLimit;
  }

  void resetCounts() {
    notesAtLimit = 0;
    silencesAtLimit = 0;
  }

  /**
   * Follows a token.
   *
   * @param grammar after the token
   */
  void hear(int token, Grammar grammar) {
    long clock = grammar.positionClock();
    int value = Vocabulary.value(token);
    switch (Vocabulary.kind(token)) {
      case NOTE_ON -> {
        boolean wasSilent = sounding(grammar) == 1;
        silencesAtLimit += wasSilent && clock >= endOfSilence() ? 1 : 0;
        onClock[grammar.speaker().ordinal()][value] = clock;
      }
      case NOTE_OFF -> {
        long onset = onClock[grammar.speaker().ordinal()][value];
        notesAtLimit += clock >= onset + LONGEST_NOTE_CLOCKS ? 1 : 0;
        silentSinceClock = clock;
      }
      default -> {
        // only notes are watched
      }
    }
  }

  /**
   * Takes from a mask what would break the limits; at least one token is left.
   *
   * @param mask [{@value Vocabulary#SIZE}], what the grammar and the choice of speakers allow
   * @param untilClock before this position silence need not be broken
   */
  void restrict(boolean[] mask, Grammar grammar, long untilClock) {
    int playerPitch = lowestAtLimit(Part.PLAYER, grammar);
    int partnerPitch = lowestAtLimit(Part.PARTNER, grammar);
    if (playerPitch != NONE) {
      leadTo(Part.PLAYER, playerPitch, mask, grammar);
    } else if (partnerPitch != NONE) {
      leadTo(Part.PARTNER, partnerPitch, mask, grammar);
    }
    long latestClock =
        sounding(grammar) == 0 ? Math.max(endOfSilence(), untilClock) : latestEnd(grammar);
    for (int clocks = 1; clocks <= MAX_DUR_CLOCKS; clocks++) {
      mask[Vocabulary.dur(clocks)] &= grammar.positionClock() + clocks <= latestClock;
    }
  }

  /**
   * Leaves only ways to the end of a pitch: the part takes the word, and in its turn ends nothing
   * higher and begins nothing before. The player's turn comes first.
   */
  private static void leadTo(Part part, int pitch, boolean[] mask, Grammar grammar) {
    boolean itsTurn = grammar.speaker() == part;
    for (int id = 0; id < Vocabulary.SIZE; id++) {
      mask[id] &=
          switch (Vocabulary.kind(id)) {
            case NOTE_OFF ->
                itsTurn ? Vocabulary.value(id) <= pitch : grammar.speaker() == Part.PLAYER;
            case NOTE_ON, VELOCITY -> !itsTurn && grammar.speaker() == Part.PLAYER;
            case PART -> !itsTurn || part == Part.PARTNER;
            case DUR, START -> false;
          };
    }
  }

  private int lowestAtLimit(Part part, Grammar grammar) {
    if (grammar.soundingOf(part) > 0) {
      for (int pitch = 0; pitch < PITCHES; pitch++) {
        if (grammar.sounds(part, pitch) && endOf(part, pitch) <= grammar.positionClock()) {
          return pitch;
        }
      }
    }
    return NONE;
  }

  private long latestEnd(Grammar grammar) {
    long latest = Long.MAX_VALUE;
    for (int ordinal = 0; ordinal < Part.COUNT; ordinal++) {
      for (int pitch = 0; pitch < PITCHES; pitch++) {
        if (grammar.sounds(Part.of(ordinal), pitch)) {
          latest = Math.min(latest, endOf(Part.of(ordinal), pitch));
        }
      }
    }
    return latest;
  }

  private long endOf(Part part, int pitch) {
    return onClock[part.ordinal()][pitch] + LONGEST_NOTE_CLOCKS;
  }

  private long endOfSilence() {
    return silentSinceClock
        + (long) LONGEST_REST_BARS * meters.meterAt(silentSinceClock).clocksPerBar();
  }

  private static int sounding(Grammar grammar) {
    return grammar.soundingOf(Part.PLAYER) + grammar.soundingOf(Part.PARTNER);
  }
}
