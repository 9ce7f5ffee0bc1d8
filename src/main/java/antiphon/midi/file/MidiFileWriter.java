package antiphon.midi.file;

import static antiphon.music.time.MusicalTime.TICKS_PER_QUARTER;

import antiphon.music.note.Keystroke;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.MeterMap;
import antiphon.music.time.MusicalTime;
import antiphon.music.time.TempoMap;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import javax.sound.midi.InvalidMidiDataException;
import javax.sound.midi.MetaMessage;
import javax.sound.midi.MidiEvent;
import javax.sound.midi.MidiSystem;
import javax.sound.midi.Sequence;
import javax.sound.midi.ShortMessage;
import javax.sound.midi.Track;

/**
 * Writes Standard MIDI Files of format 1: tempo and meters in track 0, the player in track 1 on
 * channel 1, Antiphon in track 2 on channel 2. The same piece gives the same bytes.
 */
public final class MidiFileWriter {
  /** Name of the track with what the player played. */
  public static final String PLAYER_TRACK = "Player";

  /** Name of the track with what Antiphon played. */
  public static final String ANTIPHON_TRACK = "Antiphon";

  private static final int META_TRACK_NAME = 0x03;
  private static final int META_TEMPO = 0x51;
  private static final int META_TIME_SIGNATURE = 0x58;
  private static final int CLOCKS_PER_METRONOME_CLICK = 24;
  private static final int NOTATED_32NDS_PER_QUARTER = 8;

  private MidiFileWriter() {}

  /**
   * Writes beside the file first and then puts it in place, so that a failure leaves what was there
   * before.
   */
  public static void write(Score score, Path file) throws IOException {
    write(bytes(score), file);
  }

  /** As {@link #write(Score, Path)}, with the tracks of a piece, each on its channel. */
  public static void write(MidiPiece piece, Path file) throws IOException {
    write(bytes(piece), file);
  }

  private static void write(byte[] bytes, Path file) throws IOException {
    Path absolute = file.toAbsolutePath();
    Files.createDirectories(absolute.getParent());
    Path partial = absolute.resolveSibling(absolute.getFileName() + ".partial");
    try {
      Files.write(partial, bytes);
      Files.move(partial, absolute, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  public static byte[] bytes(Score score) {
    List<MidiTrack> tracks =
        List.of(
            new MidiTrack(PLAYER_TRACK, Part.PLAYER.ordinal(), score.notesOf(Part.PLAYER)),
            new MidiTrack(ANTIPHON_TRACK, Part.PARTNER.ordinal(), score.notesOf(Part.PARTNER)));
    return bytes(tracks, score.tempi(), score.meters());
  }

  /** Tempo and meters in track 0, then the tracks of a piece; those without notes too. */
  public static byte[] bytes(MidiPiece piece) {
    return bytes(piece.tracks(), TempoMap.of(piece.tempoBpm()), piece.meters());
  }

  private static byte[] bytes(List<MidiTrack> tracks, TempoMap tempi, MeterMap meters) {
    try {
      Sequence sequence = new Sequence(Sequence.PPQ, TICKS_PER_QUARTER);
      Track head = sequence.createTrack();
      for (TempoMap.Change change : tempi.changes()) {
        meta(head, META_TEMPO, change.tick(), tempoBytes(change.tempoBpm()));
      }
      for (MeterMap.Change change : meters.changes()) {
        byte[] signature = {
          (byte) change.meter().beats(),
          (byte) Integer.numberOfTrailingZeros(change.meter().unit()),
          CLOCKS_PER_METRONOME_CLICK,
          NOTATED_32NDS_PER_QUARTER
        };
        meta(head, META_TIME_SIGNATURE, MusicalTime.ticksOfClocks(change.clock()), signature);
      }
      for (MidiTrack midiTrack : tracks) {
        Track track = sequence.createTrack();
        meta(track, META_TRACK_NAME, 0, midiTrack.name().getBytes(StandardCharsets.UTF_8));
        for (Keystroke stroke : Keystroke.of(midiTrack.notes())) {
          int command = stroke.down() ? ShortMessage.NOTE_ON : ShortMessage.NOTE_OFF;
          ShortMessage message =
              new ShortMessage(command, midiTrack.channel(), stroke.pitch(), stroke.velocity());
          track.add(new MidiEvent(message, stroke.tick()));
        }
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      MidiSystem.write(sequence, 1, out);
      return out.toByteArray();
    } catch (InvalidMidiDataException e) {
      throw new IllegalStateException("notes and meters are checked when they are made", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void meta(Track track, int type, long tick, byte[] data)
      throws InvalidMidiDataException {
    track.add(new MidiEvent(new MetaMessage(type, data, data.length), tick));
  }

  private static byte[] tempoBytes(double tempoBpm) {
    int quarterUs = (int) Math.min(0xff_ffff, Math.round(60e6 / tempoBpm));
    return new byte[] {(byte) (quarterUs >> 16), (byte) (quarterUs >> 8), (byte) quarterUs};
  }
}
