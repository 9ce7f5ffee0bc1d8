package antiphon.midi.port.jack;

import antiphon.midi.port.MidiReceiver;
import antiphon.midi.port.OpenPorts;
import antiphon.midi.port.PortCount;
import antiphon.midi.port.PortException;
import antiphon.midi.port.PortInfo;
import antiphon.midi.port.PortListener;
import antiphon.midi.port.PortPlan;
import antiphon.music.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jaudiolibs.jnajack.Jack;
import org.jaudiolibs.jnajack.JackClient;
import org.jaudiolibs.jnajack.JackException;
import org.jaudiolibs.jnajack.JackPortFlags;
import org.jaudiolibs.jnajack.JackPortType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ports {@code antiphon:in} and {@code antiphon:out}. When the server goes they are lost, when
 * it is back they are made again. All dealings with the server but the process callback happen on
 * one thread of their own.
 */
final class JackPorts implements OpenPorts {
  private static final Logger LOG = LoggerFactory.getLogger(JackPorts.class);
  private static final long RETRY_MS = 500;
  private static final long CLOSE_DELAY_MS = 400;
  private static final long CLOSE_TIMEOUT_MS = 1_000;
  private static final int OUT_CAPACITY = 4096;

  private final Jack jack;
  private final PortPlan plan;
  private final PortListener listener;
  private final OutQueue out = new OutQueue(OUT_CAPACITY);
  private final JackProcess process;
  private final ScheduledExecutorService keeper =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "antiphon-jack");
            thread.setDaemon(true);
            return thread;
          });

  /** Null while there is no server; touched on the keeper's thread, read by senders. */
  private volatile JackClient client;

  /** The server gives another name where one is taken. */
  private volatile String clientName = JackTransport.CLIENT_NAME;

  private JackPorts(
      Jack jack, PortPlan plan, MidiReceiver receiver, PortListener listener, Clock clock) {
    this.jack = jack;
    this.plan = plan;
    this.listener = listener;
    process = new JackProcess(out, receiver, clock);
  }

  static JackPorts open(PortPlan plan, MidiReceiver receiver, PortListener listener, Clock clock)
      throws PortException {
    JackPorts ports = new JackPorts(JackTransport.library(), plan, receiver, listener, clock);
    try {
      ports.keeper.submit(ports::connectFirst).get();
    } catch (ExecutionException e) {
      ports.keeper.shutdown();
      throw e.getCause() instanceof PortException refused
          ? refused
          : new PortException("JACK ports cannot be opened: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PortException("interrupted while opening JACK ports", e);
    }
    return ports;
  }

  @Override
  public void send(int message, long deadlineNs) {
    if (client != null && !out.offer(message, deadlineNs)) {
      listener.counted(PortCount.REFUSED, 1);
    }
  }

  @Override
  public List<String> inputs() {
    return List.of(clientName + ":in");
  }

  @Override
  public List<String> outputs() {
    return List.of(clientName + ":out");
  }

  @Override
  public void close() {
    keeper.shutdown();
    try {
      if (!keeper.awaitTermination(CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
        keeper.shutdownNow();
      }
      JackClient last = client;
      if (last != null) {
        process.drained().await(CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    JackClient last = client;
    client = null;
    if (last != null) {
      last.close();
    }
  }

  private Void connectFirst() throws PortException {
    connect(true);
    return null;
  }

  private void connect(boolean first) throws PortException {
    JackClient opened = JackTransport.openClient(jack, JackTransport.CLIENT_NAME);
    try {
      if (first) {
        plan.requireMatches(JackTransport.list(jack, opened));
      }
      process.attach(
          opened,
          opened.registerPort("in", JackPortType.MIDI, JackPortFlags.JackPortIsInput),
          opened.registerPort("out", JackPortType.MIDI, JackPortFlags.JackPortIsOutput));
      opened.setProcessCallback(process);
      opened.onShutdown(gone -> serverGone());
      opened.activate();
      clientName = opened.getName();
      connectPatterns(opened);
      client = opened;
    } catch (JackException e) {
      closeLater(opened);
      throw new PortException("the JACK server refuses: " + e.getMessage(), e);
    } catch (PortException e) {
      closeLater(opened);
      throw e;
    }
  }

  /**
   * A connection that exists already, or whose other end has just gone, is no reason to give up the
   * ports.
   */
  private void connectPatterns(JackClient opened) throws JackException {
    for (PortInfo port : JackTransport.list(jack, opened)) {
      if (plan.asks(port)) {
        boolean in = port.direction() == PortInfo.Direction.IN;
        try {
          jack.connect(
              opened, in ? port.name() : outputs().get(0), in ? inputs().get(0) : port.name());
        } catch (JackException e) {
          LOG.debug("not connected to {}", port.name(), e);
        }
      }
    }
  }

  /**
   * Closes a client once the library's threads have long left their callbacks: to cancel them
   * inside would take the JVM down.
   */
  private void closeLater(JackClient gone) {
    keeper.schedule(gone::close, CLOSE_DELAY_MS, TimeUnit.MILLISECONDS);
  }

  /** On the library's thread, which must not be kept. */
  private void serverGone() {
    try {
      keeper.execute(this::lost);
    } catch (RejectedExecutionException e) {
      return; // closing anyway
    }
  }

  private void lost() {
    JackClient gone = client;
    if (gone == null) {
      return;
    }
    client = null;
    listener.lost(JackTransport.NAME, "the server has gone");
    closeLater(gone);
    keeper.schedule(this::retry, RETRY_MS, TimeUnit.MILLISECONDS);
  }

  private void retry() {
    try {
      connect(false);
    } catch (PortException e) {
      keeper.schedule(this::retry, RETRY_MS, TimeUnit.MILLISECONDS);
      return;
    }
    listener.found(JackTransport.NAME);
  }
}
