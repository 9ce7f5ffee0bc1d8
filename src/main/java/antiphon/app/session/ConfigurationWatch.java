package antiphon.app.session;

import antiphon.app.config.Configuration;
import antiphon.app.config.Key;
import antiphon.app.config.UsageException;
import antiphon.control.desk.Desk;
import antiphon.live.api.Action;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import antiphon.thread.EnduringExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks once a second whether the configuration has been edited, and takes over what can be turned
 * while Antiphon plays: parameters, mode and model. What else has changed is said, and waits for
 * the next start. One that cannot be read changes nothing, and the reason is said.
 */
final class ConfigurationWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigurationWatch.class);
  private static final long PERIOD_S = 1;

  private final Desk desk;
  private final ScheduledExecutorService executor = new EnduringExecutor("antiphon-configuration");

  // these belong to whoever looks
  private Configuration inForce;
  private Optional<String> known;
  private Optional<String> seen;

  /**
   * @param inForce as it was read at the start
   */
  ConfigurationWatch(Configuration inForce, Desk desk) {
    this.inForce = inForce;
    this.desk = desk;
    known = stamp(inForce.file());
    seen = known;
  }

  void start() {
    executor.scheduleWithFixedDelay(this::look, PERIOD_S, PERIOD_S, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }

  /** A file that has changed is read when it has stayed the same from one look to the next. */
  void look() {
    Optional<String> present = stamp(inForce.file());
    boolean settled = present.equals(seen);
    seen = present;
    if (!settled || present.isEmpty() || present.equals(known)) {
      return;
    }
    known = present;
    try {
      takeOver(inForce.readAgain());
    } catch (UsageException | IllegalArgumentException e) {
      LOG.warn("the configuration is left as it was: {}", e.getMessage());
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.error("the configuration could not be taken over", e);
    }
  }

  private void takeOver(Configuration next) {
    Set<String> waiting = new TreeSet<>(inForce.differences(next));
    Set<String> done = new TreeSet<>();
    if (waiting.remove(Key.MODEL.fullName())) {
      desk.choose(next.text(Key.MODEL));
      done.add(Key.MODEL.fullName());
    }
    if (waiting.remove(Key.MODE.fullName())) {
      desk.perform(Action.of(next.value(Key.MODE, Mode.class)));
      done.add(Key.MODE.fullName());
    }
    for (Parameter parameter : Parameter.values()) {
      if (waiting.remove(parameter.key())) {
        desk.set(parameter, next.number(parameter));
        done.add(parameter.key());
      }
    }
    inForce = next;
    if (!done.isEmpty()) {
      LOG.info("taken over from the configuration: {}", String.join(", ", done));
    }
    if (!waiting.isEmpty()) {
      LOG.info(
          "changed in the configuration, from the next start on: {}", String.join(", ", waiting));
    }
  }

  /** Tells one state of a file from another; empty when it is not there. */
  private static Optional<String> stamp(Path file) {
    try {
      return Optional.of(
          Files.getLastModifiedTime(file)
              + " "
              + Files.size(file)
              + " "
              + Files.readString(file).hashCode());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
