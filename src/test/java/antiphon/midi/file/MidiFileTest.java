package antiphon.midi.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.RandomMusic;
import antiphon.Seeded;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import antiphon.music.token.TokenEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.sound.midi.InvalidMidiDataException;
import javax.sound.midi.MidiEvent;
import javax.sound.midi.MidiSystem;
import javax.sound.midi.Sequence;
import javax.sound.midi.ShortMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MidiFileTest {
  @TempDir Path folder;

  @Test
  void shouldReadBackWhatItWrote() {
    Seeded.forSeeds(
        50,
        random -> {
          MeterMap meters =
              new MeterMap(
                  List.of(
                      new MeterMap.Change(0, Meter.parse("3/4")),
                      new MeterMap.Change(144, Meter.parse("6/8"))));
          Score score =
              TokenEncoder.quantise(new Score(RandomMusic.score(random, 80).notes(), 97.5, meters));
          byte[] bytes = MidiFileWriter.bytes(score);
          assertArrayEquals(bytes, MidiFileWriter.bytes(score), "same piece, same bytes");
          try {
            MidiPiece piece = MidiFileReader.read(bytes, "test");
            Score read =
                piece.arrange(
                    track -> track.name().equals("Antiphon") ? Part.PARTNER : Part.PLAYER);
            assertEquals(score.notes(), read.notes());
            assertEquals(97.5, read.tempoBpm(), 1e-4);
            assertEquals(meters.changes(), read.meters().changes());
          } catch (MidiFileException e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void shouldRefuseEachKindOfBadFileInOneSentenceThatNamesIt() throws Exception {
    byte[] good = MidiFileWriter.bytes(RandomMusic.score(new java.util.Random(1), 50));
    refused(new byte[0], "is empty");
    refused("MThd".getBytes(), "not a MIDI file");
    refused(new byte[5000], "not a MIDI file");
    refused(Arrays.copyOf(good, good.length / 2), "broken or cut short");
    refused(smpte(), "SMPTE");
    refused(MidiFileWriter.bytes(RandomMusic.score(new java.util.Random(1), 0)), "no notes");
    byte[] liar = good.clone();
    Arrays.fill(liar, 18, 22, (byte) 0x7f); // the length of the first track: 2 GB
    refused(liar, "");
    Path missing = folder.resolve("missing.mid");
    assertTrue(
        assertThrows(MidiFileException.class, () -> MidiFileReader.read(missing))
            .getMessage()
            .contains("does not exist"));
    assertTrue(
        assertThrows(MidiFileException.class, () -> MidiFileReader.read(folder))
            .getMessage()
            .contains("folder"));
  }

  @Test
  void shouldNeverDoWorseThanRefuseWhateverTheBytes() {
    byte[] good = MidiFileWriter.bytes(RandomMusic.score(new java.util.Random(2), 40));
    Seeded.forSeeds(
        2_000,
        random -> {
          byte[] bytes = Arrays.copyOf(good, 14 + random.nextInt(good.length - 14));
          for (int i = random.nextInt(20); i >= 0; i--) {
            bytes[4 + random.nextInt(bytes.length - 4)] = (byte) random.nextInt();
          }
          try {
            MidiPiece piece = MidiFileReader.read(bytes, "noise");
            assertTrue(!piece.tracks().isEmpty());
          } catch (MidiFileException e) {
            assertTrue(e.getMessage().startsWith("noise"), e.getMessage());
          }
        });
  }

  @Test
  void shouldEndUnfinishedNotesAndWorkThePedalIn() throws Exception {
    Sequence sequence = new Sequence(Sequence.PPQ, 480);
    var track = sequence.createTrack();
    track.add(new MidiEvent(new ShortMessage(ShortMessage.CONTROL_CHANGE, 0, 64, 127), 0));
    track.add(new MidiEvent(new ShortMessage(ShortMessage.NOTE_ON, 0, 60, 80), 0));
    track.add(new MidiEvent(new ShortMessage(ShortMessage.NOTE_ON, 0, 60, 0), 480));
    track.add(new MidiEvent(new ShortMessage(ShortMessage.CONTROL_CHANGE, 0, 64, 0), 960));
    track.add(new MidiEvent(new ShortMessage(ShortMessage.NOTE_ON, 0, 62, 80), 960));
    track.add(new MidiEvent(new ShortMessage(ShortMessage.NOTE_ON, 9, 35, 80), 1440));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    MidiSystem.write(sequence, 0, out);
    MidiPiece piece = MidiFileReader.read(out.toByteArray(), "test");
    assertEquals(1, piece.unfinishedNotes());
    assertEquals(
        List.of(new Note(Part.PLAYER, 60, 80, 0, 1920), new Note(Part.PLAYER, 62, 80, 1920, 2880)),
        piece.asPart(Part.PLAYER).notes());
  }

  @Test
  void shouldLeaveTheOldFileWhenTheNewOneCannotBeWritten() throws IOException {
    Path blocked = folder.resolve("session.mid");
    Files.createDirectory(blocked);
    Files.writeString(blocked.resolve("inside"), "kept");
    assertThrows(
        IOException.class,
        () -> MidiFileWriter.write(RandomMusic.score(new java.util.Random(1), 5), blocked));
    assertEquals("kept", Files.readString(blocked.resolve("inside")));
  }

  private void refused(byte[] bytes, String word) throws IOException {
    Path file = folder.resolve("bad.mid");
    Files.write(file, bytes);
    String message =
        assertThrows(MidiFileException.class, () -> MidiFileReader.read(file)).getMessage();
    assertTrue(message.contains(word) && message.contains("bad.mid"), message);
  }

  private static byte[] smpte() throws IOException, InvalidMidiDataException {
    Sequence sequence = new Sequence(Sequence.SMPTE_25, 40);
    sequence.createTrack().add(new MidiEvent(new ShortMessage(ShortMessage.NOTE_ON, 0, 60, 80), 0));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    MidiSystem.write(sequence, 0, out);
    return out.toByteArray();
  }
}
