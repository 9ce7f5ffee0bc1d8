package antiphon.app.bench;

import antiphon.control.desk.Desk;
import antiphon.live.api.EngineControl;
import antiphon.live.api.Parameter;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.MidiReceiver;
import antiphon.music.time.Clock;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * A controller gone wild: {@value #PER_SECOND} control changes a second come in, and as many
 * changes of parameters at the desk, while it is open.
 */
final class Flood implements Disturbance {
  /** Of each of both. */
  static final int PER_SECOND = 10_000;

  private static final long SETTLE_NS = 500_000_000;
  private static final long PHASE_NS = 5_000_000_000L;
  private static final long SLICE_NS = 2_000_000;
  private static final int CONTROLLERS = 8;
  private static final int FIRST_CONTROLLER = 16;
  private static final int CHANNEL = 15;
  private static final Path NO_FOLDER = Path.of("no-such-folder");

  /** As many as a box of faders has, and such with which it plays on. */
  private static final Parameter[] TURNED = {
    Parameter.TEMPERATURE,
    Parameter.PITCH_TEMPERATURE,
    Parameter.TIME_TEMPERATURE,
    Parameter.VELOCITY_TEMPERATURE,
    Parameter.TOP_P,
    Parameter.HIGHEST_VELOCITY,
    Parameter.LOWEST_VELOCITY,
    Parameter.REGISTER_FOLLOW
  };

  private final MidiReceiver input;
  private final Clock clock;
  private final Desk desk;
  private final Thread thread = new Thread(this::pour, "bench-flood");
  private volatile boolean open;
  private volatile boolean running = true;
  private volatile long sent;

  Flood(EngineControl control, MidiReceiver input, Clock clock) {
    this.input = input;
    this.clock = clock;
    desk = new Desk(control, new NoModels(), NO_FOLDER);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public long settleNs() {
    return SETTLE_NS;
  }

  @Override
  public long phaseNs() {
    return PHASE_NS;
  }

  @Override
  public void setOpen(boolean isOpen) {
    open = isOpen;
  }

  /** How many of each of both have been sent. */
  long sent() {
    return sent;
  }

  @Override
  public void close() {
    running = false;
    open = false;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Parameter parameter : TURNED) {
      desk.set(parameter, parameter.defaultValue());
    }
    desk.close();
  }

  private void pour() {
    long dueNs = clock.nowNs();
    while (running) {
      LockSupport.parkNanos(SLICE_NS);
      long nowNs = clock.nowNs();
      if (!open) {
        dueNs = nowNs;
        continue;
      }
      for (; nowNs - dueNs >= 0; dueNs += 1_000_000_000 / PER_SECOND) {
        pourOne(sent);
        sent++;
      }
    }
  }

  private void pourOne(long number) {
    int controller = FIRST_CONTROLLER + (int) (number % CONTROLLERS);
    int value = (int) (number / CONTROLLERS % 128);
    input.receive(MidiMessages.controlChange(CHANNEL, controller, value), clock.nowNs());
    Parameter parameter = TURNED[(int) (number % TURNED.length)];
    // within a tenth of the range round the middle
    desk.set(parameter, parameter.at(0.45 + value / 1270.0));
  }
}
