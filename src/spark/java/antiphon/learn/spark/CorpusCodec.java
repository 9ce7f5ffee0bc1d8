package antiphon.learn.spark;

import antiphon.learn.corpus.Corpus;
import antiphon.learn.corpus.CorpusPiece;
import antiphon.learn.corpus.Split;
import antiphon.midi.file.MidiPiece;
import antiphon.midi.file.MidiTrack;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What training draws from, as bytes for the way between machines: both ends run the same version.
 */
final class CorpusCodec {
  private CorpusCodec() {}

  /** Pieces to train on, without their names. */
  static byte[] encode(List<Corpus> corpora) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(corpora.size());
      for (Corpus corpus : corpora) {
        List<CorpusPiece> pieces = corpus.of(Split.TRAIN);
        out.writeInt(pieces.size());
        for (CorpusPiece piece : pieces) {
          out.writeByte(piece.kind().ordinal());
          write(piece.piece(), out);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static List<Corpus> decode(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      List<Corpus> corpora = new ArrayList<>();
      for (int count = in.readInt(); count > 0; count--) {
        List<CorpusPiece> pieces = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
          CorpusPiece.Kind kind = CorpusPiece.Kind.values()[in.readByte()];
          pieces.add(new CorpusPiece("", Split.TRAIN, readPiece(in), kind));
        }
        corpora.add(new Corpus("", "", pieces, List.of(), false));
      }
      return corpora;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(MidiPiece piece, DataOutputStream out) throws IOException {
    out.writeDouble(piece.tempoBpm());
    out.writeInt(piece.unfinishedNotes());
    List<MeterMap.Change> meters = piece.meters().changes();
    out.writeInt(meters.size());
    for (MeterMap.Change change : meters) {
      out.writeLong(change.clock());
      out.writeByte(change.meter().beats());
      out.writeByte(change.meter().unit());
    }
    out.writeInt(piece.tracks().size());
    for (MidiTrack track : piece.tracks()) {
      out.writeUTF(track.name());
      out.writeByte(track.channel());
      out.writeInt(track.notes().size());
      for (Note note : track.notes()) {
        out.writeByte(note.part().ordinal());
        out.writeByte(note.pitch());
        out.writeByte(note.velocity());
        out.writeLong(note.onTick());
        out.writeLong(note.offTick());
      }
    }
  }

  private static MidiPiece readPiece(DataInputStream in) throws IOException {
    double tempoBpm = in.readDouble();
    int unfinishedNotes = in.readInt();
    List<MeterMap.Change> meters = new ArrayList<>();
    for (int count = in.readInt(); count > 0; count--) {
      long clock = in.readLong();
      int beats = in.readByte();
      meters.add(new MeterMap.Change(clock, new Meter(beats, in.readByte())));
    }
    List<MidiTrack> tracks = new ArrayList<>();
    for (int count = in.readInt(); count > 0; count--) {
      String name = in.readUTF();
      int channel = in.readByte();
      tracks.add(new MidiTrack(name, channel, readNotes(in)));
    }
    return new MidiPiece(tracks, tempoBpm, new MeterMap(meters), unfinishedNotes);
  }

  private static List<Note> readNotes(DataInputStream in) throws IOException {
    List<Note> notes = new ArrayList<>();
    for (int count = in.readInt(); count > 0; count--) {
      Part part = Part.of(in.readByte());
      int pitch = in.readByte();
      int velocity = in.readByte();
      long onTick = in.readLong();
      notes.add(new Note(part, pitch, velocity, onTick, in.readLong()));
    }
    return notes;
  }
}
