package antiphon.control.cc;

import antiphon.control.desk.Binding;
import antiphon.control.desk.BindingTable;
import antiphon.control.desk.Desk;
import antiphon.control.desk.Target;
import antiphon.live.api.Action;
import antiphon.live.api.EngineControl;
import antiphon.live.api.LiveStatus;
import antiphon.live.api.Parameter;
import antiphon.thread.EnduringExecutor;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows on controllers what is bound to them: the place of a parameter on its controller, and on
 * whatever is bound to a mode, a scene or a switch whether that is on. Looks 20 times a second and
 * sends what has changed since, a few messages at a time; all again when a port has come back. What
 * is bound on any channel is shown on channel 1.
 */
public final class Lights implements AutoCloseable {
  /** At most so many messages a look: a fifth of what a cable carries. */
  static final int MOST_MESSAGES = 10;

  private static final Logger LOG = LoggerFactory.getLogger(Lights.class);
  private static final int NOTE_ON = 0x90;
  private static final int CONTROL_CHANGE = 0xB0;
  private static final int ON = 127;
  private static final long PERIOD_MS = 50;
  private static final String PORTS_FOUND = "portsFound";

  private final EngineControl engine;
  private final Desk desk;
  private final ScheduledExecutorService executor = new EnduringExecutor("antiphon-control-lights");

  // under the monitor
  private final Map<Binding, Integer> shown = new HashMap<>();
  private BindingTable lit; // what is not bound there is dark
  private long portsFound;
  private int next;
  private boolean closed;
  private boolean failed; // the executor's thread's alone

  public Lights(EngineControl engine, Desk desk) {
    this.engine = engine;
    this.desk = desk;
  }

  /** Begins to look. */
  public void start() {
    executor.scheduleWithFixedDelay(this::lookSafely, 0, PERIOD_MS, TimeUnit.MILLISECONDS);
  }

  /** Sends all again, as to a controller that has forgotten it. */
  public synchronized void showAll() {
    shown.clear();
  }

  /** Sends what has changed, or as much of it as may go at once. */
  synchronized void look() {
    if (closed || desk.bindings().isEmpty() && shown.isEmpty()) {
      return;
    }
    LiveStatus status = engine.status();
    long found = status.counts().getOrDefault(PORTS_FOUND, 0L);
    if (found != portsFound) {
      portsFound = found;
      showAll();
    }
    BindingTable table = desk.table();
    List<Binding> bindings = table.bindings();
    int rest = darken(table);
    int begin = next;
    for (int i = 0; i < bindings.size() && rest > 0; i++) {
      next = (begin + i) % bindings.size();
      Binding binding = bindings.get(next);
      BindingTable.Bound bound = table.find(binding.kind(), channel(binding) + 1, binding.number());
      boolean other = bound == null || !bound.binding().equals(binding);
      if (other || binding.kind() == Binding.Kind.PROGRAM) {
        continue; // shown there is another, or nothing
      }
      int value = value(bound.target(), status);
      Integer before = shown.get(binding);
      if (before == null || before != value) {
        send(binding, value);
        shown.put(binding, value);
        rest--;
      }
    }
  }

  /** Ends the looking, and turns off what is lit. Closing twice does nothing. */
  @Override
  public void close() {
    executor.shutdownNow();
    synchronized (this) {
      closed = true;
      shown.forEach(this::turnOff);
      shown.clear();
    }
  }

  /**
   * Turns off what is not bound any more.
   *
   * @return how many messages may still go
   */
  private int darken(BindingTable table) {
    int rest = MOST_MESSAGES;
    if (table == lit) {
      return rest;
    }
    Set<Binding> bindings = Set.copyOf(table.bindings());
    for (Iterator<Map.Entry<Binding, Integer>> entries = shown.entrySet().iterator();
        entries.hasNext() && rest > 0; ) {
      Map.Entry<Binding, Integer> entry = entries.next();
      if (!bindings.contains(entry.getKey())) {
        turnOff(entry.getKey(), entry.getValue());
        entries.remove();
        rest--;
      }
    }
    if (rest > 0) {
      lit = table;
    }
    return rest;
  }

  /** A controller that shows a parameter stays where it is, as its hand does. */
  private void turnOff(Binding binding, int value) {
    if (value > 0 && Target.parse(binding.target()).parameter() == null
        || binding.kind() == Binding.Kind.NOTE) {
      send(binding, 0);
    }
  }

  private void send(Binding binding, int value) {
    int command = binding.kind() == Binding.Kind.NOTE ? NOTE_ON : CONTROL_CHANGE;
    engine.feedback(command, channel(binding), binding.number(), value);
  }

  /** What a control shows, 0 to 127. */
  private int value(Target target, LiveStatus status) {
    Parameter parameter = target.parameter();
    if (parameter != null) {
      return (int) Math.round(parameter.shareOf(status.parameters().get(parameter)) * ON);
    }
    if (target.scene() != null) {
      return desk.recalled().filter(target.scene()::equals).isPresent() ? ON : 0;
    }
    Action action = target.action();
    return action.mode() != null && action.mode() == status.mode() ? ON : 0;
  }

  private static int channel(Binding binding) {
    return Math.max(0, binding.channel() - 1);
  }

  private void lookSafely() {
    try {
      look();
      failed = false;
    } catch (RuntimeException | OutOfMemoryError e) {
      if (!failed) {
        LOG.warn("controllers are not lit: {}", e.toString());
      }
      failed = true;
    }
  }
}
