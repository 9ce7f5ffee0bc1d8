package antiphon.midi.file;

import antiphon.midi.file.MidiFileException.Fault;
import antiphon.music.note.KeySignature;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.time.Grid;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import antiphon.music.time.MusicalTime;
import antiphon.music.time.TempoMap;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.sound.midi.InvalidMidiDataException;
import javax.sound.midi.MetaMessage;
import javax.sound.midi.MidiEvent;
import javax.sound.midi.MidiMessage;
import javax.sound.midi.MidiSystem;
import javax.sound.midi.Sequence;
import javax.sound.midi.ShortMessage;
import javax.sound.midi.Track;

/**
 * Reads Standard MIDI Files of format 0 and 1, with metrical time. Each channel of a track becomes
 * a {@link MidiTrack}. The sustain pedal (controller 64, down from 64 on) lengthens notes to its
 * release, to the next strike of their pitch or by {@value #MAX_SUSTAIN_TICKS} ticks, whichever
 * comes first; a track without pedal obeys that of its channel in the other tracks.
 */
public final class MidiFileReader {
  /** Goes up with every change of what is read from the same bytes. */
  public static final int VERSION = 3;

  /** Two bars of 4/4: by then a string has died away. */
  public static final long MAX_SUSTAIN_TICKS = 8L * MusicalTime.TICKS_PER_QUARTER;

  /** Larger files are refused: the music of a whole day fits in less. */
  public static final long MAX_FILE_BYTES = 16 << 20;

  /** More would take longer to follow than any music needs: pedal moves, once for each track. */
  private static final long MAX_PEDAL_WORK = 1 << 28;

  /** Delta times have 28 bits, and an event has at least two bytes. */
  private static final long MAX_FILE_TICK = MAX_FILE_BYTES / 2 << 28;

  private static final int MAX_NUMBER_BYTES = 4;

  private static final String BROKEN =
      " is broken or cut short: it cannot be read as a MIDI file; export it again";

  private static final int CHUNK_HEADER_BYTES = 8;
  private static final int CHUNK_LENGTH_OFFSET = 4;
  private static final int FORMAT_OFFSET = 8;
  private static final int TRACK_COUNT_OFFSET = 10;
  private static final int TRACK_CHUNK = 0x4d54726b; // MTrk
  private static final int META = 0xFF;
  private static final int META_TRACK_NAME = 0x03;
  private static final int META_INSTRUMENT_NAME = 0x04;
  private static final int META_TEMPO = 0x51;
  private static final int META_TIME_SIGNATURE = 0x58;
  private static final int META_KEY_SIGNATURE = 0x59;
  private static final int CONTROLLER_SUSTAIN = 64;
  private static final int PEDAL_DOWN_FROM = 64;
  private static final int CONTROLLER_ALL_SOUND_OFF = 120;
  private static final int CONTROLLER_RESET = 121;
  private static final int CONTROLLER_ALL_NOTES_OFF = 123;
  private static final int FORMAT_OF_SEPARATE_PATTERNS = 2;
  private static final int DRUM_CHANNEL = 9;
  private static final double DEFAULT_TEMPO_BPM = 120;

  private MidiFileReader() {}

  /**
   * @throws MidiFileException when the file is missing, empty, too large, broken, timed in SMPTE
   *     frames, of format 2 or without notes
   */
  public static MidiPiece read(Path file) throws MidiFileException {
    try {
      if (Files.isDirectory(file)) {
        throw new MidiFileException(Fault.UNREADABLE, file + " is a folder; give a .mid file");
      }
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new MidiFileException(
            Fault.TOO_LARGE,
            file + " is larger than " + (MAX_FILE_BYTES >> 20) + " MiB; cut it into pieces first");
      }
      return read(Files.readAllBytes(file), file.toString());
    } catch (MidiFileException e) {
      throw e;
    } catch (NoSuchFileException e) {
      throw new MidiFileException(Fault.UNREADABLE, file + " does not exist; check the path", e);
    } catch (AccessDeniedException e) {
      throw new MidiFileException(
          Fault.UNREADABLE, file + " may not be read: permission is missing", e);
    } catch (IOException e) {
      throw new MidiFileException(Fault.UNREADABLE, file + " cannot be read: " + e.getMessage(), e);
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
          Fault.UNSUITABLE,
          name + " is timed in SMPTE frames, not in beats; export it with a musical time base");
    }
    int resolution = sequence.getResolution();
    Head head = new Head();
    Map<Integer, List<PedalMove>> pedals = new TreeMap<>();
    for (Track track : sequence.getTracks()) {
      for (int i = 0; i < track.size(); i++) {
        MidiMessage message = track.get(i).getMessage();
        if (track.get(i).getTick() < 0 || track.get(i).getTick() > MAX_FILE_TICK) {
          throw new MidiFileException(Fault.BROKEN, name + BROKEN);
        }
        long tick = tickOf(track.get(i), resolution);
        if (message instanceof MetaMessage meta) {
          head.accept(meta, tick);
        } else if (message instanceof ShortMessage shortMessage) {
          if (shortMessage.getData1() > 127 || shortMessage.getData2() > 127) {
            throw new MidiFileException(Fault.BROKEN, name + BROKEN);
          }
          if (movesPedal(shortMessage)) {
            pedals
                .computeIfAbsent(shortMessage.getChannel(), key -> new ArrayList<>())
                .add(new PedalMove(tick, isPedalDown(shortMessage)));
          }
        }
      }
    }
    pedals.values().forEach(moves -> moves.sort(Comparator.comparingLong(PedalMove::tick)));
    long moves = pedals.values().stream().mapToLong(List::size).sum();
    if (moves * sequence.getTracks().length > MAX_PEDAL_WORK) {
      throw new MidiFileException(
          Fault.TOO_LARGE,
          name + " has too many tracks and pedal moves to be music; cut it into pieces first");
    }
    List<MidiTrack> tracks = new ArrayList<>();
    int unfinished = 0;
    int drums = 0;
    for (Track track : sequence.getTracks()) {
      TrackReader reader = new TrackReader(track, resolution, pedals);
      unfinished += reader.readInto(tracks);
      drums += reader.drums();
    }
    if (tracks.isEmpty()) {
      throw new MidiFileException(
          Fault.NO_NOTES,
          name + " holds no notes (drums on channel 10 do not count); give a file with notes");
    }
    return new MidiPiece(
        List.copyOf(tracks),
        head.tempoBpm,
        new MeterMap(head.changes()),
        Optional.ofNullable(head.key),
        unfinished,
        drums);
  }

  /**
   * All tempi of a file; 120 until the first.
   *
   * @param bytes a whole file
   * @param name how to call it in errors
   */
  public static TempoMap tempi(byte[] bytes, String name) throws MidiFileException {
    Sequence sequence = sequence(bytes, name);
    List<TempoMap.Change> changes = new ArrayList<>();
    changes.add(new TempoMap.Change(0, DEFAULT_TEMPO_BPM));
    for (Track track : sequence.getTracks()) {
      for (int i = 0; i < track.size(); i++) {
        if (track.get(i).getMessage() instanceof MetaMessage meta
            && meta.getType() == META_TEMPO
            && quarterUs(meta.getData()) > 0) {
          long tick = tickOf(track.get(i), sequence.getResolution());
          changes.add(new TempoMap.Change(tick, 60e6 / quarterUs(meta.getData())));
        }
      }
    }
    return new TempoMap(changes);
  }

  /** How long a quarter note is by a change of tempo; 0 where that is not well-formed. */
  private static int quarterUs(byte[] data) {
    return data.length < 3 ? 0 : (data[0] & 0xff) << 16 | (data[1] & 0xff) << 8 | data[2] & 0xff;
  }

  private static Sequence sequence(byte[] bytes, String name) throws MidiFileException {
    if (bytes.length == 0) {
      throw new MidiFileException(Fault.BROKEN, name + " is empty; give a .mid file");
    }
    if (bytes.length < 14
        || bytes[0] != 'M'
        || bytes[1] != 'T'
        || bytes[2] != 'h'
        || bytes[3] != 'd') {
      throw new MidiFileException(
          Fault.BROKEN, name + " is not a MIDI file; give a Standard MIDI File (.mid)");
    }
    if (!isWhole(bytes)) {
      throw new MidiFileException(Fault.BROKEN, name + BROKEN);
    }
    if (ByteBuffer.wrap(bytes).getShort(FORMAT_OFFSET) == FORMAT_OF_SEPARATE_PATTERNS) {
      throw new MidiFileException(
          Fault.UNSUITABLE,
          name + " holds patterns that follow no common time (format 2); export it as format 1");
    }
    try {
      return MidiSystem.getSequence(new ByteArrayInputStream(bytes));
    } catch (InvalidMidiDataException | IOException | RuntimeException e) {
      throw new MidiFileException(Fault.BROKEN, name + BROKEN, e);
    } catch (OutOfMemoryError e) {
      throw new MidiFileException(
          Fault.BROKEN, name + " claims to be longer than memory allows; export it again", e);
    }
  }

  /**
   * Whether all tracks that the header promises are there in full, and no number in them is longer
   * than numbers may be; the JDK's reader would not mind.
   */
  private static boolean isWhole(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    int tracks = buffer.getShort(TRACK_COUNT_OFFSET) & 0xffff;
    long position = CHUNK_HEADER_BYTES + (buffer.getInt(CHUNK_LENGTH_OFFSET) & 0xffff_ffffL);
    while (tracks > 0 && position + CHUNK_HEADER_BYTES <= bytes.length) {
      boolean isTrack = buffer.getInt((int) position) == TRACK_CHUNK;
      long begin = position + CHUNK_HEADER_BYTES;
      position = begin + (buffer.getInt((int) position + CHUNK_LENGTH_OFFSET) & 0xffff_ffffL);
      if (isTrack && position <= bytes.length && !numbersAreShort(buffer, begin, position)) {
        return false;
      }
      tracks -= isTrack ? 1 : 0;
    }
    return tracks == 0 && position <= bytes.length;
  }

  /**
   * Whether the numbers of variable length in a track have four bytes at most (Standard MIDI Files
   * 1.0), so that neither times nor lengths overflow. What else is wrong is for the reader to see.
   */
  private static boolean numbersAreShort(ByteBuffer buffer, long begin, long end) {
    ByteBuffer track = buffer.slice((int) begin, (int) (end - begin));
    int status = 0;
    while (track.remaining() > 1) {
      if (number(track) < 0) {
        return false;
      }
      int first = track.hasRemaining() ? track.get() & 0xff : 0;
      boolean runs = first < 0x80;
      status = runs ? status : first;
      long rest;
      if (status < 0x80) {
        return true; // no event: refused by the reader
      } else if (status < 0xF0) {
        boolean single = (status & 0xE0) == ShortMessage.PROGRAM_CHANGE;
        rest = (single ? 1 : 2) - (runs ? 1 : 0);
      } else {
        if (status == META) {
          track.position(Math.min(track.limit(), track.position() + 1)); // its type
        }
        rest = number(track);
      }
      if (rest < 0) {
        return false;
      }
      track.position((int) Math.min(track.limit(), track.position() + rest));
    }
    return true;
  }

  /** A number of variable length, as far as it goes; -1 when it is too long. */
  private static long number(ByteBuffer track) {
    long value = 0;
    for (int i = 0; i < MAX_NUMBER_BYTES && track.hasRemaining(); i++) {
      int next = track.get();
      value = value << 7 | next & 0x7f;
      if (next >= 0) {
        return value;
      }
    }
    return track.hasRemaining() ? -1 : value;
  }

  private static long tickOf(MidiEvent event, int resolution) {
    return MusicalTime.ticksOfFile(event.getTick(), resolution);
  }

  private static boolean movesPedal(ShortMessage message) {
    return message.getCommand() == ShortMessage.CONTROL_CHANGE
        && (message.getData1() == CONTROLLER_SUSTAIN || message.getData1() == CONTROLLER_RESET);
  }

  private static boolean isPedalDown(ShortMessage message) {
    return message.getData1() == CONTROLLER_SUSTAIN && message.getData2() >= PEDAL_DOWN_FROM;
  }

  private record PedalMove(long tick, boolean down) {}

  /** What holds for all tracks: first tempo, first key, all meters. */
  private static final class Head {
    private final Map<Long, Meter> meters = new TreeMap<>();
    private double tempoBpm = DEFAULT_TEMPO_BPM;
    private long tempoTick = Long.MAX_VALUE;
    private KeySignature key;
    private long keyTick = Long.MAX_VALUE;

    void accept(MetaMessage meta, long tick) {
      byte[] data = meta.getData();
      switch (meta.getType()) {
        case META_TEMPO -> tempo(data, tick);
        case META_TIME_SIGNATURE -> meter(data, tick);
        case META_KEY_SIGNATURE -> key(data, tick);
        default -> {
          // names are read track by track; lyrics, markers and copyright are not music
        }
      }
    }

    private void tempo(byte[] data, long tick) {
      int quarterUs = quarterUs(data);
      if (quarterUs > 0 && tick < tempoTick) {
        tempoTick = tick;
        tempoBpm = 60e6 / quarterUs;
      }
    }

    /** A signature that no {@link Meter} can be is passed over: the notes matter more. */
    private void meter(byte[] data, long tick) {
      if (data.length < 2 || data[0] < 1 || data[0] > 32 || data[1] < 0 || data[1] > 5) {
        return;
      }
      meters.put(Grid.snap(tick), new Meter(data[0], 1 << data[1]));
    }

    List<MeterMap.Change> changes() {
      return meters.entrySet().stream()
          .map(entry -> new MeterMap.Change(entry.getKey(), entry.getValue()))
          .toList();
    }

    private void key(byte[] data, long tick) {
      if (tick < keyTick && data.length >= 2 && Math.abs(data[0]) <= 7 && (data[1] & ~1) == 0) {
        keyTick = tick;
        key = new KeySignature(data[0], data[1] == 1);
      }
    }
  }

  /** Gathers one track, channel by channel. */
  private static final class TrackReader {
    private final Track track;
    private final int resolution;
    private final Map<Integer, List<PedalMove>> foreignPedals;
    private final Map<Integer, Integer> foreignPedalAt = new TreeMap<>();
    private final Map<Integer, NotePairing> channels = new TreeMap<>();
    private String name = "";
    private String instrument = "";
    private long lastTick;
    private int drums;

    TrackReader(Track track, int resolution, Map<Integer, List<PedalMove>> pedals) {
      this.track = track;
      this.resolution = resolution;
      foreignPedals = new TreeMap<>(pedals);
      for (int i = 0; i < track.size(); i++) {
        if (track.get(i).getMessage() instanceof ShortMessage message && movesPedal(message)) {
          foreignPedals.remove(message.getChannel());
        }
      }
    }

    /**
     * @return how many notes had no end
     */
    int readInto(List<MidiTrack> tracks) {
      for (int i = 0; i < track.size(); i++) {
        accept(track.get(i));
      }
      int unfinished = 0;
      for (Map.Entry<Integer, NotePairing> entry : channels.entrySet()) {
        NotePairing channel = entry.getValue();
        unfinished += channel.unfinished();
        moveForeignPedal(entry.getKey(), channel, Long.MAX_VALUE);
        List<Note> notes = channel.notesUntil(lastTick).stream().sorted(Note.ORDER).toList();
        if (!notes.isEmpty()) {
          tracks.add(new MidiTrack(name.isEmpty() ? instrument : name, entry.getKey(), notes));
        }
      }
      return unfinished;
    }

    int drums() {
      return drums;
    }

    private void accept(MidiEvent event) {
      long tick = tickOf(event, resolution);
      lastTick = Math.max(lastTick, tick);
      MidiMessage message = event.getMessage();
      if (message instanceof MetaMessage meta) {
        if (meta.getType() == META_TRACK_NAME) {
          name = text(meta);
        } else if (meta.getType() == META_INSTRUMENT_NAME) {
          instrument = text(meta);
        }
      } else if (message instanceof ShortMessage shortMessage) {
        if (shortMessage.getChannel() != DRUM_CHANNEL) {
          accept(shortMessage, tick);
        } else if (shortMessage.getCommand() == ShortMessage.NOTE_ON
            && shortMessage.getData2() > 0) {
          drums++;
        }
      }
    }

    private void accept(ShortMessage message, long tick) {
      NotePairing channel =
          channels.computeIfAbsent(
              message.getChannel(), key -> new NotePairing(Part.PLAYER, MAX_SUSTAIN_TICKS));
      moveForeignPedal(message.getChannel(), channel, tick);
      switch (message.getCommand()) {
        case ShortMessage.NOTE_ON -> channel.note(message.getData1(), message.getData2(), tick);
        case ShortMessage.NOTE_OFF -> channel.note(message.getData1(), 0, tick);
        case ShortMessage.CONTROL_CHANGE -> {
          if (movesPedal(message)) {
            channel.pedal(isPedalDown(message), tick);
          } else if (message.getData1() == CONTROLLER_ALL_NOTES_OFF
              || message.getData1() == CONTROLLER_ALL_SOUND_OFF) {
            channel.allNotesOff(tick);
          }
        }
        default -> {
          // programme changes, bends and pressure say nothing that the grammar could
        }
      }
    }

    private void moveForeignPedal(int number, NotePairing channel, long untilTick) {
      List<PedalMove> moves = foreignPedals.getOrDefault(number, List.of());
      int next = foreignPedalAt.getOrDefault(number, 0);
      while (next < moves.size() && moves.get(next).tick() <= untilTick) {
        channel.pedal(moves.get(next).down(), moves.get(next).tick());
        next++;
      }
      foreignPedalAt.put(number, next);
    }

    private static String text(MetaMessage meta) {
      return new String(meta.getData(), StandardCharsets.UTF_8).trim();
    }
  }
}
