package antiphon.live.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import antiphon.live.api.Counters;
import antiphon.live.api.MessageListener;
import antiphon.live.api.NoteEvent;
import antiphon.live.api.NoteListener;
import antiphon.live.api.TriggerKeys;
import antiphon.midi.port.MidiMessages;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import antiphon.music.time.Timeline;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionRecorderTest {
  private static final int ALL_NOTES_OFF = 123;

  private final SessionRecorder recorder =
      new SessionRecorder(
          new Timeline(0, 0, 500_000_000),
          new MeterMap(List.of(new MeterMap.Change(0, Meter.parse("4/4")))),
          true,
          new Counters());

  @Test
  void shouldRecordAndTellTheOthersWhateverAListenerThrows() {
    MessageListener brokenMessages =
        (command, channel, data1, data2, timeNs) -> {
          throw new IllegalStateException("a control");
        };
    NoteListener brokenNotes =
        event -> {
          throw new IllegalStateException("a page");
        };
    List<NoteEvent> told = new ArrayList<>();
    List<Integer> heard = new ArrayList<>();
    recorder.addListener(brokenMessages);
    recorder.addListener(
        (MessageListener) (command, channel, data1, data2, timeNs) -> heard.add(data1));
    recorder.addListener(brokenNotes);
    recorder.addListener((NoteListener) told::add);
    assertThrows(IllegalStateException.class, () -> take(MidiMessages.noteOn(0, 60, 90), 0));
    assertThrows(IllegalStateException.class, () -> take(MidiMessages.noteOn(0, 64, 90), 0));
    int allNotesOff = MidiMessages.pack(MidiMessages.CONTROL_CHANGE, ALL_NOTES_OFF, 0);
    assertThrows(IllegalStateException.class, () -> take(allNotesOff, 480));
    assertEquals(List.of(60, 64, ALL_NOTES_OFF), heard);
    assertEquals(4, told.size(), "two that begin and two that end");
    assertEquals(
        List.of(60, 64), recorder.score().notes().stream().map(Note::pitch).sorted().toList());

    recorder.removeListener(brokenMessages);
    recorder.removeListener(brokenNotes);
    take(MidiMessages.noteOn(0, 67, 90), 960);
    assertEquals(3, recorder.score().notes().size());
  }

  private void take(int message, long tick) {
    recorder.accept(Part.PLAYER, message, 0, tick);
  }

  @Test
  void shouldNotRecordKeysThatAskForSomething() {
    BitSet keys = new BitSet();
    keys.set(9 * 128 + 36);
    recorder.accept(Part.PLAYER, MidiMessages.noteOn(9, 36, 90), 0, 0);
    recorder.setTriggers(new TriggerKeys(keys));
    recorder.accept(Part.PLAYER, MidiMessages.noteOff(9, 36), 0, 100);
    for (int i = 1; i < 5; i++) {
      recorder.accept(Part.PLAYER, MidiMessages.noteOn(9, 36, 90), 0, i * 200L);
      recorder.accept(Part.PLAYER, MidiMessages.noteOff(9, 36), 0, i * 200L + 50);
    }
    recorder.accept(Part.PLAYER, MidiMessages.noteOn(0, 36, 90), 0, 2000);
    recorder.accept(Part.PLAYER, MidiMessages.noteOff(0, 36), 0, 2100);
    recorder.accept(Part.PARTNER, MidiMessages.noteOn(9, 36, 90), 0, 2200);
    recorder.accept(Part.PARTNER, MidiMessages.noteOff(9, 36), 0, 2300);
    assertEquals(
        List.of(
            new Note(Part.PLAYER, 36, 90, 0, 100),
            new Note(Part.PLAYER, 36, 90, 2000, 2100),
            new Note(Part.PARTNER, 36, 90, 2200, 2300)),
        recorder.score().notes());
  }
}
