package antiphon.live.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.live.api.Action;
import antiphon.live.api.DraftedNote;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import antiphon.live.api.SwitchAt;
import antiphon.midi.port.MidiMessages;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class DraftBoardTest {
  private static final long MS = 1_000_000;
  private static final int BAR_TICKS = 4 * 960;

  @Test
  void shouldShowWhatIsPlayedThen() {
    Seeded.forSeeds(
        20,
        random -> {
          int up = random.nextInt(25) - 12;
          LiveSettings settings =
              Sessions.settings(Mode.SOLO)
                  .with(Parameter.TRANSPOSE_OUT, up)
                  .with(Parameter.COMMIT_BEATS, random.nextInt(3));
          Pump pump = pump(settings, random);
          pump.advanceTo(pump.nowNs() + 5_000 * MS + random.nextLong(4_000 * MS));
          long nowTick = pump.view().songTick(pump.nowNs());
          List<DraftedNote> drafted =
              pump.view().draft().stream().filter(note -> note.tick() > nowTick).toList();
          assertTrue(
              drafted.stream().anyMatch(note -> note.tick() > nowTick + BAR_TICKS / 2),
              "half a bar at the least");
          pump.advanceTo(pump.nowNs() + 10_000 * MS);
          List<Note> played = pump.finish().notesOf(Part.PARTNER);
          for (DraftedNote note : drafted) {
            assertTrue(
                played.stream().anyMatch(each -> matches(note, each)),
                () -> note + " is not among " + played);
          }
          long lastTick = drafted.get(drafted.size() - 1).tick();
          long playedMeanwhile =
              played.stream().filter(n -> n.onTick() > nowTick && n.onTick() <= lastTick).count();
          assertEquals(playedMeanwhile, drafted.size(), "and nothing else");
        });
  }

  private static boolean matches(DraftedNote drafted, Note played) {
    return played.pitch() == drafted.pitch()
        && played.onTick() == drafted.tick()
        && played.velocity() == drafted.velocity()
        && (drafted.endTick() == DraftedNote.NOT_YET || played.offTick() == drafted.endTick());
  }

  @Test
  void shouldShowAnAnswerBeforeItBeginsAndNothingWhenATouchTakesItBack() {
    Seeded.forSeeds(
        20,
        random -> {
          Pump pump = pump(Sessions.settings(Mode.CALL_RESPONSE), random);
          long beganNs = pump.nowNs();
          pump.input().receive(MidiMessages.noteOn(0, 60, 90), beganNs + 10 * MS);
          pump.input().receive(MidiMessages.noteOff(0, 60), beganNs + 200 * MS);
          pump.advanceTo(beganNs + 500 * MS);
          assertEquals(0, pump.view().sounding());
          assertNotEquals(List.of(), pump.view().draft());
          pump.input().receive(MidiMessages.noteOn(0, 64, 90), beganNs + 600 * MS);
          assertEquals(List.of(), pump.view().draft());
          pump.input().receive(MidiMessages.noteOff(0, 64), beganNs + 700 * MS);
          pump.advanceTo(beganNs + 2_500 * MS);
          assertTrue(pump.view().sounding() > 0 || !pump.view().draft().isEmpty());
          pump.panic();
          assertEquals(List.of(), pump.view().draft());
        });
  }

  @Test
  void shouldShowNothingBeyondTheBarLineAtWhichTheModeChanges() {
    Seeded.forSeeds(
        20,
        random -> {
          LiveSettings settings =
              Sessions.settings(Mode.SOLO).with(Parameter.SWITCH_AT, SwitchAt.BAR);
          Pump pump = pump(settings, random);
          pump.advanceTo(pump.nowNs() + 5_000 * MS + random.nextLong(4_000 * MS));
          long nowTick = pump.view().songTick(pump.nowNs());
          long barLine = -Math.floorDiv(-nowTick, (long) BAR_TICKS) * BAR_TICKS;
          pump.perform(Action.LISTEN);
          pump.advanceTo(pump.nowNs() + MS);
          for (DraftedNote note : pump.view().draft()) {
            assertTrue(note.tick() < barLine, () -> note + " begins after " + barLine);
          }
        });
  }

  @Test
  void shouldShowAsCommittedWhatIsHandedOutAndDoesNotSoundYet() {
    LiveSettings settings = Sessions.settings(Mode.SOLO).with(Parameter.COMMIT_BEATS, 2);
    Pump pump = pump(settings, new Random(7));
    boolean committed = false;
    boolean drafted = false;
    for (int i = 0; i < 100; i++) {
      pump.advanceTo(pump.nowNs() + 100 * MS);
      long nowTick = pump.view().songTick(pump.nowNs());
      for (DraftedNote note : pump.view().draft()) {
        committed |= note.committed() && note.tick() > nowTick + 960;
        drafted |= !note.committed();
        assertTrue(note.committed() || note.tick() > nowTick + 960, note::toString);
      }
    }
    assertTrue(committed && drafted);
  }

  /** A reader sees what was shown at one time whole, whatever is being written. */
  @Test
  void shouldNeverMixWhatWasShownAtTwoTimes() throws InterruptedException {
    DraftBoard board = new DraftBoard();
    AtomicBoolean stopped = new AtomicBoolean();
    Thread writer =
        new Thread(
            () -> {
              for (long turn = 1; !stopped.get(); turn++) {
                board.begin(0);
                for (int i = 0; i < 1 + turn % 100; i++) {
                  board.draft(i, 1 + (int) (turn % 127), turn);
                  board.draftEnd(i, turn + 1);
                }
                board.show();
              }
            });
    writer.start();
    try {
      for (int look = 0; look < 20_000; look++) {
        List<DraftedNote> notes = board.notes();
        for (DraftedNote note : notes) {
          assertEquals(1 + note.tick() % 100, notes.size());
          assertEquals(1 + note.tick() % 127, note.velocity());
          assertEquals(note.tick() + 1, note.endTick());
        }
      }
    } finally {
      stopped.set(true);
      writer.join();
    }
  }

  private static Pump pump(LiveSettings settings, Random random) {
    return new Pump(
        settings, Sessions.stepper(random.nextInt(50)), Sessions.tempo(1_000_000), new FarSide());
  }
}
