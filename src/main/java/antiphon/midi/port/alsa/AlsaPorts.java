package antiphon.midi.port.alsa;

import antiphon.midi.port.HeldKeys;
import antiphon.midi.port.MidiReceiver;
import antiphon.midi.port.OpenPorts;
import antiphon.midi.port.PortCount;
import antiphon.midi.port.PortException;
import antiphon.midi.port.PortInfo;
import antiphon.midi.port.PortListener;
import antiphon.midi.port.PortPlan;
import antiphon.midi.port.PortRule;
import antiphon.music.time.Clock;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The open client {@code Antiphon}. Reading, wiring and the care of both clocks happen on the
 * thread {@code antiphon-alsa}; {@link #send} on the sending thread. The kernel serialises calls on
 * one client, so while a device is being subscribed, which opens it, a message may wait some
 * milliseconds.
 */
final class AlsaPorts implements OpenPorts {
  /** Out of the way: the ports for people have the numbers from 0. */
  private static final int WATCH_PORT = 200;

  private static final int POLL_MS = 50;

  /** How often the queue's clock is looked at, and what is not connected is tried again. */
  private static final long TICK_NS = 250_000_000;

  private static final int CLOCK_TRIES = 5;
  private static final long CLOCK_CARE_NS = 500_000;
  private static final long CLOSE_TIMEOUT_MS = 1_000;
  private static final long DRAIN_PARK_NS = 1_000_000;
  private static final int DRAIN_TRIES = 500;

  /** More than a client's pool holds, data of system exclusive included: no event is too long. */
  private static final int READ_EVENTS = Sequencer.POOL_EVENTS + 48;

  private static final NativeLong READ_BYTES =
      new NativeLong((long) READ_EVENTS * Sequencer.EVENT_BYTES);

  private final PortListener listener;
  private final Clock clock;
  private final PortPlan plan;
  private final SequencerClient client;
  private final SequencerClient.QueueStatus status;
  private final QueueClock queueClock = new QueueClock();
  private final Inlet inlet;
  private final AlsaOutputs outputs;
  private final AlsaConnections connections;
  private final int queue;
  private final Memory readMemory = new Memory(READ_BYTES.longValue());
  private final ByteBuffer readBuffer =
      readMemory.getByteBuffer(0, READ_BYTES.longValue()).order(ByteOrder.nativeOrder());
  private final List<Announcement> announced = new ArrayList<>();
  private final Thread thread = new Thread(this::run, "antiphon-alsa");

  private volatile boolean open = true;

  /** When it last did what is done now and then; the port's thread's. */
  private long tickedNs;

  private AlsaPorts(
      PortPlan plan,
      MidiReceiver receiver,
      PortListener listener,
      Clock clock,
      SequencerClient client)
      throws PortException {
    this.plan = plan;
    this.listener = listener;
    this.clock = clock;
    this.client = client;
    client.widen();
    queue = client.startQueue(AlsaTransport.CLIENT_NAME);
    status = client.queueStatus(queue);
    inlet = new Inlet(receiver, listener, queueClock, announced::add);
    inlet.ownClient(client.number());
    watch(); // before there is anything that others could connect
    int[] inputPorts = createPorts(PortInfo.Direction.IN);
    int[] outputPorts = createPorts(PortInfo.Direction.OUT);
    for (int place = 0; place < inputPorts.length; place++) {
      inlet.ownInput(inputPorts[place], place);
    }
    outputs = new AlsaOutputs(client, queue, queueClock, outputPorts, listener, clock);
    connections = new AlsaConnections(client, plan, listener, inlet, inputPorts, outputs);
    thread.setDaemon(true);
  }

  /**
   * Opens the client, its ports, and the connections that the plan asks for.
   *
   * @throws PortException when the sequencer refuses, or a pattern matches nothing
   */
  static AlsaPorts open(PortPlan plan, MidiReceiver receiver, PortListener listener, Clock clock)
      throws PortException {
    SequencerClient client = SequencerClient.open(AlsaTransport.CLIENT_NAME);
    try {
      plan.requireMatches(client.ports(ProcessHandle.current().pid()));
      AlsaPorts ports = new AlsaPorts(plan, receiver, listener, clock, client);
      ports.observeClock();
      ports.connections.begin(clock.nowNs());
      ports.thread.start();
      return ports;
    } catch (PortException e) {
      client.close();
      throw e;
    }
  }

  @Override
  public void send(int message, long deadlineNs) {
    if (open) {
      outputs.send(message, deadlineNs);
    }
  }

  @Override
  public void inherit(int output, HeldKeys keys, long nowNs) {
    outputs.inherit(output, keys);
    OpenPorts.super.inherit(output, keys, nowNs);
  }

  @Override
  public List<String> inputs() {
    return names(PortInfo.Direction.IN);
  }

  @Override
  public List<String> outputs() {
    return names(PortInfo.Direction.OUT);
  }

  @Override
  public synchronized void close() {
    if (!open) {
      return;
    }
    open = false;
    try {
      thread.join(CLOSE_TIMEOUT_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      return; // never seen; the process's end closes the rest
    }
    outputs.endAll();
    for (int i = 0; i < DRAIN_TRIES && status.ask() && status.events() > 0; i++) {
      LockSupport.parkNanos(DRAIN_PARK_NS);
    }
    status.close();
    client.close();
  }

  private void run() {
    tickedNs = clock.nowNs();
    while (open) {
      try {
        turn();
      } catch (OutOfMemoryError e) {
        // in the next turn; a thread that threw it would hear nothing any more
      }
    }
    inlet.endEverything(clock.nowNs());
  }

  private void turn() {
    client.awaitEvents(POLL_MS);
    long nowNs = clock.nowNs();
    boolean changed = readAll(nowNs);
    boolean ticks = nowNs - tickedNs >= TICK_NS;
    if (changed || ticks) {
      connections.connectMissing(nowNs);
    }
    if (ticks) {
      tickedNs = nowNs;
      observeClock();
      outputs.turn();
    }
    outputs.endAllAfterRefusal();
  }

  /** Reads what there is; true when ports or connections have come or gone. */
  private boolean readAll(long nowNs) {
    int bytes = Libc.read(client.file(), readMemory, READ_BYTES);
    while (bytes > 0) {
      inlet.take(readBuffer, bytes, nowNs);
      bytes = Libc.read(client.file(), readMemory, READ_BYTES);
    }
    boolean overflowed = bytes < 0 && Native.getLastError() == Libc.ENOSPC;
    if (overflowed) {
      listener.counted(PortCount.XRUNS, 1);
      inlet.endEverything(nowNs);
    }
    boolean changed = overflowed || !announced.isEmpty();
    announced.forEach(announcement -> connections.follow(announcement, nowNs));
    announced.clear();
    if (overflowed) {
      connections.lookAround(nowNs); // announcements may have been lost too
    }
    return changed;
  }

  /** Looks at both clocks at once; a look in which the thread was held up tells too little. */
  private void observeClock() {
    for (int i = 0; i < CLOCK_TRIES; i++) {
      long beforeNs = clock.nowNs();
      boolean told = status.ask();
      long afterNs = clock.nowNs();
      if (told && (afterNs - beforeNs < CLOCK_CARE_NS || i == CLOCK_TRIES - 1)) {
        queueClock.observe(status.realTimeNs(), afterNs);
        return;
      }
    }
  }

  /** Has the kernel announce what comes and goes, by way of a port that others do not see. */
  private void watch() throws PortException {
    int port =
        client.createPort("Watch", WATCH_PORT, Sequencer.CAN_WRITE | Sequencer.NO_EXPORT, queue);
    inlet.watchPort(port);
    client.connectFrom(port, Sequencer.address(Sequencer.SYSTEM_CLIENT, Sequencer.ANNOUNCE_PORT));
  }

  private int[] createPorts(PortInfo.Direction direction) throws PortException {
    boolean in = direction == PortInfo.Direction.IN;
    int capability =
        in
            ? Sequencer.CAN_WRITE | Sequencer.CAN_SUBSCRIBE_WRITE
            : Sequencer.CAN_READ | Sequencer.CAN_SUBSCRIBE_READ;
    List<PortRule> rules = plan.of(direction);
    int[] ports = new int[rules.size()];
    for (int place = 0; place < ports.length; place++) {
      ports[place] =
          client.createPort(portName(direction, place), SequencerClient.ANY, capability, queue);
    }
    return ports;
  }

  private String portName(PortInfo.Direction direction, int place) {
    String name = plan.of(direction).get(place).name();
    if (place == 0) {
      name = direction == PortInfo.Direction.IN ? "In" : "Out";
    }
    return AlsaTransport.CLIENT_NAME + " " + name;
  }

  private List<String> names(PortInfo.Direction direction) {
    List<String> names = new ArrayList<>();
    for (int place = 0; place < plan.of(direction).size(); place++) {
      names.add(AlsaTransport.CLIENT_NAME + ":" + portName(direction, place));
    }
    return names;
  }
}
