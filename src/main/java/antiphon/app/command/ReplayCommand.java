package antiphon.app.command;

import antiphon.app.config.Configuration;
import antiphon.app.config.DataFolder;
import antiphon.app.config.Home;
import antiphon.app.config.UsageException;
import antiphon.app.session.JournalModels;
import antiphon.app.session.JournalPlayer;
import antiphon.app.session.JournalShelf;
import antiphon.live.engine.Replay;
import antiphon.live.journal.JournalException;
import antiphon.live.journal.JournalReader;
import antiphon.live.journal.SessionHeader;
import antiphon.midi.file.MidiFileWriter;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.SystemClock;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code replay}: a session once more, from its journal. */
@Command(
    name = "replay",
    description =
        "Plays a session once more from its journal, and compares every message with what was sent; or plays to ports what"
            + " was sent.",
    footer = {
      "",
      "Examples:",
      "  antiphon replay --list",
      "  antiphon replay last -o last.mid",
      "  antiphon replay '2026-11-26 05.15.28' --check --json",
      "  antiphon replay last --live --out synth",
      "Exit code 1 says that a message differs, or that something is missing in the journal."
    })
public final class ReplayCommand implements Callable<Integer> {
  private static final String LAST = "last";
  private static final long LONG_BYTES = 1 << 20;

  @Parameters(
      arity = "0..1",
      paramLabel = "JOURNAL",
      description =
          "Folder or name of a session's journal, a folder of journals for its last, or last.")
  private String wanted;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "Configuration to read (default: config/antiphon.toml of the distribution).")
  private Path config;

  @Option(
      names = {"-o", "--out-file"},
      paramLabel = "OUT.mid",
      description = "Write what was played: track 1 the player, track 2 Antiphon.")
  private Path file;

  @Option(names = "--check", description = "Only compare; so it is without -o and --live, too.")
  private boolean check;

  @Option(
      names = "--model",
      paramLabel = "PATH",
      description = "Where a model of the session lies now; may be repeated.")
  private List<Path> models = List.of();

  @Option(
      names = "--live",
      description = "Play to ports what was sent, in time, and do not compare.")
  private boolean live;

  @Option(
      names = "--midi",
      paramLabel = "TRANSPORT",
      description = "With --live: as of run (default: auto).")
  private String transport;

  @Option(
      names = "--out",
      paramLabel = "PATTERN",
      description = "With --live: play to ports whose name has this; may be repeated.")
  private List<String> out;

  @Option(names = "--list", description = "Say which journals there are.")
  private boolean list;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Override
  public Integer call() throws IOException, JournalException {
    Configuration configuration = new Configuration();
    if (config != null) {
      configuration.read(config);
    } else if (Files.isRegularFile(Home.configuration())) {
      configuration.read(Home.configuration());
    }
    if (list) {
      list(wanted == null ? DataFolder.JOURNAL.of(configuration) : Path.of(wanted));
      return 0;
    }
    if (wanted == null) {
      throw new UsageException("give a journal, or last; --list names those there are");
    }
    if (live && (check || file != null || json)) {
      throw new UsageException("--live goes with none of --check, -o and --json");
    }
    if (check && file != null) {
      throw new UsageException("--check only compares; leave it out, or -o");
    }
    JournalReader journal = journal(configuration);
    return live ? playLive(journal, configuration) : compare(journal);
  }

  private JournalReader journal(Configuration configuration) throws IOException {
    Path root = DataFolder.JOURNAL.of(configuration);
    if (wanted.equals(LAST)) {
      return JournalShelf.open(
          new JournalShelf(root)
              .last()
              .orElseThrow(() -> new UsageException("there is no journal in " + root + " yet")));
    }
    for (Path session : new JournalShelf(root).sessions()) {
      if (session.getFileName().toString().equals(wanted)) {
        return JournalShelf.open(session);
      }
    }
    return JournalShelf.open(Path.of(wanted));
  }

  private int compare(JournalReader journal) throws JournalException {
    SessionHeader header = journal.header();
    Score heard = journal.score();
    if (file != null) {
      write(heard);
      System.err.printf(
          "antiphon: wrote %s: %d notes of the player, %d of Antiphon%n",
          file, heard.notesOf(Part.PLAYER).size(), heard.notesOf(Part.PARTNER).size());
    }
    Replay.Outcome outcome = replay(journal);
    if (json) {
      print(journal, heard, outcome);
    } else if (outcome.difference() == null) {
      System.out.printf(
          Locale.ROOT,
          "%,d messages, all alike (session of %s, Antiphon %s, model %s)%s%n",
          outcome.sent(),
          header.startedAt(),
          header.program(),
          header.model().name(),
          journal.ended() ? "" : "; it did not end in order");
    }
    if (outcome.difference() != null) {
      System.err.println("antiphon: " + outcome.difference());
    }
    return outcome.difference() == null ? 0 : 1;
  }

  private void write(Score heard) {
    try {
      MidiFileWriter.write(heard, file);
    } catch (IOException e) {
      throw new UsageException(
          "cannot write " + file + "; give a file in a folder that exists and is writable", e);
    }
  }

  private Replay.Outcome replay(JournalReader journal) throws JournalException {
    JournalModels finder = new JournalModels(journal.header().model(), models);
    long bytes = journal.bytes();
    try (ProgressBar bar =
        bytes < LONG_BYTES
            ? null
            : ProgressBars.named("replay").setInitialMax(bytes).setUnit(" MB", 1 << 20).build()) {
      return new Replay(
              journal,
              finder,
              (message, timeNs) -> {
                if (bar != null) {
                  bar.stepTo(journal.bytesRead());
                }
              })
          .play();
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  private static void print(JournalReader journal, Score heard, Replay.Outcome outcome)
      throws JournalException {
    SessionHeader header = journal.header();
    ObjectNode document = new ObjectMapper().createObjectNode();
    document.put("journal", journal.folder().toString());
    document.put("startedAt", header.startedAt());
    document.put("program", header.program());
    document.put("model", header.model().name());
    document.put("modelSha256", header.model().identity());
    document.put("engine", header.model().engine());
    document.put("bytes", journal.bytes());
    document.put("ended", journal.ended());
    document.put("tornBytes", journal.tornBytes());
    document.put("gaps", journal.gaps());
    document.put("playerNotes", heard.notesOf(Part.PLAYER).size());
    document.put("partnerNotes", heard.notesOf(Part.PARTNER).size());
    document.put("messages", outcome.sent());
    document.put("alike", outcome.difference() == null);
    document.put("difference", outcome.difference());
    System.out.println(document);
  }

  private int playLive(JournalReader journal, Configuration configuration) throws JournalException {
    SessionOptions.overridePorts(configuration, transport, null, out);
    try (JournalPlayer player = JournalPlayer.open(journal, configuration, new SystemClock())) {
      Runtime.getRuntime().addShutdownHook(new Thread(player::close, "antiphon-stop"));
      System.err.println("antiphon: playing to " + player.outputs());
      System.err.printf(Locale.ROOT, "antiphon: %,d messages sent%n", player.play());
    }
    return 0;
  }

  private void list(Path root) throws IOException {
    ObjectNode document = new ObjectMapper().createObjectNode();
    document.put("folder", root.toString());
    document.putArray("journals");
    for (Path session : new JournalShelf(root).sessions()) {
      String name = session.getFileName().toString();
      ObjectNode entry = document.withArray("journals").addObject();
      entry.put("name", name);
      try {
        JournalReader journal = JournalReader.open(session);
        long[] lastNs = {journal.header().anchorNs()};
        journal.read(slot -> lastNs[0] = slot.timeNs == 0 ? lastNs[0] : slot.timeNs);
        double seconds = (lastNs[0] - journal.header().anchorNs()) / 1e9;
        String end =
            journal.ended() ? "ended" : JournalShelf.isPlayed(session) ? "playing" : "torn";
        entry.put("startedAt", journal.header().startedAt());
        entry.put("seconds", seconds);
        entry.put("bytes", journal.bytes());
        entry.put("model", journal.header().model().name());
        entry.put("end", end);
        entry.put("gaps", journal.gaps());
        if (!json) {
          System.out.printf(
              Locale.ROOT,
              "%-24s %9.1f s %9.1f kB  %-8s %s%s%n",
              name,
              seconds,
              journal.bytes() / 1e3,
              end,
              journal.header().model().name(),
              journal.gaps() == 0 ? "" : ", with gaps");
        }
      } catch (JournalException e) {
        entry.put("error", e.getMessage());
        if (!json) {
          System.out.printf("%-24s %s%n", name, e.getMessage());
        }
      }
    }
    if (json) {
      System.out.println(document);
    } else if (document.withArray("journals").isEmpty()) {
      System.out.println("there is no journal in " + root + " yet");
    }
  }
}
