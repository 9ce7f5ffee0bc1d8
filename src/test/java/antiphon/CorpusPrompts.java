package antiphon;

import antiphon.midi.file.MidiFileException;
import antiphon.midi.file.MidiFileReader;
import antiphon.midi.file.MidiPiece;
import antiphon.midi.file.MidiTrack;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.Meter;
import antiphon.music.time.MusicalTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The fixed prompts of the corpora, those of their test lists. The corpora lie in {@code
 * ../shared/data} or where {@code -Dantiphon.corpora} says; {@code -Dantiphon.corpora.split} takes
 * another list.
 */
public final class CorpusPrompts {
  public static final Path FOLDER =
      Path.of(System.getProperty("antiphon.corpora", "../shared/data"));

  private static final String SPLIT = System.getProperty("antiphon.corpora.split", "test");

  /** A prompt with the tempo of its piece; tick 0 is a bar line. */
  public record Prompt(String name, List<Note> notes, Meter meter, double tempoBpm, long endTick) {}

  private CorpusPrompts() {}

  /** The prompts by the names of their corpora; empty where there are none. */
  public static Map<String, List<Prompt>> read() throws IOException {
    Map<String, List<Prompt>> corpora = new TreeMap<>();
    if (!Files.isDirectory(FOLDER)) {
      return corpora;
    }
    try (Stream<Path> folders = Files.list(FOLDER)) {
      for (Path folder : folders.sorted().toList()) {
        if (Files.isRegularFile(folder.resolve("prompts.tsv"))) {
          corpora.put(folder.getFileName().toString(), prompts(folder));
        }
      }
    }
    return corpora;
  }

  private static List<Prompt> prompts(Path folder) throws IOException {
    List<Prompt> prompts = new ArrayList<>();
    List<String> lines = Files.readAllLines(folder.resolve("prompts.tsv"));
    try (ZipFile zip = new ZipFile(folder.resolve(folder.getFileName() + ".zip").toFile())) {
      for (String line : lines.subList(1, lines.size())) {
        String[] columns = line.split("\t");
        if (columns[1].equals(SPLIT)) {
          ZipEntry entry = zip.getEntry("midi/" + columns[0]);
          prompts.add(
              prompt(
                  zip.getInputStream(entry).readAllBytes(),
                  columns[0],
                  Long.parseLong(columns[2]) * MusicalTime.TICKS_PER_QUARTER / 480,
                  Integer.parseInt(columns[3])));
        }
      }
    }
    return prompts;
  }

  private static Prompt prompt(byte[] bytes, String name, long startTick, int quarters)
      throws MidiFileException {
    MidiPiece piece = MidiFileReader.read(bytes, name);
    List<MidiTrack> played = piece.tracks();
    if (played.stream().anyMatch(track -> track.name().equals("PIANO"))) {
      // POP909's chord labels are not played
      played = played.stream().filter(track -> !track.name().equals("CHORDS")).toList();
    }
    Score score = new MidiPiece(played, piece.tempoBpm(), piece.meters(), 0).asPart(Part.PLAYER);
    long endTick = (long) quarters * MusicalTime.TICKS_PER_QUARTER;
    List<Note> notes =
        score.notes().stream()
            .filter(note -> note.onTick() >= startTick && note.onTick() < startTick + endTick)
            .map(note -> note.shifted(-startTick, 0))
            .toList();
    long startClock = (startTick + MusicalTime.TICKS_PER_CLOCK - 1) / MusicalTime.TICKS_PER_CLOCK;
    return new Prompt(
        name + startTick, notes, score.meters().meterAt(startClock), score.tempoBpm(), endTick);
  }
}
