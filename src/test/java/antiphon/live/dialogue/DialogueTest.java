package antiphon.live.dialogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.live.api.AnswerStart;
import antiphon.live.api.Floor;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.Sampling;
import antiphon.music.time.Grid;
import antiphon.music.time.Meter;
import org.junit.jupiter.api.Test;

class DialogueTest {
  private static final long BEAT = 960;

  @Test
  void shouldHandOverAfterSilenceAndAnswerAsLongAsTheCall() {
    Dialogue dialogue = dialogue(Mode.CALL_RESPONSE, Meter.COMMON, AnswerStart.BEAT);
    assertEquals(Dialogue.NEVER, dialogue.handOverTick());
    dialogue.keyDown(BEAT);
    assertEquals(Floor.PLAYER, dialogue.floor());
    dialogue.keyUp(2 * BEAT, true);
    assertEquals(Dialogue.NEVER, dialogue.handOverTick(), "a key is still down");
    dialogue.keyUp(7 * BEAT - 100, false);
    assertEquals(8 * BEAT - 100, dialogue.handOverTick());
    assertEquals(8 * BEAT, dialogue.beginAnswer(8 * BEAT - 60));
    assertEquals(14 * BEAT, dialogue.answerEndTick(), "six beats, like the call");
    assertEquals(Floor.PARTNER, dialogue.floor());
    dialogue.answerEnded(14 * BEAT);
    assertEquals(Dialogue.NEVER, dialogue.handOverTick(), "one call, one answer");
  }

  @Test
  void shouldBeginAtTheBarLineWhenAskedTo() {
    Dialogue dialogue = dialogue(Mode.CALL_RESPONSE, Meter.parse("3/4"), AnswerStart.BAR);
    dialogue.keyDown(0);
    dialogue.keyUp(BEAT, false);
    assertEquals(3 * BEAT, dialogue.beginAnswer(2 * BEAT + 1));
    assertEquals(6 * BEAT, dialogue.answerEndTick(), "a bar at the least");
  }

  @Test
  void shouldBeginAndEndOnTheGridInEveryMeter() {
    Seeded.forSeeds(
        2_000,
        random -> {
          Meter meter = new Meter(1 + random.nextInt(32), 1 << random.nextInt(6));
          Dialogue dialogue =
              dialogue(Mode.CALL_RESPONSE, meter, AnswerStart.values()[random.nextInt(3)]);
          long start = random.nextInt(1_000_000);
          dialogue.keyDown(start);
          long end = start + random.nextInt(100_000);
          dialogue.keyUp(end, false);
          long answer = dialogue.beginAnswer(end + 100);
          for (long tick : new long[] {answer, dialogue.answerEndTick()}) {
            assertTrue(tick % 40 == 0 && Grid.contains(tick / 40), meter + " " + tick);
          }
          assertTrue(answer >= end + 100 && dialogue.answerEndTick() > answer);
        });
  }

  private static Dialogue dialogue(Mode mode, Meter meter, AnswerStart start) {
    return new Dialogue(new LiveSettings(mode, meter, 120, new Sampling(1, 1), 1, 1, start, 8, 1));
  }
}
