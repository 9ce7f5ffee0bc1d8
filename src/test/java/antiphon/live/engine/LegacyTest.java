package antiphon.live.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.journal.JournalException;
import antiphon.live.journal.JournalReader;
import antiphon.live.journal.JournalTakes;
import antiphon.live.journal.JournalWriter;
import antiphon.live.journal.SessionHeader;
import antiphon.live.journal.Take;
import antiphon.live.ring.InSlot;
import antiphon.live.ring.JournalSlot;
import antiphon.live.schedule.Routing;
import antiphon.midi.port.ChannelMap;
import antiphon.midi.port.MidiMessages;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.time.Meter;
import antiphon.music.time.SystemClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What sounded, and what had been played, when a session ended that nobody closed. */
class LegacyTest {
  private static final long S = 1_000_000_000;
  private static final long ANCHOR_NS = Long.MAX_VALUE - 5 * S;
  private static final long TICKS_PER_SECOND = 1920;

  @TempDir Path folder;

  private final List<Take> takes = new ArrayList<>();
  private JournalWriter writer;

  @BeforeEach
  void begin() throws IOException {
    Routing routing =
        new Routing(
            List.of(new Routing.Input(1, 1)),
            List.of(
                new Routing.Output(ChannelMap.parse(List.of("1>2", "3")), 0, true, false),
                new Routing.Output(ChannelMap.ALL, 0, true, false),
                new Routing.Output(ChannelMap.ALL, 0, false, false, true)));
    SessionHeader header =
        SessionHeader.of(
            "test",
            "2026-01-01T00:00:00Z",
            ANCHOR_NS,
            new LiveSettings(Mode.JAM, Meter.COMMON, 120, 7),
            new SessionHeader.Model("first", "nowhere", "3", "auto"),
            routing.toString(),
            List.of("alsa synth", "alsa piano", "alsa lights"));
    writer = JournalWriter.open(folder, header, 1 << 30, () -> {}, new SystemClock());
  }

  @AfterEach
  void close() {
    writer.close();
  }

  @Test
  void shouldFindWhatWasSentAndWhatATransportPassedThroughButNoLights() throws Exception {
    sent(0, MidiMessages.noteOn(1, 60, 80));
    sent(0, MidiMessages.noteOn(1, 64, 80));
    sent(0, MidiMessages.noteOff(1, 60));
    sent(1, MidiMessages.noteOn(0, 50, 80));
    sent(1, MidiMessages.controlChange(0, MidiMessages.CONTROLLER_ALL_NOTES_OFF, 0));
    sent(2, MidiMessages.noteOn(0, 99, 127));
    came(MidiMessages.noteOn(0, 72, 80)); // as channel 2 at the first output
    came(MidiMessages.noteOn(2, 40, 80));
    came(MidiMessages.noteOff(2, 40));
    came(MidiMessages.controlChange(2, MidiMessages.CONTROLLER_SOSTENUTO, 127));
    came(MidiMessages.noteOn(8, 41, 80)); // does not pass
    List<Legacy.Sounding> sounding = legacy().sounding();
    assertEquals(2, sounding.size());
    assertEquals("alsa synth", sounding.get(0).name());
    assertEquals(2, sounding.get(0).notes());
    assertEquals("alsa piano", sounding.get(1).name());
    assertEquals(0, sounding.get(1).notes());
    Set<Integer> ends = ends(sounding.get(0));
    assertTrue(
        ends.containsAll(
            List.of(
                MidiMessages.noteOff(1, 64),
                MidiMessages.noteOff(1, 72),
                MidiMessages.controlChange(2, MidiMessages.CONTROLLER_SOSTENUTO, 0))),
        "what sounded: " + ends);
    assertTrue(
        ends.containsAll(
            List.of(
                MidiMessages.noteOff(1, 84),
                MidiMessages.noteOff(2, 40),
                MidiMessages.controlChange(1, MidiMessages.CONTROLLER_SUSTAIN, 0))),
        "and what may have begun in the last moment: " + ends);
    assertFalse(ends.contains(MidiMessages.noteOff(5, 64)), "a channel that nobody used");
    assertFalse(ends.contains(MidiMessages.noteOff(8, 41)));
  }

  @Test
  void shouldGiveWhatIsNotKeptYetInTakesAsTheyWouldHaveBeenKept() throws Exception {
    heard(Part.PLAYER, MidiMessages.noteOn(0, 60, 80), 1 * S);
    heard(Part.PLAYER, MidiMessages.noteOff(0, 60), 2 * S);
    heard(Part.PLAYER, MidiMessages.noteOn(0, 62, 80), 10 * S);
    heard(Part.PLAYER, MidiMessages.noteOff(0, 62), 11 * S);
    heard(Part.PARTNER, MidiMessages.noteOn(0, 64, 80), 12 * S);
    heard(Part.PARTNER, MidiMessages.noteOff(0, 64), 13 * S);
    heard(Part.PARTNER, MidiMessages.noteOn(0, 65, 80), 30 * S); // sounds at the end
    JournalTakes.read(
        journal(),
        OptionalLong.of(ANCHOR_NS + 2 * S),
        (progress, nowNs) -> nowNs - progress.endNs() > 5 * S,
        takes::add);
    assertEquals(
        List.of(List.of(62, 64), List.of(65)),
        takes.stream().map(take -> take.notes().stream().map(Note::pitch).toList()).toList());
    assertEquals(ANCHOR_NS + 10 * S, takes.get(0).progress().startNs());
  }

  private Legacy legacy() throws JournalException {
    return Legacy.of(journal());
  }

  private JournalReader journal() throws JournalException {
    writer.close();
    return JournalReader.open(folder);
  }

  private static Set<Integer> ends(Legacy.Sounding sounding) {
    Set<Integer> ends = new TreeSet<>();
    sounding.unsure().release((message, timeNs) -> ends.add(message & 0xffffff), 0);
    return ends;
  }

  private void sent(int output, int message) {
    JournalSlot slot = slot(JournalSlot.Kind.SENT, MidiMessages.atPort(message, output), 1 * S);
    slot.number = 1;
    writer.accept(slot);
  }

  private void came(int message) {
    JournalSlot slot = slot(JournalSlot.Kind.INPUT, message, 1 * S);
    slot.event = InSlot.Kind.MIDI;
    writer.accept(slot);
  }

  private void heard(Part part, int message, long ns) {
    JournalSlot slot = slot(JournalSlot.Kind.HEARD, message, ns);
    slot.part = part;
    slot.tick = ns / S * TICKS_PER_SECOND;
    writer.accept(slot);
  }

  private static JournalSlot slot(JournalSlot.Kind kind, int message, long ns) {
    JournalSlot slot = new JournalSlot();
    slot.kind = kind;
    slot.message = message;
    slot.timeNs = ANCHOR_NS + ns;
    return slot;
  }
}
