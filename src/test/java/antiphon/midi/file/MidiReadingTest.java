package antiphon.midi.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.music.note.KeySignature;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.time.MeterMap;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.sound.midi.InvalidMidiDataException;
import javax.sound.midi.MetaMessage;
import javax.sound.midi.MidiEvent;
import javax.sound.midi.MidiSystem;
import javax.sound.midi.Sequence;
import javax.sound.midi.ShortMessage;
import javax.sound.midi.Track;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tracks, channels, keys and pedals of other people's files. Ticks here are 960 a quarter note. */
class MidiReadingTest {
  private static final int TRACK_NAME = 3;
  private static final int INSTRUMENT_NAME = 4;
  private static final int KEY_SIGNATURE = 0x59;
  private static final int SUSTAIN = 64;

  private Sequence sequence;
  private Track track;

  @BeforeEach
  void prepare() throws InvalidMidiDataException {
    sequence = new Sequence(Sequence.PPQ, 960);
    track = sequence.createTrack();
  }

  @Test
  void shouldTakeTheChannelsOfOneTrackAsTracksInBothFormats() throws Exception {
    name(TRACK_NAME, "Song");
    note(track, 3, 72, 0, 960);
    note(track, 0, 48, 0, 1920);
    note(track, 3, 74, 960, 1920);
    for (int format = 0; format <= 1; format++) {
      MidiPiece piece = read(format);
      assertEquals(List.of(0, 3), piece.tracks().stream().map(MidiTrack::channel).toList());
      assertEquals(List.of(48), pitches(piece.tracks().get(0)));
      assertEquals(List.of(72, 74), pitches(piece.tracks().get(1)));
      assertEquals("Song", piece.tracks().get(1).name());
    }
  }

  @Test
  void shouldNameATrackAfterItsInstrumentWhereItHasNoName() throws Exception {
    name(INSTRUMENT_NAME, "Voice");
    note(track, 0, 60, 0, 960);
    assertEquals("Voice", read(1).tracks().get(0).name());
    name(TRACK_NAME, "Alto");
    assertEquals("Alto", read(1).tracks().get(0).name());
  }

  @Test
  void shouldLeaveDrumsOutAndCountThem() throws Exception {
    note(track, 9, 35, 0, 480);
    note(track, 9, 38, 480, 960);
    assertEquals(
        MidiFileException.Fault.NO_NOTES,
        assertThrows(MidiFileException.class, () -> read(0)).fault());
    note(track, 0, 60, 0, 960);
    MidiPiece piece = read(0);
    assertEquals(1, piece.notes());
    assertEquals(2, piece.drumNotes());
  }

  @Test
  void shouldReadTheFirstKeyAndPassOverWhatIsNone() throws Exception {
    note(track, 0, 60, 0, 960);
    assertEquals(Optional.empty(), read(1).key());
    key(0, 9, 0);
    key(0, 1, 2);
    key(960, -3, 1);
    key(1920, 2, 0);
    MidiPiece piece = read(1);
    assertEquals(Optional.of(new KeySignature(-3, true)), piece.key());
    assertEquals("C minor", piece.key().orElseThrow().toString());
    assertEquals(0, piece.key().orElseThrow().tonic());
    assertEquals(piece.key(), piece.between(0, 24).orElseThrow().key());
  }

  @Test
  void shouldTellEveryKeyByItsName() {
    assertEquals("Cb major", new KeySignature(-7, false).toString());
    assertEquals("A minor", new KeySignature(0, true).toString());
    assertEquals("A# minor", new KeySignature(7, true).toString());
    assertEquals("Bb major", new KeySignature(-2, false).toString());
    assertEquals(10, new KeySignature(-2, false).tonic());
    assertEquals(6, new KeySignature(3, true).tonic());
    assertThrows(IllegalArgumentException.class, () -> new KeySignature(8, false));
  }

  @Test
  void shouldRefuseFormatTwoClearly() throws Exception {
    note(track, 0, 60, 0, 960);
    byte[] bytes = bytes(1);
    bytes[9] = 2;
    MidiFileException refusal =
        assertThrows(MidiFileException.class, () -> MidiFileReader.read(bytes, "loops.mid"));
    assertEquals(MidiFileException.Fault.UNSUITABLE, refusal.fault());
    assertTrue(refusal.getMessage().startsWith("loops.mid "), refusal.getMessage());
    assertTrue(refusal.getMessage().contains("format 2"), refusal.getMessage());
  }

  @Test
  void shouldHoldNotesToTheReleaseOfThePedalOrTheNextStrike() throws Exception {
    control(track, 0, SUSTAIN, 64, 0);
    note(track, 0, 60, 0, 100);
    note(track, 0, 64, 200, 300);
    note(track, 0, 60, 500, 600);
    control(track, 0, SUSTAIN, 63, 960);
    note(track, 0, 67, 1000, 1100);
    assertEquals(
        List.of(
            new Note(Part.PLAYER, 60, 80, 0, 500),
            new Note(Part.PLAYER, 64, 80, 200, 960),
            new Note(Part.PLAYER, 60, 80, 500, 960),
            new Note(Part.PLAYER, 67, 80, 1000, 1100)),
        read(1).tracks().get(0).notes());
  }

  @Test
  void shouldTakeHalfAPedalForNone() throws Exception {
    control(track, 0, SUSTAIN, 63, 0);
    note(track, 0, 60, 0, 100);
    note(track, 0, 62, 960, 1000);
    assertEquals(100, read(1).tracks().get(0).notes().get(0).offTick());
  }

  @Test
  void shouldLetAPedalThatIsNeverReleasedHoldNoNoteForEver() throws Exception {
    control(track, 0, SUSTAIN, 127, 0);
    note(track, 0, 60, 0, 960);
    note(track, 0, 62, 100_000, 100_960);
    List<Note> notes = read(1).tracks().get(0).notes();
    assertEquals(960 + MidiFileReader.MAX_SUSTAIN_TICKS, notes.get(0).offTick());
    assertEquals(100_960, notes.get(1).offTick(), "the end of the track");
  }

  @Test
  void shouldLetThePedalOfOneTrackHoldTheOtherHandOnItsChannelAlone() throws Exception {
    note(track, 0, 72, 0, 240);
    Track left = sequence.createTrack();
    control(left, 0, SUSTAIN, 127, 0);
    note(left, 0, 48, 0, 240);
    control(left, 0, SUSTAIN, 0, 960);
    note(left, 0, 50, 1920, 2000);
    Track flute = sequence.createTrack();
    note(flute, 1, 84, 0, 240);
    MidiPiece piece = read(1);
    assertEquals(960, piece.tracks().get(0).notes().get(0).offTick());
    assertEquals(960, piece.tracks().get(1).notes().get(0).offTick());
    assertEquals(240, piece.tracks().get(2).notes().get(0).offTick());
  }

  @Test
  void shouldObeyAllNotesOffAndResetOfControllers() throws Exception {
    track.add(new MidiEvent(new ShortMessage(ShortMessage.NOTE_ON, 0, 60, 80), 0));
    control(track, 0, 123, 0, 480);
    control(track, 0, SUSTAIN, 127, 500);
    note(track, 0, 62, 500, 600);
    control(track, 0, 121, 0, 900);
    note(track, 0, 64, 1920, 2400);
    MidiPiece piece = read(1);
    assertEquals(0, piece.unfinishedNotes());
    assertEquals(480, piece.tracks().get(0).notes().get(0).offTick());
    assertEquals(900, piece.tracks().get(0).notes().get(1).offTick());
  }

  @Test
  void shouldRefuseOrReadWhateverBecomesOfAFileWithEverythingInIt() throws Exception {
    Track second = sequence.createTrack();
    name(TRACK_NAME, "Voice");
    key(0, -3, 1);
    for (int i = 0; i < 60; i++) {
      note(i % 2 == 0 ? track : second, i % 10, 40 + i, i * 240L, i * 240L + 300);
      control(i % 3 == 0 ? track : second, i % 10, SUSTAIN, i % 4 * 40, i * 200L);
    }
    byte[] good = bytes(1);
    Seeded.forSeeds(
        3_000,
        random -> {
          byte[] bytes = good.clone();
          for (int i = random.nextInt(12); i >= 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
          }
          if (random.nextInt(4) == 0) {
            bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
          }
          try {
            MidiPiece piece = MidiFileReader.read(bytes, "noise");
            assertFalse(piece.tracks().isEmpty());
            assertTrue(piece.notes() > 0);
          } catch (MidiFileException e) {
            assertTrue(e.getMessage().startsWith("noise "), e.getMessage());
          }
        });
  }

  @Test
  void shouldRefuseNumbersLongerThanNumbersMayBe() throws Exception {
    for (int length = 1; length < 12; length++) {
      ByteBuffer bytes = ByteBuffer.allocate(64);
      bytes.put("MThd".getBytes()).putInt(6).putShort((short) 0).putShort((short) 1);
      bytes.putShort((short) 96).put("MTrk".getBytes()).putInt(length + 3 + 4 + 4);
      for (int i = 1; i < length; i++) {
        bytes.put((byte) 0xff);
      }
      bytes.put((byte) 0x7f).put(new byte[] {(byte) 0x90, 60, 80});
      bytes.put(new byte[] {48, (byte) 0x80, 60, 0, 0, (byte) 0xff, 0x2f, 0});
      byte[] file = Arrays.copyOf(bytes.array(), bytes.position());
      if (length <= 4) {
        long onTick = ((1L << 7 * length) - 1) * 10;
        assertEquals(
            onTick, MidiFileReader.read(file, "x").asPart(Part.PLAYER).notes().get(0).onTick());
      } else {
        MidiFileException refusal =
            assertThrows(MidiFileException.class, () -> MidiFileReader.read(file, "x"));
        assertEquals(MidiFileException.Fault.BROKEN, refusal.fault());
      }
    }
  }

  @Test
  void shouldReadThreeHundredThousandMetersInReasonableTime() throws Exception {
    note(track, 0, 60, 0, 960);
    for (int i = 0; i < 300_000; i++) {
      byte[] meter = {(byte) (1 + i % 7), 2, 24, 8};
      track.add(new MidiEvent(new MetaMessage(0x58, meter, meter.length), i * 960L));
    }
    byte[] file = bytes(1);
    assertTimeout(
        Duration.ofSeconds(20),
        () -> {
          MeterMap meters = MidiFileReader.read(file, "meters").meters();
          assertEquals(300_000, meters.changes().size());
          for (int i = 0; i < 300_000; i++) {
            assertEquals(1 + i % 7, meters.meterAt(i * 24L + 5).beats());
          }
        });
  }

  @Test
  void shouldRefuseManyTracksThatWouldEachFollowManyPedalMoves() throws Exception {
    for (int i = 0; i < 40_000; i++) {
      control(track, 0, SUSTAIN, i % 2 * 127, i);
    }
    byte[] pedals = bytes(1);
    int tracks = 20_000;
    ByteBuffer file = ByteBuffer.allocate(pedals.length + tracks * 20).put(pedals);
    for (int i = 0; i < tracks; i++) {
      file.put("MTrk".getBytes()).putInt(12).put(new byte[] {0, (byte) 0x90, 60, 80});
      file.put(new byte[] {48, (byte) 0x80, 60, 0, 0, (byte) 0xff, 0x2f, 0});
    }
    file.putShort(10, (short) (tracks + 1));
    MidiFileException refusal =
        assertThrows(MidiFileException.class, () -> MidiFileReader.read(file.array(), "x"));
    assertEquals(MidiFileException.Fault.TOO_LARGE, refusal.fault());
  }

  private MidiPiece read(int format) throws IOException {
    return MidiFileReader.read(bytes(format), "test");
  }

  private byte[] bytes(int format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    MidiSystem.write(sequence, format, out);
    return out.toByteArray();
  }

  private void name(int type, String text) throws InvalidMidiDataException {
    track.add(new MidiEvent(new MetaMessage(type, text.getBytes(), text.length()), 0));
  }

  private void key(long tick, int fifths, int minor) throws InvalidMidiDataException {
    byte[] data = {(byte) fifths, (byte) minor};
    track.add(new MidiEvent(new MetaMessage(KEY_SIGNATURE, data, data.length), tick));
  }

  private static void note(Track track, int channel, int pitch, long onTick, long offTick)
      throws InvalidMidiDataException {
    track.add(new MidiEvent(new ShortMessage(ShortMessage.NOTE_ON, channel, pitch, 80), onTick));
    track.add(new MidiEvent(new ShortMessage(ShortMessage.NOTE_OFF, channel, pitch, 0), offTick));
  }

  private static void control(Track track, int channel, int number, int value, long tick)
      throws InvalidMidiDataException {
    track.add(
        new MidiEvent(new ShortMessage(ShortMessage.CONTROL_CHANGE, channel, number, value), tick));
  }

  private static List<Integer> pitches(MidiTrack track) {
    return track.notes().stream().map(Note::pitch).toList();
  }
}
