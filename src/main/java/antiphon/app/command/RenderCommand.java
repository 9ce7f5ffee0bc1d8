package antiphon.app.command;

import antiphon.app.config.Configuration;
import antiphon.app.config.Key;
import antiphon.app.config.UsageException;
import antiphon.app.session.ModelShelf;
import antiphon.app.session.SessionPlan;
import antiphon.live.api.Mode;
import antiphon.live.engine.Pump;
import antiphon.live.follow.InternalTempo;
import antiphon.midi.port.loopback.ScorePlayer;
import antiphon.music.note.Score;
import antiphon.net.LstmStepper;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code render}: the live path on a simulated clock. */
@Command(
    name = "render",
    description =
        "Plays a session on a simulated clock, as fast as it can: the same input, seed and model give the same file.",
    footer = {
      "",
      "Example:",
      "  antiphon render --play phrase.mid --mode call-response --seed 7 --record session.mid"
    })
public final class RenderCommand implements Callable<Integer> {
  /** Longer than any answer to the last phrase can take. */
  private static final long LONGEST_ANSWER_NS = 3_600_000_000_000L;

  @Mixin private SessionOptions options = new SessionOptions();

  @Override
  public Integer call() throws IOException {
    Configuration configuration = options.configuration();
    SessionPlan plan = options.plan(configuration);
    if (plan.record() == null) {
      throw new UsageException("nothing to write; give --record FILE.mid");
    }
    if (options.seconds() == null && plan.settings().mode() == Mode.SOLO) {
      throw new UsageException("solo has no end of its own; give --for SECONDS");
    }
    if (options.seconds() == null && !options.plays()) {
      throw new UsageException("nothing to answer; give --play FILE.mid, or --for SECONDS");
    }
    LstmStepper stepper =
        ModelShelf.stepper(
            ModelShelf.load(configuration.text(Key.MODEL)).weights(),
            configuration.text(Key.ENGINE));
    InternalTempo tempo = plan.tempo(0);
    Pump pump = new Pump(plan.settings(), stepper, tempo, (message, deadlineNs) -> {});
    long untilNs = options.seconds() == null ? Long.MAX_VALUE : Math.round(options.seconds() * 1e9);
    plan.playing()
        .ifPresent(
            score ->
                pump.play(
                    new ScorePlayer(
                        score, tempo.timeline(), pump.input(), SessionPlan.PLAYER_CHANNEL),
                    untilNs));
    if (options.seconds() == null) {
      pump.advanceUntilIdle(pump.nowNs() + LONGEST_ANSWER_NS);
    } else {
      pump.advanceTo(untilNs);
    }
    Score score = pump.finish();
    Throwable error = pump.view().takeNewError();
    if (error != null) {
      throw new IllegalStateException("the live path failed: " + error, error);
    }
    plan.writeRecord(score);
    return 0;
  }
}
