package antiphon.app.command;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress on standard error, in characters that every terminal has. */
final class ProgressBars {
  private static final int UPDATE_MS = 1000;

  private ProgressBars() {}

  static ProgressBarBuilder named(String task) {
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(UPDATE_MS)
        .setConsumer(new ConsoleProgressBarConsumer(System.err));
  }
}
