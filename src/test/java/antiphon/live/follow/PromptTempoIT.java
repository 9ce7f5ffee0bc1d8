package antiphon.live.follow;

import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/**
 * The fixed prompts of the corpora, those of their test lists, played unevenly at their own tempo
 * and others. The corpora lie in {@code ../shared/data} or where {@code -Dantiphon.corpora} says;
 * where there are none, that is told and nothing is judged. {@code -Dantiphon.corpora.split} judges
 * another list.
 */
class PromptTempoIT {
  private static final Path CORPORA =
      Path.of(System.getProperty("antiphon.corpora", "../shared/data"));
  private static final String SPLIT = System.getProperty("antiphon.corpora.split", "test");
  private static final double LEAST_BEATS_KNOWN = .85;
  private static final double LEAST_BEATS_UNKNOWN = .82;
  private static final double[] TEMPI_BPM = {60, 90, 120, 150, 180};

  /** A prompt with the tempo of its piece; tick 0 is a bar line. */
  private record Prompt(
      String name, List<Note> notes, Meter meter, double tempoBpm, long endTick) {}

  private record Shares(double tempo, double beat) {}

  @Test
  void shouldFindTempoAndBeatOfThePrompts() throws IOException {
    Map<String, List<Prompt>> corpora = corpora();
    if (corpora.isEmpty()) {
      System.out.println("no prompts at " + CORPORA + ": nothing judged");
      return;
    }
    Shares known = judge("own tempo, known", corpora, true, own -> own, own -> own);
    Shares unknown =
        judge("own tempo, unknown", corpora, true, own -> own, own -> PhraseTempo.UNKNOWN);
    judge("own tempo, meter unknown too", corpora, false, own -> own, own -> PhraseTempo.UNKNOWN);
    for (double tempoBpm : TEMPI_BPM) {
      judge(tempoBpm + " bpm, known", corpora, true, own -> tempoBpm, own -> tempoBpm);
      judge(tempoBpm + " bpm, unknown", corpora, true, own -> tempoBpm, own -> PhraseTempo.UNKNOWN);
    }
    assertTrue(known.tempo() >= .9, "tempo, known: " + known);
    assertTrue(unknown.tempo() >= .9, "tempo, unknown: " + unknown);
    assertTrue(known.beat() >= LEAST_BEATS_KNOWN, "beat, known: " + known);
    assertTrue(unknown.beat() >= LEAST_BEATS_UNKNOWN, "beat, unknown: " + unknown);
  }

  private static Shares judge(
      String title,
      Map<String, List<Prompt>> corpora,
      boolean meterKnown,
      DoubleUnaryOperator tempo,
      DoubleUnaryOperator previous) {
    List<TempoTrial.Outcome> all = new ArrayList<>();
    Map<Meter, PhraseTempo> followers = new HashMap<>();
    for (Map.Entry<String, List<Prompt>> corpus : corpora.entrySet()) {
      List<TempoTrial.Outcome> outcomes = new ArrayList<>();
      for (Prompt prompt : corpus.getValue()) {
        Meter meter = meterKnown ? prompt.meter() : Meter.COMMON;
        outcomes.add(
            TempoTrial.play(
                prompt.notes(),
                prompt.meter(),
                prompt.endTick(),
                tempo.applyAsDouble(prompt.tempoBpm()),
                previous.applyAsDouble(prompt.tempoBpm()),
                followers.computeIfAbsent(meter, PhraseTempo::new),
                new Random(prompt.name().hashCode())));
      }
      print(title, corpus.getKey(), outcomes);
      all.addAll(outcomes);
    }
    print(title, "all", all);
    return new Shares(
        share(all.stream().map(TempoTrial.Outcome::tempoRight)),
        share(all.stream().map(TempoTrial.Outcome::beatRight)));
  }

  private static void print(String title, String corpus, List<TempoTrial.Outcome> outcomes) {
    System.out.printf(
        Locale.ROOT,
        "%-28s %-18s %4d  tempo %.3f  beat %.3f  level %.3f  bar %.3f  sure ones %.2f: %.3f%n",
        title,
        corpus,
        outcomes.size(),
        share(outcomes.stream().map(TempoTrial.Outcome::tempoRight)),
        share(outcomes.stream().map(TempoTrial.Outcome::beatRight)),
        share(outcomes.stream().map(TempoTrial.Outcome::levelRight)),
        share(outcomes.stream().map(TempoTrial.Outcome::barRight)),
        share(outcomes.stream().map(outcome -> outcome.confidence() >= .5)),
        share(
            outcomes.stream()
                .filter(outcome -> outcome.confidence() >= .5)
                .map(TempoTrial.Outcome::beatRight)));
  }

  private static double share(Stream<Boolean> marks) {
    return marks.collect(Collectors.averagingDouble(mark -> mark ? 1 : 0));
  }

  private static Map<String, List<Prompt>> corpora() throws IOException {
    Map<String, List<Prompt>> corpora = new TreeMap<>();
    if (!Files.isDirectory(CORPORA)) {
      return corpora;
    }
    try (Stream<Path> folders = Files.list(CORPORA)) {
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
