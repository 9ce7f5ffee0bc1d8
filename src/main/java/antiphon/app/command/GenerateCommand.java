package antiphon.app.command;

import antiphon.app.config.Configuration;
import antiphon.app.config.Key;
import antiphon.app.config.UsageException;
import antiphon.app.session.ModelShelf;
import antiphon.learn.compose.Composer;
import antiphon.learn.compose.Continuation;
import antiphon.learn.compose.HybridSeed;
import antiphon.learn.compose.MelodySplit;
import antiphon.learn.compose.Morph;
import antiphon.learn.compose.Opening;
import antiphon.learn.compose.OverlaySearch;
import antiphon.learn.compose.OverlaySeed;
import antiphon.learn.compose.Prompt;
import antiphon.learn.compose.Roles;
import antiphon.learn.compose.SamplingSettings;
import antiphon.learn.compose.SeedChoice;
import antiphon.learn.compose.SeedSearch;
import antiphon.midi.file.MidiFileException;
import antiphon.midi.file.MidiFileReader;
import antiphon.midi.file.MidiPiece;
import antiphon.music.note.Score;
import antiphon.music.time.MusicalTime;
import antiphon.net.LstmStepper;
import antiphon.net.ModelBundle;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code generate}: music composed offline. */
@Command(
    name = "generate",
    description = {
      "Composes offline: continues a prompt, or bars of several pieces that join well, or begins from nothing.",
      "The same arguments give the same file, byte for byte."
    },
    footer = {
      "",
      "Examples:",
      "  antiphon generate --prompt song.mid --prompt-beats 16 --beats 64 --seed 7 -o song-on.mid",
      "  antiphon generate --blend a.mid --blend b.mid --beats 64 --picture ab.png -o ab.mid",
      "  antiphon generate --blend a.mid --blend b.mid --morph alternate --beats 96 -o a-b-a-b.mid",
      "  antiphon generate --beats 64 --count 5 -o idea.mid        writes idea-1.mid to idea-5.mid"
    })
public final class GenerateCommand implements Callable<Integer> {
  private static final int MAX_QUARTERS = 4096;
  private static final int MAX_COUNT = 1000;
  private static final int MAX_BARS = 64;
  private static final int MAX_PIECES = 8;
  private static final int SEARCH_STEPS = 100;

  /** How bars of two pieces meet. */
  enum Fuse {
    FOLLOW,
    OVERLAY
  }

  @Mixin private DrawingOptions drawing = new DrawingOptions();

  @Option(
      names = "--prompt",
      paramLabel = "FILE.mid",
      description = "Continue this: all of it, up to the beat after its last note.")
  private Path prompt;

  @Option(
      names = "--prompt-bar",
      paramLabel = "N",
      defaultValue = "1",
      description = "The prompt begins at this bar (default: ${DEFAULT-VALUE}).")
  private int promptBar;

  @Option(
      names = "--prompt-beats",
      paramLabel = "N",
      defaultValue = "0",
      description = "The prompt is so many quarter notes long (default: as long as it is).")
  private int promptBeats;

  @Option(
      names = "--roles",
      paramLabel = "ROLES",
      defaultValue = "partner",
      description =
          "Who plays, as the model hears it: partner or player (one of them all of it), duet (the first track the player, "
              + "the rest the partner, and both go on), answer (the player the prompt, the partner what follows) "
              + "(default: ${DEFAULT-VALUE}).")
  private Roles roles;

  @Option(
      names = "--blend",
      paramLabel = "FILE.mid",
      description = {
        "Two or more pieces: bars of the first, then bars of the second in its key, that join well; then composed on.",
        "Which bars and why is told on standard error."
      })
  private List<Path> blend = List.of();

  @Option(
      names = "--bars",
      paramLabel = "N",
      defaultValue = "4",
      description = "Bars taken of each piece of --blend (default: ${DEFAULT-VALUE}).")
  private int bars;

  @Option(
      names = "--fuse",
      paramLabel = "HOW",
      defaultValue = "follow",
      description =
          "How the bars of --blend meet: 'follow' one another, or 'overlay': the melody of the first piece over the "
              + "accompaniment of the second, at once. The first track is the melody or, in a file of one track, the top line "
              + "(default: ${DEFAULT-VALUE}).")
  private Fuse fuse;

  @Option(
      names = "--morph",
      paramLabel = "HOW",
      arity = "0..1",
      fallbackValue = "glide",
      description =
          "The bars of the first piece of --blend alone are the seed; what is composed on comes under the influence of one "
              + "piece after the other: 'glide' moves evenly from the first to the last, 'alternate' changes every --morph-bars. "
              + "Each influence is a memory of its own that hears all that is composed, and at every block the next bars of its "
              + "piece in the key of the seed, which nobody else hears; tokens are drawn from p ~ pA^(1-w) pB^w while w goes "
              + "from 0 to 1 (default: ${FALLBACK-VALUE}).")
  private Morph morph;

  @Option(
      names = "--morph-bars",
      paramLabel = "N",
      defaultValue = "4",
      description = "Bars in a block of --morph (default: ${DEFAULT-VALUE}).")
  private int morphBars;

  @Option(
      names = "--beats",
      paramLabel = "N",
      defaultValue = "32",
      description = "Quarter notes to compose (default: ${DEFAULT-VALUE}).")
  private int beats;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "1",
      description = "So many versions, from seed, seed + 1, ...: OUT-1.mid, OUT-2.mid, ...")
  private int count;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "OUT.mid",
      required = true,
      description =
          "Where the music goes: a track for the prompt or each seed, and one for what was composed.")
  private Path out;

  @Option(
      names = "--continuation-only",
      description = "Write what was composed alone, from the first bar on.")
  private boolean continuationOnly;

  @Option(
      names = "--picture",
      paramLabel = "FILE.png",
      description = "Draw it as a piano roll, too.")
  private Path picture;

  @Option(names = "--json", description = "Print one JSON document about what was done.")
  private boolean json;

  private HybridSeed hybridSeed; // once it has been searched for

  @Override
  public Integer call() throws IOException {
    check();
    Configuration configuration = drawing.configuration();
    ModelBundle bundle = ModelShelf.load(configuration.text(Key.MODEL));
    LstmStepper stepper = ModelShelf.stepper(bundle.weights(), configuration.text(Key.ENGINE));
    ObjectNode document =
        new ObjectMapper().createObjectNode().put("model", bundle.manifest().name());
    GenerateReport report = new GenerateReport(document, System.err);
    Opening opening = opening(stepper, report);
    SamplingSettings sampling = drawing.sampling();
    long seed = drawing.seed();
    try (ProgressBar bar =
        ProgressBars.named("generate").setInitialMax((long) beats * count).build()) {
      for (int i = 0; i < count; i++) {
        long donePerVersion = (long) i * beats;
        Composer composer = new Composer(stepper, sampling, seed + i);
        composer.onProgress(
            clock ->
                bar.stepTo(
                    donePerVersion
                        + (clock - opening.endClock()) / MusicalTime.CLOCKS_PER_QUARTER));
        Continuation continuation = compose(composer, opening);
        GeneratedMusic music = new GeneratedMusic(opening, continuation, continuationOnly);
        Path file = numbered(out, i);
        music.write(file);
        if (picture != null) {
          music.draw(numbered(picture, i), file.getFileName() + ", seed " + (seed + i));
        }
        report.wrote(file, seed + i, beats, continuation);
        bar.stepTo(donePerVersion + beats);
      }
    }
    report.tell();
    if (json) {
      System.out.println(document);
    }
    return 0;
  }

  private void check() {
    if (prompt != null && !blend.isEmpty()) {
      throw new UsageException("--prompt and --blend exclude each other; give one of them");
    }
    if (blend.size() == 1) {
      throw new UsageException("--blend takes two pieces or more; give a second --blend FILE.mid");
    }
    if (blend.size() > MAX_PIECES) {
      throw new UsageException("--blend takes at most " + MAX_PIECES + " pieces");
    }
    if (prompt == null && (promptBar != 1 || promptBeats != 0)) {
      throw new UsageException("--prompt-bar and --prompt-beats need --prompt FILE.mid");
    }
    if (morph != null && blend.isEmpty()) {
      throw new UsageException("--morph needs the pieces: --blend A.mid --blend B.mid");
    }
    if (fuse == Fuse.OVERLAY && (blend.size() != 2 || morph != null)) {
      throw new UsageException(
          "--fuse overlay takes two pieces and no --morph: --blend MELODY.mid --blend GROUND.mid");
    }
    if (drawing.recall().share() > 0 && morph != null) {
      throw new UsageException("--recall and --morph exclude each other; give one of them");
    }
    require("--morph-bars", morphBars, 1, MAX_BARS);
    require("--beats", beats, 1, MAX_QUARTERS);
    require("--prompt-beats", promptBeats, 0, MAX_QUARTERS);
    require("--prompt-bar", promptBar, 1, Integer.MAX_VALUE);
    require("--bars", bars, 1, MAX_BARS);
    require("--count", count, 1, MAX_COUNT);
    requireWritable(out);
    if (picture != null) {
      requireWritable(picture);
    }
  }

  private Opening opening(LstmStepper stepper, GenerateReport report) {
    if (prompt != null) {
      Score piece = drawing.atTempo(drawing.inMeter(roles.arrange(read(prompt))));
      try {
        return Prompt.of(piece, promptBar, promptBeats);
      } catch (IllegalArgumentException e) {
        throw new UsageException(prompt + " " + e.getMessage(), e);
      }
    }
    if (blend.isEmpty()) {
      return drawing.silence();
    }
    Opening opening = blended(stepper, report);
    return new Opening(drawing.atTempo(opening.heard()), opening.endClock(), opening.sections());
  }

  private Continuation compose(Composer composer, Opening opening) {
    long clocks = (long) beats * MusicalTime.CLOCKS_PER_QUARTER;
    return morph == null
        ? composer.compose(opening.heard(), opening.endClock(), clocks, roles.speakers())
        : composer.morph(opening, hybridSeed, morph, morphBars, clocks, roles.speakers());
  }

  /** At the tempo of the first piece. */
  private Opening blended(LstmStepper stepper, GenerateReport report) {
    List<String> names = blend.stream().map(Path::toString).toList();
    List<Score> pieces = new ArrayList<>();
    for (Path file : blend) {
      MidiPiece piece = read(file);
      pieces.add(
          drawing.inMeter(fuse == Fuse.OVERLAY ? MelodySplit.of(piece) : roles.arrange(piece)));
    }
    Opening opening;
    List<SeedChoice> choices;
    long pairs;
    try (ProgressBar bar = ProgressBars.named("search").setInitialMax(SEARCH_STEPS).build()) {
      if (fuse == Fuse.OVERLAY) {
        OverlaySearch search = new OverlaySearch(stepper, bars);
        search.onProgress(share -> bar.stepTo(Math.round(share * SEARCH_STEPS)));
        OverlaySeed seed = search.join(names, pieces.get(0), pieces.get(1));
        opening = seed.opening(roles);
        choices = seed.choices();
        pairs = seed.pairs();
      } else {
        SeedSearch search = new SeedSearch(stepper, bars);
        search.onProgress(share -> bar.stepTo(Math.round(share * SEARCH_STEPS)));
        hybridSeed = search.join(names, pieces);
        opening = morph == null ? hybridSeed.opening() : hybridSeed.firstOpening();
        choices = hybridSeed.choices();
        pairs = hybridSeed.pairs();
      }
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
    report.chose(choices, pairs);
    return opening;
  }

  private static MidiPiece read(Path file) {
    try {
      return MidiFileReader.read(file);
    } catch (MidiFileException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  private Path numbered(Path file, int index) {
    if (count == 1) {
      return file;
    }
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    String stem = dot > 0 ? name.substring(0, dot) : name;
    return file.resolveSibling(stem + "-" + (index + 1) + (dot > 0 ? name.substring(dot) : ""));
  }

  private static void require(String option, int value, int min, int max) {
    if (value < min || value > max) {
      throw new UsageException(option + " must be " + min + " to " + max + ", not " + value);
    }
  }

  /** That every version of a file can be written, and none is one that is read. */
  private void requireWritable(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file) || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new UsageException(
          "cannot write " + file + "; give a file in a folder that exists and is writable");
    }
    List<Path> read = new ArrayList<>(blend);
    if (prompt != null) {
      read.add(prompt);
    }
    for (int i = 0; i < count; i++) {
      for (Path input : read) {
        if (isSame(numbered(file, i), input)) {
          throw new UsageException(
              numbered(file, i) + " would be overwritten, which is read; give another name");
        }
      }
    }
  }

  private static boolean isSame(Path a, Path b) {
    try {
      return Files.exists(a) && Files.exists(b) && Files.isSameFile(a, b);
    } catch (IOException e) {
      throw new UsageException("cannot look at " + a + ": " + e.getMessage(), e);
    }
  }
}
