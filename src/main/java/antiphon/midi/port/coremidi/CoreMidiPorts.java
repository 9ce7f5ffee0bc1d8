package antiphon.midi.port.coremidi;

import antiphon.midi.port.HeldKeys;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.MidiReceiver;
import antiphon.midi.port.OpenPorts;
import antiphon.midi.port.PortCount;
import antiphon.midi.port.PortException;
import antiphon.midi.port.PortListener;
import antiphon.midi.port.PortPlan;
import antiphon.music.time.Clock;
import antiphon.thread.EnduringExecutor;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The virtual ports of a plan, made anew when CoreMIDI's server has gone and taken them with it:
 * that is noticed when a message does not reach it. One thread looks twice a second.
 */
final class CoreMidiPorts implements OpenPorts {
  private static final Logger LOG = LoggerFactory.getLogger(CoreMidiPorts.class);
  private static final long LOOK_MS = 500;
  private static final long CLOSE_TIMEOUT_MS = 1_000;
  private static final VirtualOut[] NONE = {};

  private final CoreMidiCalls calls;
  private final boolean aligned;
  private final PortPlan plan;
  private final MidiReceiver receiver;
  private final PortListener listener;
  private final Clock clock;

  /** What sounded at each source when the server went; touched on the keeper's thread. */
  private final HeldKeys[] ends;

  /** What a process before this one left sounding at each source. */
  private final HeldKeys[] inherited;

  private final ScheduledExecutorService keeper = new EnduringExecutor("antiphon-coremidi");

  /** Null while there is no server; touched on the keeper's thread once it runs. */
  private VirtualPorts ports;

  private volatile VirtualOut[] outs = NONE;
  private volatile boolean serverGone;

  private CoreMidiPorts(
      CoreMidiCalls calls,
      boolean aligned,
      PortPlan plan,
      MidiReceiver receiver,
      PortListener listener,
      Clock clock) {
    this.calls = calls;
    this.aligned = aligned;
    this.plan = plan;
    this.receiver = receiver;
    this.listener = listener;
    this.clock = clock;
    ends = new HeldKeys[plan.outputs().size()];
    Arrays.setAll(ends, output -> new HeldKeys());
    inherited = new HeldKeys[ends.length];
    Arrays.setAll(inherited, output -> new HeldKeys());
  }

  static CoreMidiPorts open(
      CoreMidiCalls calls,
      boolean aligned,
      PortPlan plan,
      MidiReceiver receiver,
      PortListener listener,
      Clock clock)
      throws PortException {
    CoreMidiPorts opened = new CoreMidiPorts(calls, aligned, plan, receiver, listener, clock);
    opened.make();
    opened.keeper.scheduleWithFixedDelay(opened::look, LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);
    return opened;
  }

  @Override
  public void send(int message, long deadlineNs) {
    VirtualOut[] now = outs;
    int port = MidiMessages.port(message);
    if (port >= now.length) {
      return;
    }
    int status = now[port].send(message, deadlineNs);
    if (status != 0) {
      if (CoreMidiCalls.isServerGone(status)) {
        serverGone = true;
      }
      listener.counted(PortCount.REFUSED, 1);
    }
  }

  @Override
  public void inherit(int output, HeldKeys keys, long nowNs) {
    inherited[output].add(keys);
    OpenPorts.super.inherit(output, keys, nowNs);
  }

  @Override
  public List<String> inputs() {
    return plan.inputs().stream().map(VirtualPorts::name).toList();
  }

  @Override
  public List<String> outputs() {
    return plan.outputs().stream().map(VirtualPorts::name).toList();
  }

  @Override
  public void close() {
    keeper.shutdown();
    try {
      if (!keeper.awaitTermination(CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
        keeper.shutdownNow(); // it hangs in CoreMIDI, and ends with the process
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    outs = NONE;
    if (ports != null) {
      ports.close();
      ports = null;
    }
  }

  private void make() throws PortException {
    ports = VirtualPorts.open(calls, aligned, plan, receiver, listener, clock);
    VirtualOut[] made = ports.outs();
    for (int i = 0; i < made.length; i++) {
      VirtualOut out = made[i];
      ends[i].add(inherited[i]);
      ends[i].release((message, timeNs) -> out.send(message, timeNs), clock.nowNs());
    }
    serverGone = false;
    outs = made;
  }

  private void look() {
    try {
      if (ports != null && serverGone) {
        lose();
      } else if (ports != null) {
        ports.endSilent(clock.nowNs());
      } else {
        find();
      }
    } catch (RuntimeException e) {
      LOG.debug("CoreMIDI", e);
    }
  }

  private void lose() {
    VirtualOut[] gone = outs;
    outs = NONE;
    for (int i = 0; i < gone.length; i++) {
      ends[i].copyFrom(gone[i].sounding());
    }
    ports.close();
    ports.release(clock.nowNs());
    ports = null;
    listener.lost(CoreMidiTransport.NAME, "its server has gone");
  }

  private void find() {
    try {
      make();
    } catch (PortException e) {
      LOG.debug("CoreMIDI is not back yet", e);
      return;
    }
    listener.found(CoreMidiTransport.NAME);
  }
}
