package antiphon.app.command;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress on standard error, in characters that every terminal has. */
final class ProgressBars {
  private static final int UPDATE_MS = 1000;

  /** Into a file or pipe: a line now and then. */
  private static final int LOG_UPDATE_MS = 15_000;

  private static final int LOG_COLUMNS = 120;

  private ProgressBars() {}

  static ProgressBarBuilder named(String task) {
    boolean terminal = System.console() != null;
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(terminal ? UPDATE_MS : LOG_UPDATE_MS)
        .setConsumer(
            terminal
                ? new ConsoleProgressBarConsumer(System.err)
                : new DelegatingProgressBarConsumer(System.err::println, LOG_COLUMNS));
  }
}
