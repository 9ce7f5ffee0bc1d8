package antiphon.live.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import antiphon.midi.port.MidiMessages;
import antiphon.music.note.Part;
import antiphon.music.token.Vocabulary;
import antiphon.net.LstmSpec;
import antiphon.net.LstmState;
import antiphon.net.LstmStepper;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class JamReactionTest {
  private static final long MS = 1_000_000;
  private static final long COMMIT_AHEAD_NS = 20 * MS;

  @Test
  void shouldDrawWhateverComesAfterANoteOfThePlayersFromAMemoryThatHasHeardIt() {
    react(0, COMMIT_AHEAD_NS);
  }

  @Test
  void shouldTakeNothingBackThatIsCommittedByTheBeat() {
    react(0.5, Sessions.QUARTER_NS / 2);
  }

  private static void react(double commitBeats, long aheadNs) {
    Seeded.forSeeds(
        300,
        random -> {
          FarSide farSide = new FarSide();
          LiveSettings settings =
              Sessions.settings(Mode.JAM)
                  .with(Parameter.TEMPERATURE, 0)
                  .with(Parameter.COMMIT_MS, COMMIT_AHEAD_NS / MS)
                  .with(Parameter.COMMIT_BEATS, commitBeats);
          Pump pump = new Pump(settings, new Follower(), Sessions.tempo(0), farSide);
          int pitch = 40;
          long timeNs = 0;
          for (int note = 0; note < 12; note++) {
            int next = 40 + random.nextInt(40);
            timeNs += 60 * MS + random.nextLong(900 * MS);
            pump.input().receive(MidiMessages.noteOn(0, next, 80), timeNs);
            long heardFrom = timeNs + aheadNs;
            long untilNs = timeNs + aheadNs + 480 * MS;
            pump.advanceTo(untilNs);
            List<Integer> answers = onsets(farSide, heardFrom, untilNs);
            assertTrue(answers.size() >= 2, "it plays on: " + answers);
            for (int answer : answers) {
              assertEquals(next + 12, answer, "after " + pitch + ", to note " + note);
            }
            timeNs = untilNs;
            pump.input().receive(MidiMessages.noteOff(0, next), timeNs);
            pitch = next;
          }
          pump.finish();
          assertEquals(0, farSide.hanging());
          assertNull(pump.view().takeNewError());
        });
  }

  private static List<Integer> onsets(FarSide farSide, long fromNs, long toNs) {
    return farSide.heard().stream()
        .filter(heard -> MidiMessages.isNoteOn(heard.message()))
        .filter(heard -> heard.deadlineNs() > fromNs && heard.deadlineNs() <= toNs)
        .map(heard -> MidiMessages.data1(heard.message()))
        .toList();
  }

  /** Plays, mostly in sixteenths, an octave above the last note it has heard of the player. */
  private static final class Follower implements LstmStepper {
    private final LstmSpec spec = LstmSpec.ofVocabulary(1, 4);

    @Override
    public LstmSpec spec() {
      return spec;
    }

    @Override
    public void feed(LstmState state, int token, int position) {
      float[] memory = state.hidden(0);
      switch (Vocabulary.kind(token)) {
        case START -> memory[0] = Part.PLAYER.ordinal();
        case PART -> memory[0] = Vocabulary.value(token);
        case NOTE_ON -> memory[1] = memory[0] == Part.PLAYER.ordinal() ? token : memory[1];
        default -> {
          // says nothing of pitches
        }
      }
    }

    @Override
    public float[] logits(LstmState state) {
      float[] logits = state.logits();
      Arrays.fill(logits, -100);
      for (int pitch = 0; pitch < Vocabulary.PITCHES; pitch++) {
        logits[Vocabulary.noteOff(pitch)] =
            state.hidden(0)[0] == Part.PARTNER.ordinal() ? 11 : -100;
      }
      for (int clocks = 1; clocks <= Vocabulary.MAX_DUR_CLOCKS; clocks++) {
        logits[Vocabulary.dur(clocks)] = clocks == 6 ? 5 : 4;
      }
      logits[Vocabulary.part(Part.PARTNER)] = 10;
      logits[Vocabulary.noteOn((int) state.hidden(0)[1] + 12)] =
          state.hidden(0)[0] == Part.PARTNER.ordinal() ? 12 : -100;
      return logits;
    }

    @Override
    public String description() {
      return "a follower";
    }
  }
}
