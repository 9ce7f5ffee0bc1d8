package antiphon.midi.port.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.midi.port.MidiMessages;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Journals octet by octet, as RFC 6295 has them in section 5 and appendix A. */
class RecoveryJournalTest {
  @Test
  void shouldWriteAnEmptyJournal() {
    assertEquals("80 00 07", written(new JournalHistory(), 7, 8));
  }

  @Test
  void shouldWriteNotesThatAreDownAsLogsAndThoseThatAreUpAsBits() {
    JournalHistory history = new JournalHistory();
    history.pass(MidiMessages.noteOn(2, 60, 100), 1, 0);
    history.pass(MidiMessages.noteOn(2, 64, 90), 1, 0);
    history.pass(MidiMessages.noteOff(2, 60), 2, 0);
    // header S=0 A=1, one channel, checkpoint 1; channel 2, length 8, chapter N; the end was in the
    // packet before: B=0, one log, bits of octet 7; log: S=1, 64, Y=1, 90; bit of 60
    assertEquals("20 00 01 10 08 08 01 77 c0 da 08", written(history, 1, 3));
    // one packet later nothing is of the packet before
    assertEquals("a0 00 01 90 08 08 81 77 c0 da 08", written(history, 1, 4));
    // of the second packet on, only the end is told
    assertEquals("a0 00 02 90 06 08 80 77 08", written(history, 2, 4));
    assertEquals("80 00 03", written(history, 3, 4));
  }

  @Test
  void shouldAdviseToPlayOnlyWhatWasStruckShortlyBefore() {
    JournalHistory history = new JournalHistory();
    history.pass(MidiMessages.noteOn(0, 60, 100), 1, 0);
    assertEquals("20 00 01 00 07 08 81 f0 3c e4", written(history, 1, 2));
    byte[] octets = new byte[100];
    int end = history.write(octets, 0, 100, 1, 1, 2, JournalHistory.PLAY_WINDOW_TICKS + 1);
    assertEquals("20 00 01 00 07 08 81 f0 3c 64", hex(octets, end));
  }

  @Test
  void shouldWriteControllersOldestFirstAndModesByCount() {
    JournalHistory history = new JournalHistory();
    history.pass(MidiMessages.controlChange(0, 64, 127), 1, 0);
    history.pass(MidiMessages.controlChange(0, 7, 99), 2, 0);
    history.pass(MidiMessages.controlChange(0, 123, 0), 3, 0);
    history.pass(MidiMessages.controlChange(0, 64, 0), 4, 0);
    history.pass(MidiMessages.pack(0xC0, 5, 0), 4, 0);
    history.pass(MidiMessages.pack(0xE0, 0x21, 0x43), 4, 0);
    history.pass(MidiMessages.pack(0xD0, 11, 0), 4, 0);
    // P: 5 without bank; C: three logs: 7=99, 123 counted once, 64=0; W; T
    assertEquals(
        "a0 00 01 80 10 d2 85 00 00 82 87 63 fb c1 c0 00 a1 43 8b", written(history, 1, 6));
  }

  @Test
  void shouldTellNothingOfWhatAModeEnded() {
    JournalHistory history = new JournalHistory();
    history.pass(MidiMessages.noteOn(0, 60, 100), 1, 0);
    history.pass(MidiMessages.controlChange(0, 123, 0), 2, 0);
    assertEquals("a0 00 01 80 06 40 80 fb c1", written(history, 1, 4));
  }

  @Test
  void shouldReadWhatIsWrittenWithAnyNumberOfNotes() {
    Seeded.forSeeds(
        500,
        random -> {
          JournalHistory history = new JournalHistory();
          StreamState state = new StreamState();
          List<String> wanted = new ArrayList<>();
          int downs = random.nextInt(4) == 0 ? 126 + random.nextInt(3) : random.nextInt(129);
          int channel = random.nextInt(16);
          for (int pitch = 0; pitch < 128; pitch++) {
            int message =
                pitch < downs
                    ? MidiMessages.noteOn(channel, pitch, 1 + random.nextInt(127))
                    : MidiMessages.noteOff(channel, pitch);
            if (pitch < downs || random.nextBoolean()) {
              history.pass(message, 1, 0);
              state.pass(message);
              wanted.add(channel + " " + pitch + " " + state.velocity(channel, pitch));
            }
          }
          byte[] octets = new byte[1_200];
          int end = history.write(octets, 0, octets.length, 1, 1, 2, 0);
          Listing listing = new Listing();
          assertTrue(new RecoveryJournal().read(octets, 0, end, listing));
          listing.lines.sort(null);
          wanted.sort(null);
          assertEquals(wanted, listing.lines);
          for (int cut = 0; cut < end; cut++) {
            assertFalse(new RecoveryJournal().read(octets, 0, cut, new Listing()), "cut at " + cut);
          }
        });
  }

  @Test
  void shouldPassOverChaptersThatItDoesNotKnow() {
    // system journal of 5 octets; channel 1 with chapters P, M (length 6), W, N, E (two logs), T, A
    byte[] octets =
        CommandSectionTest.octets(
            "60 12 34"
                + " 48 05 00 00 00"
                + " 88 1d bf"
                + " 85 00 00"
                + " 80 06 01 02 03 04"
                + " 80 40"
                + " 81 f0 bc e4"
                + " 81 bc 11 bd 12"
                + " 90"
                + " 81 bc 11 bd 12");
    octets[9] = (byte) (octets.length - 8);
    Listing listing = new Listing();
    assertTrue(new RecoveryJournal().read(octets, 0, octets.length, listing));
    assertEquals(
        List.of("1 program 5", "1 register 129 8192", "1 60 100", "1 register 130 16"),
        listing.lines);
    assertEquals(0x1234, listing.checkpoint);
  }

  @Test
  void shouldNotTellOfControllersThatWereResetLater() {
    // sustain down, volume, reset all controllers, modulation
    byte[] octets = CommandSectionTest.octets("a0 00 01 80 0c 40 83 c0 7f 87 63 f9 c1 81 05");
    Listing listing = new Listing();
    assertTrue(new RecoveryJournal().read(octets, 0, octets.length, listing));
    assertEquals(List.of("0 register 7 99", "0 reset", "0 register 1 5"), listing.lines);
  }

  @Test
  void shouldReadThePedalsToggles() {
    byte[] octets = CommandSectionTest.octets("a0 00 01 80 08 40 81 c0 83 c2 86");
    Listing listing = new Listing();
    assertTrue(new RecoveryJournal().read(octets, 0, octets.length, listing));
    assertEquals(List.of("0 register 64 127", "0 register 66 0"), listing.lines);
  }

  private static String written(JournalHistory history, int checkpoint, int packet) {
    byte[] octets = new byte[1_200];
    int end = history.write(octets, 0, octets.length, checkpoint, checkpoint, packet, 0);
    assertTrue(new RecoveryJournal().read(octets, 0, end, new Listing()), "reads what it writes");
    for (int limit = 0; limit < end; limit++) {
      assertEquals(-1, history.write(new byte[1_200], 0, limit, checkpoint, checkpoint, packet, 0));
    }
    return hex(octets, end);
  }

  private static String hex(byte[] octets, int end) {
    StringBuilder text = new StringBuilder();
    for (byte octet : Arrays.copyOf(octets, end)) {
      text.append(text.isEmpty() ? "" : " ").append(String.format("%02x", octet));
    }
    return text.toString();
  }

  private static final class Listing implements JournalReceiver {
    private final List<String> lines = new ArrayList<>();
    private int checkpoint;

    @Override
    public void checkpoint(int sequence) {
      checkpoint = sequence;
    }

    @Override
    public void program(int channel, int program, int bankMsb, int bankLsb) {
      lines.add(channel + " program " + program);
    }

    @Override
    public void register(int channel, int register, int value) {
      lines.add(channel + " register " + register + " " + value);
    }

    @Override
    public void controllersReset(int channel) {
      lines.add(channel + " reset");
    }

    @Override
    public void noteOff(int channel, int pitch) {
      lines.add(channel + " " + pitch + " 0");
    }

    @Override
    public void noteOn(int channel, int pitch, int velocity, boolean play) {
      lines.add(channel + " " + pitch + " " + velocity);
    }
  }
}
