package antiphon.learn.compose;

import antiphon.music.note.Score;

/**
 * What was composed after a prompt.
 *
 * @param score its notes alone, on the time line of the prompt: none begins before the prompt's end
 *     nor sounds beyond the end that was asked for
 * @param tokens what was drawn, without the ends that the last position gives to all that sounds
 * @param notesAtLimit notes that were ended because they had lasted 8 quarter notes
 * @param silencesAtLimit silences that were broken because they had lasted 2 bars
 */
public record Continuation(Score score, int[] tokens, int notesAtLimit, int silencesAtLimit) {}
