package antiphon.midi.port.alsa;

import antiphon.midi.port.HeldKeys;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.PortCount;
import antiphon.midi.port.PortListener;
import antiphon.midi.port.Wiring;
import antiphon.music.time.Clock;
import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The own outputs: what they send, what sounds by it, and the ends of it that are owed to those who
 * went away meanwhile. {@link #send} is the sending thread's, all else the port thread's while that
 * runs, but for {@link #inherit}, which anybody may call.
 */
final class AlsaOutputs {
  /** How late the sending thread may wake without moving a message. */
  static final long MARGIN_NS = 1_000_000;

  private static final NativeLong EVENT_BYTES = new NativeLong(Sequencer.EVENT_BYTES);

  /** One place at which ends are owed: an output, and the name of who was connected to it. */
  private record Debtor(int output, String name) {}

  private final PortListener listener;
  private final Clock clock;
  private final SequencerClient client;
  private final int queue;
  private final QueueClock queueClock;
  private final int[] ports; // [place]: port within the client
  private final SentKeys[] sent; // [place]
  private final Outlet outlet = new Outlet(); // of the sending thread
  private final Outlet endsOutlet = new Outlet(); // of the port thread
  private final Map<Debtor, HeldKeys> owed = new HashMap<>();

  /** [place]: what a process before this one left sounding, wherever; ends do no harm. */
  private final HeldKeys[] inherited;

  /**
   * [place]: when the last message of an output is due on the queue. Written by both threads that
   * send; a lost race costs no more than the order of two messages of different threads.
   */
  private final AtomicLongArray lastDueNs;

  /** A message was refused, the end of a note perhaps. Set by any thread, taken by the port's. */
  private volatile boolean refused;

  /**
   * @param ports of the client, by their places in the plan
   */
  AlsaOutputs(
      SequencerClient client,
      int queue,
      QueueClock queueClock,
      int[] ports,
      PortListener listener,
      Clock clock) {
    this.client = client;
    this.queue = queue;
    this.queueClock = queueClock;
    this.ports = ports;
    this.listener = listener;
    this.clock = clock;
    lastDueNs = new AtomicLongArray(ports.length);
    inherited = new HeldKeys[ports.length];
    Arrays.setAll(inherited, place -> new HeldKeys());
    sent = new SentKeys[ports.length];
    Arrays.setAll(sent, place -> new SentKeys());
  }

  /** Sends to all that are connected; to a place that is none, nothing is sent. */
  void send(int message, long deadlineNs) {
    int place = MidiMessages.port(message);
    if (place < ports.length && outlet.write(message, place, EventWriter.EVERYBODY, deadlineNs)) {
      sent[place].pass(message);
    }
  }

  int count() {
    return ports.length;
  }

  /** The port within the client. */
  int port(int place) {
    return ports[place];
  }

  /** The place of the output that has an address, or -1. */
  int place(int address) {
    for (int place = 0; place < ports.length; place++) {
      if (Sequencer.address(client.number(), ports[place]) == address) {
        return place;
      }
    }
    return -1;
  }

  /** To be ended at whoever is connected from now on. */
  void inherit(int place, HeldKeys keys) {
    inherited[place].add(keys);
  }

  /**
   * Somebody hears an output: what is owed to its name is ended.
   *
   * @param name of the other end
   */
  void connected(Wiring.Link link, String name) {
    HeldKeys ends = owed.remove(new Debtor(link.own(), name));
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
   * Somebody hears an output no longer: what sounds there is ended at once if it is still there,
   * and again when it is back.
   *
   * @param name of the other end
   */
  void disconnected(Wiring.Link link, String name) {
    HeldKeys ends = sent[link.own()].unsure();
    if (ends.any()) {
      HeldKeys now = new HeldKeys();
      now.copyFrom(ends);
      write(link, now);
      owed.put(new Debtor(link.own(), name), ends);
    }
  }

  /** Ends at one destination what it holds, but for what sounds now: that will be ended anyway. */
  private void sayEnds(Wiring.Link link, HeldKeys ends) {
    sent[link.own()].withoutPresent(ends);
    write(link, ends);
  }

  private void write(Wiring.Link link, HeldKeys ends) {
    int target = Sequencer.address(link.other());
    ends.release((end, timeNs) -> endsOutlet.write(end, link.own(), target, timeNs), clock.nowNs());
  }

  /** Called some times a second. */
  void turn() {
    for (SentKeys keys : sent) {
      keys.turn();
    }
  }

  /** Ends all that sounds if a message has been refused since the last time. */
  void endAllAfterRefusal() {
    if (refused) {
      refused = false;
      endAll();
    }
  }

  /** Ends all that sounds, everywhere. */
  void endAll() {
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

  /** On the queue's clock; never before what the output sent earlier, so that order is kept. */
  private long dueNs(int place, long timeNs) {
    long dueNs = Math.max(lastDueNs.get(place), queueClock.queueNs(timeNs) + MARGIN_NS);
    lastDueNs.lazySet(place, dueNs);
    return dueNs;
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
      EventWriter.address(event, ports[place], target);
      EventWriter.schedule(event, queue, dueNs(place, timeNs));
      if (Libc.write(client.file(), memory, EVENT_BYTES) == Sequencer.EVENT_BYTES) {
        return true;
      }
      listener.counted(PortCount.REFUSED, 1);
      refused = true;
      return false;
    }
  }
}
