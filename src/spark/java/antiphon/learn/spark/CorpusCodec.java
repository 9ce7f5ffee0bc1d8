package antiphon.learn.spark;

import antiphon.learn.corpus.Corpus;
import antiphon.learn.corpus.CorpusPiece;
import antiphon.learn.corpus.PieceParcel;
import antiphon.learn.corpus.Split;
import antiphon.midi.file.MidiPiece;
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
          byte[] parcel = PieceParcel.pack(piece.piece());
          out.writeInt(parcel.length);
          out.write(parcel);
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
          MidiPiece piece = PieceParcel.unpack(in.readNBytes(in.readInt()));
          pieces.add(new CorpusPiece("", Split.TRAIN, piece, kind));
        }
        corpora.add(new Corpus("", "", pieces, List.of(), false));
      }
      return corpora;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
