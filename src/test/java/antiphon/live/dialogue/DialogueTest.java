package antiphon.live.dialogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.live.api.AnswerStart;
import antiphon.live.api.Floor;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import antiphon.music.time.Grid;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    assertEquals(8 * BEAT, dialogue.beginAnswer(8 * BEAT - 100, 8 * BEAT - 140));
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
    assertEquals(3 * BEAT, dialogue.beginAnswer(2 * BEAT, 2 * BEAT + 1));
    assertEquals(6 * BEAT, dialogue.answerEndTick(), "a bar at the least");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"2/4", "3/4", "4/4", "5/4", "2/2", "3/8", "5/8", "6/8", "7/8", "9/8", "12/8"})
  void shouldBeginAtABarLineAndLastForWholeBeats(String text) {
    Meter meter = Meter.parse(text);
    MeterMap meters = MeterMap.of(meter);
    long barTicks = meter.beats() * 4 * BEAT / meter.unit();
    Seeded.forSeeds(
        100,
        random -> {
          Dialogue dialogue = dialogue(Mode.CALL_RESPONSE, meter, AnswerStart.BAR);
          long start = random.nextInt(100_000);
          dialogue.keyDown(start);
          long end = start + 1 + random.nextInt(50_000);
          dialogue.keyUp(end, false);
          long handOver = dialogue.handOverTick();
          long answer = dialogue.beginAnswer(handOver, handOver - 40);
          assertEquals(0, answer % barTicks);
          assertTrue(answer >= handOver && answer < handOver + barTicks);
          assertEquals(0, meters.clockInBar(answer / 40));
          long length = dialogue.answerEndTick() - answer;
          assertEquals(0, length % (barTicks / meter.beats()), "whole beats");
          assertTrue(length >= barTicks && length <= 8 * barTicks, "length " + length);
        });
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
          long due = dialogue.handOverTick();
          long earliest = due - 100 + random.nextInt(200);
          long answer = dialogue.beginAnswer(due, earliest);
          for (long tick : new long[] {answer, dialogue.answerEndTick()}) {
            assertTrue(tick % 40 == 0 && Grid.contains(tick / 40), meter + " " + tick);
          }
          assertTrue(answer >= earliest && dialogue.answerEndTick() > answer);
        });
  }

  @Test
  void shouldAnswerAtOnceAtTheLastPositionOfTheGridByThenUnlessItIsTooLateForThat() {
    Seeded.forSeeds(
        1_000,
        random -> {
          Dialogue dialogue = dialogue(Mode.CALL_RESPONSE, Meter.COMMON, AnswerStart.NOW);
          dialogue.keyDown(0);
          dialogue.keyUp(random.nextInt(10_000), false);
          long due = dialogue.handOverTick();
          long answer = dialogue.beginAnswer(due, due - 800);
          assertTrue(answer <= due && due - answer < 80, due + ": " + answer);
          long late = due + random.nextInt(500);
          dialogue.answerEnded(late);
          dialogue.keyDown(late);
          dialogue.keyUp(late, false);
          long next = dialogue.handOverTick();
          long begun = dialogue.beginAnswer(next, next + 1);
          assertTrue(begun > next && begun - next <= 80, next + ": " + begun);
        });
  }

  @Test
  void shouldNotGoOnWithAJamThatIsPausedWhereTheSongJumps() {
    Dialogue dialogue = new Dialogue(new LiveSettings(Mode.JAM, Meter.COMMON, 120, 1));
    dialogue.keyDown(0);
    assertTrue(dialogue.handOver(BEAT), "it stops");
    dialogue.answerEnded(BEAT);
    dialogue.beginAgain(2 * BEAT, 4 * BEAT);
    dialogue.answerEnded(3 * BEAT);
    dialogue.goOn(3 * BEAT, 3 * BEAT);
    assertEquals(Floor.OPEN, dialogue.floor());
    dialogue.keyDown(4 * BEAT);
    assertEquals(Floor.PLAYER, dialogue.floor());
  }

  private static Dialogue dialogue(Mode mode, Meter meter, AnswerStart start) {
    return new Dialogue(
        new LiveSettings(mode, meter, 120, 1)
            .with(Parameter.TEMPERATURE, 1)
            .with(Parameter.TOP_P, 1)
            .with(Parameter.ANSWER_START, start));
  }
}
