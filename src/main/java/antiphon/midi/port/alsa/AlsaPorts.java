package antiphon.midi.port.alsa;

import antiphon.midi.port.HeldKeys;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.MidiReceiver;
import antiphon.midi.port.OpenPorts;
import antiphon.midi.port.PortCount;
import antiphon.midi.port.PortException;
import antiphon.midi.port.PortInfo;
import antiphon.midi.port.PortListener;
import antiphon.midi.port.PortPlan;
import antiphon.midi.port.PortRule;
import antiphon.midi.port.Wiring;
import antiphon.music.time.Clock;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * The open client {@code Antiphon}. Reading, wiring and the care of both clocks happen on the
 * thread {@code antiphon-alsa}; {@link #send} on the sending thread. The kernel serialises calls on
 * one client, so while a device is being subscribed, which opens it, a message may wait some
 * milliseconds.
 */
final class AlsaPorts implements OpenPorts {
  /** How late the sending thread may wake without moving a message. */
  static final long MARGIN_NS = 1_000_000;

  /** Out of the way: the ports for people have the numbers from 0. */
  private static final int WATCH_PORT = 200;

  private static final int POLL_MS = 50;

  /** How often the queue's clock is looked at, and what is not connected is tried again. */
  private static final long TICK_NS = 250_000_000;

  private static final int CLOCK_TRIES = 5;
  private static final long CLOCK_CARE_NS = 500_000;

  /**
   * How long a program is given to make its connections itself: it would be refused, or would be
   * connected twice, if they were made for it first.
   */
  private static final long SELF_SERVICE_NS = 300_000_000;

  private static final long CLOSE_TIMEOUT_MS = 1_000;
  private static final long DRAIN_PARK_NS = 1_000_000;
  private static final int DRAIN_TRIES = 500;

  /** More than a client's pool holds, data of system exclusive included: no event is too long. */
  private static final int READ_EVENTS = Sequencer.POOL_EVENTS + 48;

  private static final NativeLong READ_BYTES =
      new NativeLong((long) READ_EVENTS * Sequencer.EVENT_BYTES);
  private static final NativeLong EVENT_BYTES = new NativeLong(Sequencer.EVENT_BYTES);
  private static final String GONE = "unplugged, or its program has ended";

  /** One place at which ends are owed: an output, and the name of who was connected to it. */
  private record Debtor(int output, String name) {}

  private final MidiReceiver receiver;
  private final PortListener listener;
  private final Clock clock;
  private final PortPlan plan;
  private final SequencerClient client;
  private final SequencerClient.QueueStatus status;
  private final QueueClock queueClock = new QueueClock();
  private final Inlet inlet;
  private final Wiring wiring;
  private final int queue;
  private final int[] inputPorts; // [place]: port within the client
  private final int[] outputPorts; // [place]
  private final SentKeys[] sent; // [place]
  private final Outlet outlet = new Outlet(); // of the sending thread
  private final Outlet endsOutlet = new Outlet(); // of the port thread
  private final Memory readMemory = new Memory(READ_BYTES.longValue());
  private final ByteBuffer readBuffer =
      readMemory.getByteBuffer(0, READ_BYTES.longValue()).order(ByteOrder.nativeOrder());
  private final List<Announcement> announced = new ArrayList<>();

  /** Addresses of others' ports, and since when they are known. */
  private final Map<Integer, Long> knownSinceNs = new HashMap<>();

  /** Connections that we have made, and those of them that we have taken away as doubles. */
  private final Set<Wiring.Link> made = new HashSet<>();

  private final Set<Wiring.Link> doubles = new HashSet<>();
  private final Map<Debtor, HeldKeys> owed = new HashMap<>();

  /** [place]: what a process before this one left sounding, wherever; ends do no harm. */
  private final HeldKeys[] inherited;

  private final Thread thread = new Thread(this::run, "antiphon-alsa");

  /**
   * [place]: when the last message of an output is due on the queue. Written by both threads that
   * send; a lost race costs no more than the order of two messages of different threads.
   */
  private final AtomicLongArray lastDueNs;

  /** A message was refused, the end of a note perhaps. Set by any thread, taken by the port's. */
  private volatile boolean refused;

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
    this.receiver = receiver;
    this.listener = listener;
    this.clock = clock;
    this.client = client;
    client.widen();
    queue = client.startQueue(AlsaTransport.CLIENT_NAME);
    status = client.queueStatus(queue);
    inlet = new Inlet(receiver, listener, queueClock, announced::add);
    inlet.ownClient(client.number());
    wiring = new Wiring(plan, listener);
    watch(); // before there is anything that others could connect
    inputPorts = createPorts(PortInfo.Direction.IN);
    outputPorts = createPorts(PortInfo.Direction.OUT);
    lastDueNs = new AtomicLongArray(outputPorts.length);
    inherited = new HeldKeys[outputPorts.length];
    Arrays.setAll(inherited, place -> new HeldKeys());
    sent = new SentKeys[outputPorts.length];
    for (int place = 0; place < sent.length; place++) {
      sent[place] = new SentKeys();
    }
    for (int place = 0; place < inputPorts.length; place++) {
      inlet.ownInput(inputPorts[place], place);
    }
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
      long nowNs = clock.nowNs();
      ports.lookAround(nowNs - SELF_SERVICE_NS);
      ports.observeClock();
      ports.connectMissing(nowNs);
      ports.thread.start();
      return ports;
    } catch (PortException e) {
      client.close();
      throw e;
    }
  }

  @Override
  public void send(int message, long deadlineNs) {
    int place = MidiMessages.port(message);
    if (!open || place >= outputPorts.length) {
      return;
    }
    if (outlet.write(message, place, EventWriter.EVERYBODY, deadlineNs)) {
      sent[place].pass(message);
    }
  }

  @Override
  public void inherit(int output, HeldKeys keys, long nowNs) {
    inherited[output].add(keys);
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
    endAll();
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
      connectMissing(nowNs);
    }
    if (ticks) {
      tickedNs = nowNs;
      observeClock();
      for (SentKeys keys : sent) {
        keys.turn();
      }
    }
    if (refused) {
      refused = false;
      endAll();
    }
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
    announced.forEach(announcement -> follow(announcement, nowNs));
    announced.clear();
    if (overflowed) {
      lookAround(nowNs); // announcements may have been lost too
    }
    return changed;
  }

  private void follow(Announcement announcement, long nowNs) {
    int address = announcement.port();
    int number = Sequencer.client(address);
    switch (announcement.type()) {
      case Sequencer.PORT_START, Sequencer.PORT_CHANGE, Sequencer.CLIENT_CHANGE ->
          appeared(client.portsOf(number), nowNs);
      case Sequencer.PORT_EXIT -> gone(address, nowNs);
      case Sequencer.CLIENT_EXIT ->
          List.copyOf(knownSinceNs.keySet()).stream()
              .filter(port -> Sequencer.client(port) == number)
              .forEach(port -> gone(port, nowNs));
      case Sequencer.PORT_SUBSCRIBED -> {
        for (Wiring.Link link : links(announcement)) {
          connected(link);
          if (announcement.byOthers() && made.remove(link)) {
            takeAwayDouble(link);
          }
        }
      }
      case Sequencer.PORT_UNSUBSCRIBED -> {
        for (Wiring.Link link : links(announcement)) {
          if (!doubles.remove(link)) {
            made.remove(link);
            oweEnds(link);
            wiring.disconnected(link, nowNs);
          }
        }
      }
      default -> {
        // tells nothing of ports
      }
    }
  }

  /** What a subscription means to us: nothing, if both its ends are others' or both are our own. */
  private List<Wiring.Link> links(Announcement announcement) {
    int input = inlet.place(announcement.target());
    int output = place(outputPorts, announcement.port());
    boolean fromUs = Sequencer.client(announcement.port()) == client.number();
    boolean toUs = Sequencer.client(announcement.target()) == client.number();
    if (fromUs == toUs) {
      return List.of();
    }
    if (toUs && input >= 0) {
      return List.of(
          new Wiring.Link(PortInfo.Direction.IN, input, Sequencer.id(announcement.port())));
    }
    if (fromUs && output >= 0) {
      return List.of(
          new Wiring.Link(PortInfo.Direction.OUT, output, Sequencer.id(announcement.target())));
    }
    return List.of();
  }

  private int place(int[] ports, int address) {
    for (int place = 0; place < ports.length; place++) {
      if (Sequencer.address(client.number(), ports[place]) == address) {
        return place;
      }
    }
    return -1;
  }

  /** Looks at all ports there are, and finds out which have gone. */
  private void lookAround(long nowNs) {
    List<PortInfo> ports = client.ports(ProcessHandle.current().pid());
    Set<Integer> missing = new HashSet<>(knownSinceNs.keySet());
    ports.forEach(port -> missing.remove(address(port.id())));
    missing.forEach(address -> gone(address, nowNs));
    appeared(ports, nowNs);
  }

  private void appeared(List<PortInfo> ports, long nowNs) {
    for (PortInfo port : ports) {
      knownSinceNs.putIfAbsent(address(port.id()), nowNs);
      wiring.appeared(port);
    }
  }

  private void gone(int address, long nowNs) {
    knownSinceNs.remove(address);
    String id = Sequencer.id(address);
    made.removeIf(link -> link.other().equals(id));
    doubles.removeIf(link -> link.other().equals(id));
    for (int output = 0; output < outputPorts.length; output++) {
      Wiring.Link link = new Wiring.Link(PortInfo.Direction.OUT, output, id);
      if (wiring.isConnected(link)) {
        oweEnds(link);
      }
    }
    wiring.gone(id, GONE, nowNs);
  }

  private void connectMissing(long nowNs) {
    for (Wiring.Link link : wiring.missing()) {
      int address = address(link.other());
      if (wiring.other(link).virtual() && nowNs - knownSinceNs.get(address) < SELF_SERVICE_NS) {
        continue; // at the next tick
      }
      boolean isNew =
          link.direction() == PortInfo.Direction.IN
              ? client.connectFrom(inputPorts[link.own()], address)
              : client.connectTo(outputPorts[link.own()], address);
      if (isNew) {
        made.add(link);
        connected(link);
      }
    }
  }

  /**
   * A program has connected itself where we had connected it, in a manner of its own, so that the
   * kernel took it for something else: every note would be heard twice. Ours is the older one.
   */
  private void takeAwayDouble(Wiring.Link link) {
    int address = address(link.other());
    boolean taken =
        link.direction() == PortInfo.Direction.IN
            ? client.disconnectFrom(inputPorts[link.own()], address)
            : client.disconnectTo(outputPorts[link.own()], address);
    if (taken) {
      doubles.add(link);
    }
  }

  private void connected(Wiring.Link link) {
    wiring.connected(link);
    PortInfo other = wiring.other(link);
    if (other == null || link.direction() == PortInfo.Direction.IN) {
      return;
    }
    HeldKeys ends = owed.remove(new Debtor(link.own(), other.name()));
    if (ends != null) {
      sayEnds(link, ends);
    }
    if (inherited[link.own()].any()) {
      HeldKeys before = new HeldKeys();
      before.copyFrom(inherited[link.own()]);
      sayEnds(link, before);
    }
  }

  /**
   * A destination hears us no longer: what sounds there is ended at once if it is still there, and
   * again when it is back.
   */
  private void oweEnds(Wiring.Link link) {
    PortInfo other = wiring.other(link);
    if (link.direction() == PortInfo.Direction.IN || other == null) {
      return;
    }
    HeldKeys ends = sent[link.own()].unsure();
    if (ends.any()) {
      HeldKeys now = new HeldKeys();
      now.copyFrom(ends);
      write(link, now);
      owed.put(new Debtor(link.own(), other.name()), ends);
    }
  }

  /** Ends at one destination what it holds, but for what sounds now: that will be ended anyway. */
  private void sayEnds(Wiring.Link link, HeldKeys ends) {
    sent[link.own()].withoutPresent(ends);
    write(link, ends);
  }

  private void write(Wiring.Link link, HeldKeys ends) {
    ends.release(
        (end, timeNs) -> endsOutlet.write(end, link.own(), address(link.other()), timeNs),
        clock.nowNs());
  }

  /** Ends all that sounds, everywhere. */
  private void endAll() {
    for (int i = 0; i < sent.length; i++) {
      int place = i;
      HeldKeys ends = sent[place].sounding();
      ends.release(
          (end, timeNs) -> {
            if (endsOutlet.write(end, place, EventWriter.EVERYBODY, timeNs)) {
              sent[place].pass(end);
            }
          },
          clock.nowNs());
    }
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

  private static int address(String id) {
    int colon = id.indexOf(':');
    return Sequencer.address(
        Integer.parseInt(id, 0, colon, 10), Integer.parseInt(id, colon + 1, id.length(), 10));
  }

  /** Writes to the sequencer from one thread. Allocates nothing. */
  private final class Outlet {
    private final Memory memory = new Memory(Sequencer.EVENT_BYTES);
    private final ByteBuffer event =
        memory.getByteBuffer(0, Sequencer.EVENT_BYTES).order(ByteOrder.nativeOrder());

    /** False when the sequencer does not take the message, which is then counted. */
    boolean write(int message, int place, int target, long timeNs) {
      if (!EventWriter.write(message, event)) {
        return false;
      }
      EventWriter.address(event, outputPorts[place], target);
      EventWriter.schedule(event, queue, dueNs(place, timeNs));
      if (Libc.write(client.file(), memory, EVENT_BYTES) == Sequencer.EVENT_BYTES) {
        return true;
      }
      listener.counted(PortCount.REFUSED, 1);
      refused = true;
      return false;
    }
  }

  /** On the queue's clock; never before what the output sent earlier, so that order is kept. */
  private long dueNs(int place, long timeNs) {
    long dueNs = Math.max(lastDueNs.get(place), queueClock.queueNs(timeNs) + MARGIN_NS);
    lastDueNs.lazySet(place, dueNs);
    return dueNs;
  }
}
