package antiphon.midi.file;

import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.time.Grid;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import antiphon.music.time.MusicalTime;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sound.midi.InvalidMidiDataException;
import javax.sound.midi.MetaMessage;
import javax.sound.midi.MidiEvent;
import javax.sound.midi.MidiMessage;
import javax.sound.midi.MidiSystem;
import javax.sound.midi.Sequence;
import javax.sound.midi.ShortMessage;
import javax.sound.midi.Track;

/** Reads Standard MIDI Files of format 0 and 1, with metrical time. */
public final class MidiFileReader {
  /** Larger files are refused: the music of a whole day fits in less. */
  public static final long MAX_FILE_BYTES = 16 << 20;

  private static final String BROKEN =
      " is broken or cut short: it cannot be read as a MIDI file; export it again";

  private static final int CHUNK_HEADER_BYTES = 8;
  private static final int CHUNK_LENGTH_OFFSET = 4;
  private static final int TRACK_COUNT_OFFSET = 10;
  private static final int TRACK_CHUNK = 0x4d54726b; // MTrk
  private static final int META_TRACK_NAME = 0x03;
  private static final int META_TEMPO = 0x51;
  private static final int META_TIME_SIGNATURE = 0x58;
  private static final int CONTROLLER_SUSTAIN = 64;
  private static final int DRUM_CHANNEL = 9;
  private static final double DEFAULT_TEMPO_BPM = 120;

  private MidiFileReader() {}

  /**
   * @throws MidiFileException when the file is missing, empty, too large, broken, timed in SMPTE
   *     frames or without notes
   */
  public static MidiPiece read(Path file) throws MidiFileException {
    try {
      if (Files.isDirectory(file)) {
        throw new MidiFileException(file + " is a folder; give a .mid file");
      }
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new MidiFileException(
            file + " is larger than " + (MAX_FILE_BYTES >> 20) + " MiB; cut it into pieces first");
      }
      return read(Files.readAllBytes(file), file.toString());
    } catch (MidiFileException e) {
      throw e;
    } catch (NoSuchFileException e) {
      throw new MidiFileException(file + " does not exist; check the path", e);
    } catch (IOException e) {
      throw new MidiFileException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * @param bytes a whole file
   * @param name how to call it in errors
   */
  public static MidiPiece read(byte[] bytes, String name) throws MidiFileException {
    Sequence sequence = sequence(bytes, name);
    if (sequence.getDivisionType() != Sequence.PPQ || sequence.getResolution() < 1) {
      throw new MidiFileException(
          name + " is timed in SMPTE frames, not in beats; export it with a musical time base");
    }
    int resolution = sequence.getResolution();
    double tempoBpm = 0;
    long tempoTick = Long.MAX_VALUE;
    List<MeterMap.Change> changes = new ArrayList<>();
    List<MidiTrack> tracks = new ArrayList<>();
    int unfinished = 0;
    for (Track track : sequence.getTracks()) {
      TrackReader reader = new TrackReader(resolution);
      for (int i = 0; i < track.size(); i++) {
        MidiEvent event = track.get(i);
        if (event.getMessage() instanceof ShortMessage message
            && (message.getData1() > 127 || message.getData2() > 127)) {
          throw new MidiFileException(name + BROKEN);
        }
        reader.accept(event);
        if (event.getMessage() instanceof MetaMessage meta) {
          if (meta.getType() == META_TEMPO && event.getTick() < tempoTick && tempoOf(meta) > 0) {
            tempoTick = event.getTick();
            tempoBpm = tempoOf(meta);
          } else if (meta.getType() == META_TIME_SIGNATURE) {
            addMeter(meta, MusicalTime.ticksOfFile(event.getTick(), resolution), changes);
          }
        }
      }
      unfinished += reader.finish(tracks);
    }
    if (tracks.isEmpty()) {
      throw new MidiFileException(
          name + " holds no notes (drums on channel 10 do not count); give a file with notes");
    }
    return new MidiPiece(
        List.copyOf(tracks),
        tempoBpm > 0 ? tempoBpm : DEFAULT_TEMPO_BPM,
        new MeterMap(changes),
        unfinished);
  }

  private static Sequence sequence(byte[] bytes, String name) throws MidiFileException {
    if (bytes.length == 0) {
      throw new MidiFileException(name + " is empty; give a .mid file");
    }
    if (bytes.length < 14
        || bytes[0] != 'M'
        || bytes[1] != 'T'
        || bytes[2] != 'h'
        || bytes[3] != 'd') {
      throw new MidiFileException(name + " is not a MIDI file; give a Standard MIDI File (.mid)");
    }
    if (!isWhole(bytes)) {
      throw new MidiFileException(name + BROKEN);
    }
    try {
      return MidiSystem.getSequence(new ByteArrayInputStream(bytes));
    } catch (InvalidMidiDataException | IOException | RuntimeException e) {
      throw new MidiFileException(name + BROKEN, e);
    } catch (OutOfMemoryError e) {
      throw new MidiFileException(
          name + " claims to be longer than memory allows; export it again", e);
    }
  }

  /**
   * Whether all tracks that the header promises are there in full; the JDK's reader would not mind.
   */
  private static boolean isWhole(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    int tracks = buffer.getShort(TRACK_COUNT_OFFSET) & 0xffff;
    long position = CHUNK_HEADER_BYTES + (buffer.getInt(CHUNK_LENGTH_OFFSET) & 0xffff_ffffL);
    while (tracks > 0 && position + CHUNK_HEADER_BYTES <= bytes.length) {
      boolean isTrack = buffer.getInt((int) position) == TRACK_CHUNK;
      position +=
          CHUNK_HEADER_BYTES + (buffer.getInt((int) position + CHUNK_LENGTH_OFFSET) & 0xffff_ffffL);
      tracks -= isTrack ? 1 : 0;
    }
    return tracks == 0 && position <= bytes.length;
  }

  private static double tempoOf(MetaMessage meta) {
    byte[] data = meta.getData();
    if (data.length < 3) {
      return 0;
    }
    int quarterUs = (data[0] & 0xff) << 16 | (data[1] & 0xff) << 8 | data[2] & 0xff;
    return quarterUs == 0 ? 0 : 60e6 / quarterUs;
  }

  /**
   * A signature that no {@link Meter} can be, or one off the grid, is passed over: the notes matter
   * more.
   */
  private static void addMeter(MetaMessage meta, long tick, List<MeterMap.Change> changes) {
    byte[] data = meta.getData();
    if (data.length < 2 || data[0] < 1 || data[0] > 32 || data[1] < 0 || data[1] > 5) {
      return;
    }
    long clock = Grid.snap(tick);
    changes.removeIf(change -> change.clock() == clock);
    changes.add(new MeterMap.Change(clock, new Meter(data[0], 1 << data[1])));
  }

  /** Gathers one track, channel by channel. */
  private static final class TrackReader {
    private final int resolution;
    private final Map<Integer, NotePairing> channels = new TreeMap<>();
    private String name = "";
    private long lastTick;

    TrackReader(int resolution) {
      this.resolution = resolution;
    }

    void accept(MidiEvent event) {
      long tick = MusicalTime.ticksOfFile(Math.max(0, event.getTick()), resolution);
      lastTick = Math.max(lastTick, tick);
      MidiMessage message = event.getMessage();
      if (message instanceof MetaMessage meta && meta.getType() == META_TRACK_NAME) {
        name = new String(meta.getData(), StandardCharsets.UTF_8).trim();
      } else if (message instanceof ShortMessage shortMessage
          && shortMessage.getChannel() != DRUM_CHANNEL) {
        NotePairing channel =
            channels.computeIfAbsent(
                shortMessage.getChannel(), key -> new NotePairing(Part.PLAYER));
        switch (shortMessage.getCommand()) {
          case ShortMessage.NOTE_ON ->
              channel.note(shortMessage.getData1(), shortMessage.getData2(), tick);
          case ShortMessage.NOTE_OFF -> channel.note(shortMessage.getData1(), 0, tick);
          case ShortMessage.CONTROL_CHANGE -> {
            if (shortMessage.getData1() == CONTROLLER_SUSTAIN) {
              channel.pedal(shortMessage.getData2() >= 64, tick);
            }
          }
          default -> {
            // programme changes, bends and pressure say nothing that the grammar could
          }
        }
      }
    }

    int finish(List<MidiTrack> tracks) {
      int unfinished = 0;
      for (Map.Entry<Integer, NotePairing> entry : channels.entrySet()) {
        NotePairing pairing = entry.getValue();
        unfinished += pairing.unfinished();
        List<Note> notes = pairing.notesUntil(lastTick).stream().sorted(Note.ORDER).toList();
        if (!notes.isEmpty()) {
          tracks.add(new MidiTrack(name, entry.getKey(), notes));
        }
      }
      return unfinished;
    }
  }
}
