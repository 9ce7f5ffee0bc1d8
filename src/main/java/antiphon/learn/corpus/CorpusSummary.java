package antiphon.learn.corpus;

import antiphon.midi.file.MidiPiece;
import antiphon.midi.file.MidiTrack;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.time.Grid;
import antiphon.music.time.MusicalTime;
import antiphon.music.token.TokenEncoder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Figures of a corpus.
 *
 * @param shares of each split that has a piece
 * @param tunesByName pieces whose {@link MelodyTrack} is told by a name
 * @param tunesByHeight pieces whose {@link MelodyTrack} is told by how tracks lie
 * @param tunesByHand pieces of one track, which {@link HandSplit} shares
 * @param sessions files that are recorded sessions, of which the player's part alone is learnt
 * @param keysGiven pieces with a key signature
 * @param drumNotes notes left out, since they are drums
 * @param unfinishedNotes notes without an end of their own
 * @param offGrid pieces many of whose onsets lie beside the grid; they are used all the same
 */
public record CorpusSummary(
    Map<Split, Share> shares,
    int tunesByName,
    int tunesByHeight,
    int tunesByHand,
    List<String> sessions,
    int keysGiven,
    long drumNotes,
    long unfinishedNotes,
    List<OffGrid> offGrid) {
  /** What one split has. */
  public record Share(int pieces, long notes, double quarters) {
    private Share with(MidiPiece piece) {
      return new Share(pieces + 1, notes + piece.notes(), quarters + FileReading.quarters(piece));
    }
  }

  /**
   * A piece beside the grid: played freely, or in tuplets the grid has not.
   *
   * @param share of its onsets, 0 to 1
   */
  public record OffGrid(String name, double share) {}

  /** Onsets so near a grid position are on it: the rounding of other resolutions. */
  private static final long ON_GRID_TICKS = 4;

  private static final double MANY = 0.25;

  public CorpusSummary {
    shares = Map.copyOf(shares);
    offGrid = List.copyOf(offGrid);
    sessions = List.copyOf(sessions);
  }

  public static CorpusSummary of(Corpus corpus) {
    Map<Split, Share> shares = new EnumMap<>(Split.class);
    List<OffGrid> offGrid = new ArrayList<>();
    int byName = 0;
    int byHand = 0;
    int keys = 0;
    long drums = 0;
    long unfinished = 0;
    for (CorpusPiece entry : corpus.pieces()) {
      MidiPiece piece = entry.piece();
      shares.put(entry.split(), shares.getOrDefault(entry.split(), new Share(0, 0, 0)).with(piece));
      if (piece.tracks().size() == 1) {
        byHand++;
      } else if (MelodyTrack.of(piece).named()) {
        byName++;
      }
      keys += piece.key().isPresent() ? 1 : 0;
      drums += piece.drumNotes();
      unfinished += piece.unfinishedNotes();
      double share = offGridShare(piece);
      if (share > MANY && offGrid.stream().noneMatch(file -> file.name().equals(entry.name()))) {
        offGrid.add(new OffGrid(entry.name(), share));
      }
    }
    int byHeight = corpus.pieces().size() - byName - byHand;
    List<String> sessions =
        corpus.pieces().stream()
            .filter(entry -> entry.kind() == CorpusPiece.Kind.SESSION)
            .map(CorpusPiece::name)
            .distinct()
            .toList();
    return new CorpusSummary(
        shares, byName, byHeight, byHand, sessions, keys, drums, unfinished, offGrid);
  }

  /** How many tokens the pieces of a split come to, each as one part. */
  public static long tokens(Corpus corpus, Split split) {
    return corpus.of(split).stream()
        .mapToLong(entry -> TokenEncoder.encode(entry.piece().asPart(Part.PARTNER)).length)
        .sum();
  }

  static double offGridShare(MidiPiece piece) {
    int beside = 0;
    for (MidiTrack track : piece.tracks()) {
      for (Note note : track.notes()) {
        long gridTick = MusicalTime.ticksOfClocks(Grid.snap(note.onTick()));
        beside += Math.abs(note.onTick() - gridTick) > ON_GRID_TICKS ? 1 : 0;
      }
    }
    return (double) beside / Math.max(1, piece.notes());
  }
}
