package antiphon.learn.corpus;

import antiphon.midi.file.MidiPiece;
import antiphon.midi.file.MidiTrack;
import antiphon.music.note.KeySignature;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A {@link FileReading} as a few bytes a note, and back. Whole numbers are seven bits a byte, low
 * bits first, the eighth set where more follow; onsets are counted from the onset before, ends from
 * their onset. Layout:
 *
 * <pre>
 * unusable: 0, reason, detail
 * usable:   1, kind, fingerprint (8 + 8 + 1 bytes), tempo (8 bytes, a double),
 *           meters: count, then clock, beats, unit of each
 *           key: 0 | 1, fifths + 7, minor
 *           unfinished notes, notes on the drum channel
 *           tracks: count, then of each: name, channel, count, then of each note:
 *             ticks since the onset before, pitch (1 byte), velocity (1 byte), length in ticks
 * text:     length in bytes, UTF-8
 * </pre>
 */
final class PieceBytes {
  /** Goes up when the layout changes. */
  static final int VERSION = 2;

  private static final int UNUSABLE = 0;
  private static final int USABLE = 1;
  private static final int MOST_FLATS = 7;
  private static final int VARINT_BITS = 7;
  private static final int VARINT_MORE = 0x80;
  private static final int LONGEST_VARINT_SHIFT = 63;

  private PieceBytes() {}

  static byte[] encode(FileReading reading) {
    Out out = new Out();
    if (reading instanceof FileReading.Unusable unusable) {
      out.write(UNUSABLE);
      out.number(unusable.reason().ordinal());
      out.text(unusable.detail());
    } else if (reading instanceof FileReading.Usable usable) {
      out.write(USABLE);
      out.write(usable.kind().ordinal());
      out.fixed(usable.fingerprint().high());
      out.fixed(usable.fingerprint().low());
      out.write(usable.fingerprint().lowestPitch());
      piece(usable.piece(), out);
    }
    return out.toByteArray();
  }

  /**
   * @throws IllegalArgumentException when the bytes are none that {@link #encode} gave
   */
  static FileReading decode(ByteBuffer in) {
    try {
      if (in.get() == UNUSABLE) {
        SkipReason reason = SkipReason.values()[count(in)];
        return new FileReading.Unusable(reason, text(in));
      }
      CorpusPiece.Kind kind = CorpusPiece.Kind.values()[in.get()];
      PieceFingerprint fingerprint = new PieceFingerprint(in.getLong(), in.getLong(), in.get());
      return new FileReading.Usable(piece(in), fingerprint, kind);
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("not the bytes of a piece", e);
    }
  }

  /** A piece alone, laid out as in a usable reading. */
  static byte[] encode(MidiPiece piece) {
    Out out = new Out();
    piece(piece, out);
    return out.toByteArray();
  }

  /**
   * @throws IllegalArgumentException when the bytes are none that {@link #encode(MidiPiece)} gave
   */
  static MidiPiece decodePiece(ByteBuffer in) {
    try {
      return piece(in);
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("not the bytes of a piece", e);
    }
  }

  private static void piece(MidiPiece piece, Out out) {
    out.fixed(Double.doubleToLongBits(piece.tempoBpm()));
    out.number(piece.meters().changes().size());
    for (MeterMap.Change change : piece.meters().changes()) {
      out.number(change.clock());
      out.number(change.meter().beats());
      out.number(change.meter().unit());
    }
    out.write(piece.key().isPresent() ? 1 : 0);
    piece
        .key()
        .ifPresent(
            key -> {
              out.write(key.fifths() + MOST_FLATS);
              out.write(key.minor() ? 1 : 0);
            });
    out.number(piece.unfinishedNotes());
    out.number(piece.drumNotes());
    out.number(piece.tracks().size());
    for (MidiTrack track : piece.tracks()) {
      out.text(track.name());
      out.number(track.channel());
      out.number(track.notes().size());
      long before = 0;
      for (Note note : track.notes()) {
        out.number(note.onTick() - before);
        out.write(note.pitch());
        out.write(note.velocity());
        out.number(note.offTick() - note.onTick());
        before = note.onTick();
      }
    }
  }

  private static MidiPiece piece(ByteBuffer in) {
    double tempoBpm = Double.longBitsToDouble(in.getLong());
    List<MeterMap.Change> changes = new ArrayList<>();
    for (int left = count(in); left > 0; left--) {
      changes.add(new MeterMap.Change(number(in), new Meter(count(in), count(in))));
    }
    Optional<KeySignature> key =
        in.get() == 0
            ? Optional.empty()
            : Optional.of(new KeySignature(in.get() - MOST_FLATS, in.get() != 0));
    int unfinished = count(in);
    int drums = count(in);
    List<MidiTrack> tracks = new ArrayList<>();
    for (int left = count(in); left > 0; left--) {
      tracks.add(new MidiTrack(text(in), count(in), notes(in)));
    }
    return new MidiPiece(
        List.copyOf(tracks), tempoBpm, new MeterMap(changes), key, unfinished, drums);
  }

  private static List<Note> notes(ByteBuffer in) {
    int count = count(in);
    if (count > in.remaining()) {
      throw new IllegalArgumentException("more notes than bytes");
    }
    Note[] notes = new Note[count];
    long onTick = 0;
    for (int i = 0; i < count; i++) {
      onTick += number(in);
      notes[i] = new Note(Part.PLAYER, in.get(), in.get(), onTick, onTick + number(in));
    }
    return List.of(notes);
  }

  private static String text(ByteBuffer in) {
    int length = count(in);
    if (length > in.remaining()) {
      throw new IllegalArgumentException("more text than bytes");
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  static int count(ByteBuffer in) {
    long number = number(in);
    if (number < 0 || number > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(number + " is no count");
    }
    return (int) number;
  }

  private static long number(ByteBuffer in) {
    long number = 0;
    for (int shift = 0; shift < LONGEST_VARINT_SHIFT; shift += VARINT_BITS) {
      byte bits = in.get();
      number |= (long) (bits & VARINT_MORE - 1) << shift;
      if (bits >= 0) {
        return number;
      }
    }
    throw new IllegalArgumentException("a number without end");
  }

  /** Bytes, and what is made of them. */
  static final class Out extends ByteArrayOutputStream {
    /**
     * @param number 0 or more
     */
    void number(long number) {
      long rest = number;
      while (rest >= VARINT_MORE) {
        write((int) rest | VARINT_MORE);
        rest >>>= VARINT_BITS;
      }
      write((int) rest);
    }

    void fixed(long bits) {
      for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
        write((int) (bits >>> shift));
      }
    }

    void text(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      number(bytes.length);
      writeBytes(bytes);
    }
  }
}
