package antiphon.app.command;

import antiphon.app.config.Configuration;
import antiphon.app.config.Key;
import antiphon.app.config.UsageException;
import antiphon.app.session.LiveSession;
import antiphon.app.session.ModelLoading;
import antiphon.app.session.SessionPlan;
import antiphon.live.api.Mode;
import antiphon.music.time.SystemClock;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code run}: the daemon. */
@Command(
    name = "run",
    description =
        "Listens, and answers in tempo. Without options: on every MIDI transport there is, and on a page in the browser.",
    footer = {
      "",
      "Examples:",
      "  antiphon run",
      "  antiphon run --midi jack --in keyboard --out synth --tempo 97 --web off",
      "  antiphon run --play phrase.mid --record session.mid --until-answered",
      "  antiphon run --midi rtp --set rtp.listen=0.0.0.0 --set rtp.allow='My iPad'",
      "Ctrl-C or SIGTERM ends every sounding note and writes the recording."
    })
public final class RunCommand implements Callable<Integer> {
  @Mixin private SessionOptions options = new SessionOptions();

  @Option(
      names = "--midi",
      paramLabel = "TRANSPORT",
      description =
          "alsa, jack, coremidi, java, rtp or loopback, several with commas; auto for all there are"
              + " (default: auto).")
  private String transport;

  @Option(
      names = "--in",
      paramLabel = "PATTERN",
      description = "Listen to ports whose name has this regular expression; may be repeated.")
  private List<String> in;

  @Option(
      names = "--out",
      paramLabel = "PATTERN",
      description = "Play to ports whose name has this regular expression; may be repeated.")
  private List<String> out;

  @Option(
      names = "--web",
      paramLabel = "PORT|off",
      description =
          "Port of the page, or off (default: 8330); on the loopback address, unless [web] listen in"
              + " the configuration opens it to others, with a token.")
  private String web;

  @Option(
      names = "--osc",
      paramLabel = "PORT|off",
      description = "UDP port where OSC is heard, on the loopback address, or off (default: off).")
  private String osc;

  @Option(
      names = "--journal",
      paramLabel = "DIR",
      description = "Keep the journal of the session in a folder there; see replay.")
  private Path journal;

  @Option(
      names = "--until-answered",
      description = "With --play: stop when the answer to the last phrase has ended.")
  private boolean untilAnswered;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Configuration configuration = options.configuration();
    SessionOptions.overridePorts(configuration, transport, in, out);
    configuration.override(Key.WEB, "--web", web);
    configuration.override(Key.OSC, "--osc", osc);
    if (journal != null) {
      requireWritable(journal);
      configuration.override(Key.JOURNAL_FOLDER, "--journal", journal.toString());
      configuration.override(Key.JOURNAL_KEEP, "--journal", "true");
    }
    ModelLoading loading = ModelLoading.begin(configuration);
    SessionPlan plan = options.plan(configuration);
    if (untilAnswered && (!options.plays() || plan.settings().mode() != Mode.CALL_RESPONSE)) {
      throw new UsageException("--until-answered goes with --play and --mode call-response");
    }
    Double seconds = options.seconds();
    LiveSession session = LiveSession.open(plan, new SystemClock(), loading);
    Runtime.getRuntime().addShutdownHook(new Thread(session::close, "antiphon-stop"));
    System.err.printf(
        Locale.ROOT,
        "antiphon: ready in %d ms: model %s, in %s, out %s, web %s%n",
        ManagementFactory.getRuntimeMXBean().getUptime(),
        session.modelName(),
        session.inputs(),
        session.outputs(),
        session.webUrl());
    session.runUntil(seconds, untilAnswered);
    session.close();
    return session.recordFailed() ? 1 : 0;
  }

  private static void requireWritable(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.deleteIfExists(Files.createTempFile(folder, "journal", ".try"));
    } catch (IOException e) {
      throw new UsageException(
          "--journal: nothing can be written to " + folder + "; give another folder", e);
    }
  }
}
