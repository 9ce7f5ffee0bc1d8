package antiphon.live.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.live.api.Counters;
import antiphon.midi.port.MidiMessages;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import antiphon.music.time.TempoMap;
import antiphon.music.time.Timeline;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TakesTest {
  private static final long BAR_TICKS = 3840;
  private static final int SUSTAIN = 64;

  private final Counters counters = new Counters();
  private final SessionRecorder recorder =
      new SessionRecorder(
          new Timeline(0, 0, 500_000_000), MeterMap.of(Meter.COMMON), true, counters);
  private final Takes takes = recorder.keepTakes();

  @Test
  void shouldBeginATakeWithTheBarOfItsFirstNote() {
    recorder.tempo(1_000_000_000, 960);
    play(Part.PLAYER, 60, 3 * BAR_TICKS + 960, 3 * BAR_TICKS + 1920);
    recorder.tempo(500_000_000, 4 * BAR_TICKS);
    play(Part.PARTNER, 64, 4 * BAR_TICKS, 4 * BAR_TICKS + 480);
    assertEquals(1, takes.progress().player());
    assertEquals(1, takes.progress().partner());
    Score score = takes.take().score();
    assertEquals(
        List.of(
            new Note(Part.PLAYER, 60, 90, 960, 1920),
            new Note(Part.PARTNER, 64, 90, BAR_TICKS, BAR_TICKS + 480)),
        score.notes());
    assertEquals(
        new TempoMap(List.of(new TempoMap.Change(0, 60), new TempoMap.Change(BAR_TICKS, 120))),
        score.tempi());
    assertEquals(3 * BAR_TICKS + 960, recorder.score().notes().get(0).onTick(), "not the whole");
  }

  @Test
  void shouldGoOnInANewTakeWhereOneIsCut() {
    assertEquals(Optional.empty(), takes.cutWhen(progress -> true), "nothing was played");
    play(Part.PLAYER, 60, 0, 480);
    assertEquals(Optional.empty(), takes.cutWhen(progress -> false));
    Take first = takes.cutWhen(progress -> progress.player() == 1).orElseThrow();
    assertEquals(1, first.score().notes().size());
    assertEquals(0, takes.progress().notes());
    assertTrue(takes.take().score().notes().isEmpty());
    play(Part.PLAYER, 67, 2 * BAR_TICKS, 2 * BAR_TICKS + 480);
    assertEquals(List.of(new Note(Part.PLAYER, 67, 90, 0, 480)), takes.take().score().notes());
    assertEquals(2, recorder.score().notes().size(), "the recording has both");
  }

  @Test
  void shouldEndWhatSoundsAtTheCutAndKeepThePedalDown() {
    take(MidiMessages.controlChange(0, SUSTAIN, 127), 0);
    take(MidiMessages.noteOn(0, 60, 90), 0);
    take(MidiMessages.noteOn(0, 64, 90), 960);
    Take cut = takes.cutWhen(progress -> true).orElseThrow();
    assertEquals(
        List.of(new Note(Part.PLAYER, 60, 90, 0, 960), new Note(Part.PLAYER, 64, 90, 960, 960)),
        cut.score().notes());
    take(MidiMessages.noteOff(0, 60), 1200);
    assertEquals(0, takes.progress().notes(), "an end is no note");
    take(MidiMessages.noteOn(0, 67, 90), BAR_TICKS);
    take(MidiMessages.noteOff(0, 67), BAR_TICKS + 100);
    take(MidiMessages.controlChange(0, SUSTAIN, 0), BAR_TICKS + 960);
    assertEquals(List.of(new Note(Part.PLAYER, 67, 90, 0, 960)), takes.take().score().notes());
  }

  @Test
  void shouldTellFromWhenToWhenItLasts() {
    recorder.accept(Part.PLAYER, MidiMessages.noteOff(0, 50), 1_000, 0);
    recorder.accept(Part.PLAYER, MidiMessages.noteOn(0, 60, 90), 5_000_000_000L, 960);
    recorder.accept(Part.PLAYER, MidiMessages.noteOff(0, 60), 7_500_000_000L, 1920);
    assertEquals(2.5, takes.progress().seconds());
    assertEquals(5_000_000_000L, takes.progress().startNs());
  }

  /** Nobody cuts, as when the disk stands still: memory is bounded all the same. */
  @Test
  void shouldKeepNoMoreThanThereIsRoomForAndCountTheRest() {
    int room = SessionRecorder.MOST_EVENTS_OF_TAKE;
    for (int i = 0; i < room + 10; i++) {
      play(Part.PARTNER, 60 + i % 12, i * 10L, i * 10L + 5);
      if (i % 100 == 0) {
        recorder.tempo(500_000_000 + i % 200 * 1_000_000L, i * 10L);
      }
    }
    assertTrue(takes.progress().events() <= room);
    assertTrue(counters.byName().get("journalGaps") > 10, counters.byName().toString());
    assertEquals(room + 10, recorder.score().notes().size(), "the recording has more room");
    assertFalse(takes.cutWhen(progress -> true).isEmpty());
    play(Part.PARTNER, 60, 10_000_000, 10_000_960);
    assertEquals(1, takes.progress().notes());
  }

  /** A clock that is followed wavers through a week without a note. */
  @Test
  void shouldKeepOneTempoWhileNobodyPlays() {
    for (int i = 0; i < 10_000; i++) {
      recorder.tempo(i % 2 == 0 ? 500_000_000 : 600_000_000, i);
    }
    assertEquals(0, takes.progress().events());
    play(Part.PLAYER, 60, BAR_TICKS * 9, BAR_TICKS * 9 + 1);
    assertEquals(TempoMap.of(100), takes.take().score().tempi());
  }

  private void play(Part part, int pitch, long tick, long endTick) {
    recorder.accept(part, MidiMessages.noteOn(0, pitch, 90), tick, tick);
    recorder.accept(part, MidiMessages.noteOff(0, pitch), endTick, endTick);
  }

  private void take(int message, long tick) {
    recorder.accept(Part.PLAYER, message, tick, tick);
  }
}
