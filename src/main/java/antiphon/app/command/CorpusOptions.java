package antiphon.app.command;

import antiphon.app.config.CacheFolder;
import antiphon.app.config.UsageException;
import antiphon.learn.corpus.Corpus;
import antiphon.learn.corpus.CorpusReader;
import antiphon.learn.corpus.PieceCache;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a command reads corpora, and tells what it found. */
final class CorpusOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--cache",
      paramLabel = "DIR|off",
      description =
          "Where what was read from MIDI files is kept for the next start (default: $ANTIPHON_CACHE, or the user's cache folder).")
  private String cache;

  /**
   * Reads corpora to train with; tells of each on standard error.
   *
   * @throws UsageException when there is nothing to read in one of them
   */
  List<Corpus> read(List<Path> paths) {
    return tell(paths, CorpusReader::read);
  }

  /** As {@link #read}, but few files are left whole: for scoring. */
  List<Corpus> readWhole(List<Path> paths) {
    return tell(paths, CorpusReader::readWhole);
  }

  /** Prints the figures of corpora on standard output. */
  void printFigures(List<Corpus> corpora) {
    for (Corpus corpus : corpora) {
      System.out.println(corpus.name());
      new CorpusTable(corpus, verbose()).printFigures(System.out);
    }
  }

  @FunctionalInterface
  private interface Reading {
    List<Corpus> read(List<Path> paths, PieceCache cache) throws IOException;
  }

  private List<Corpus> tell(List<Path> paths, Reading reading) {
    PieceCache kept =
        CacheFolder.of(cache, System.getenv()).map(PieceCache::in).orElseGet(PieceCache::none);
    List<Corpus> corpora;
    try {
      corpora = reading.read(paths, kept);
    } catch (IOException e) {
      throw new UsageException(e.getMessage(), e);
    }
    corpora.forEach(corpus -> new CorpusTable(corpus, verbose()).print(System.err));
    kept.problem().ifPresent(problem -> System.err.println("  " + problem));
    return corpora;
  }

  private boolean verbose() {
    return Boolean.TRUE.equals(command.findOption("--verbose").getValue());
  }
}
