package antiphon.midi.port.alsa;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antiphon.midi.port.HeldKeys;
import antiphon.midi.port.MidiMessages;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SentKeysTest {
  private final SentKeys keys = new SentKeys();

  @Test
  void shouldDoubtTheEndsOfTheLastMoments() {
    keys.pass(MidiMessages.noteOn(0, 60, 90));
    keys.pass(MidiMessages.noteOn(0, 62, 90));
    keys.pass(MidiMessages.controlChange(1, 64, 127));
    keys.pass(MidiMessages.noteOff(0, 62));
    keys.pass(MidiMessages.controlChange(1, 64, 0));
    List<Integer> all =
        List.of(
            MidiMessages.noteOff(0, 60),
            MidiMessages.noteOff(0, 62),
            MidiMessages.controlChange(1, 64, 0));
    assertEquals(all, ends(keys.unsure()));
    keys.turn();
    assertEquals(all, ends(keys.unsure()));
    keys.turn();
    assertEquals(List.of(MidiMessages.noteOff(0, 60)), ends(keys.unsure()));
    assertEquals(List.of(MidiMessages.noteOff(0, 60)), ends(keys.sounding()));
  }

  @Test
  void shouldNotCutWhatSoundsWhenADestinationIsBack() {
    keys.pass(MidiMessages.noteOn(0, 60, 90));
    keys.pass(MidiMessages.noteOn(0, 62, 90));
    HeldKeys owed = keys.unsure();
    keys.pass(MidiMessages.noteOff(0, 60));
    keys.pass(MidiMessages.noteOn(0, 64, 90));
    keys.withoutPresent(owed);
    assertEquals(List.of(MidiMessages.noteOff(0, 60)), ends(owed));
    assertEquals(
        List.of(MidiMessages.noteOff(0, 62), MidiMessages.noteOff(0, 64)), ends(keys.sounding()));
  }

  private static List<Integer> ends(HeldKeys held) {
    List<Integer> ends = new ArrayList<>();
    held.release((message, timeNs) -> ends.add(message & 0xffffff), 0);
    return ends;
  }
}
