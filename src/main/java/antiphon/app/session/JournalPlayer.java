package antiphon.app.session;

import antiphon.app.config.Configuration;
import antiphon.live.engine.Outgoing;
import antiphon.live.journal.JournalException;
import antiphon.live.journal.JournalReader;
import antiphon.live.ring.JournalSlot;
import antiphon.live.schedule.Routing;
import antiphon.midi.port.HeldKeys;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.MidiSender;
import antiphon.midi.port.PortCount;
import antiphon.midi.port.PortListener;
import antiphon.music.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plays once more to ports, in time, what a journal says went out. What sounds is ended when it is
 * closed.
 */
public final class JournalPlayer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JournalPlayer.class);
  private static final long LEAD_IN_NS = 300_000_000;
  private static final long NAP_NS = 20_000_000;
  private static final long STOP_MS = 1_000;

  private final JournalReader journal;
  private final PortGroup ports;
  private final Clock clock;
  private final int[][] destinations; // [output of the journal]
  private final HeldKeys[] held; // [output]
  private final CountDownLatch played = new CountDownLatch(1);
  private volatile boolean stopped;
  private boolean begun;
  private long sent;
  private long firstNs;
  private long startNs;

  private JournalPlayer(JournalReader journal, PortGroup ports, Clock clock) {
    this.journal = journal;
    this.ports = ports;
    this.clock = clock;
    destinations = destinations(journal.header().outputs(), ports);
    held = new HeldKeys[ports.routing().outputs()];
    Arrays.setAll(held, output -> new HeldKeys());
  }

  /** Opens the ports that a configuration asks for; nothing is listened to. */
  public static JournalPlayer open(
      JournalReader journal, Configuration configuration, Clock clock) {
    PortGroup ports = PortGroup.choose(configuration, clock);
    JournalPlayer player = new JournalPlayer(journal, ports, clock);
    ports.open((message, timeNs) -> {}, new Told());
    return player;
  }

  /** To each output what went to that of its name; where there is none, the first's to all. */
  private static int[][] destinations(List<String> names, PortGroup ports) {
    int[][] destinations = new int[names.size()][];
    boolean anyKnown = false;
    for (int output = 0; output < names.size(); output++) {
      destinations[output] = ports.outputs(names.get(output)).stream().mapToInt(i -> i).toArray();
      anyKnown |= destinations[output].length > 0;
    }
    if (!anyKnown && names.size() > 0) {
      destinations[0] = ports.unlit().stream().mapToInt(i -> i).toArray();
    }
    return destinations;
  }

  public List<String> outputs() {
    return ports.outputs();
  }

  /**
   * Plays to the end, or until it is closed.
   *
   * @return how many messages were sent
   */
  public long play() throws JournalException {
    try {
      JournalReader.Records records = journal.records();
      Outgoing outgoing =
          new Outgoing(Routing.parse(journal.header().routing()), (MidiSender) this::hand);
      for (JournalSlot next = records.next(); next != null && !stopped; next = records.next()) {
        outgoing.accept(next);
      }
      return sent;
    } finally {
      for (HeldKeys keys : held) {
        keys.release(ports::send, clock.nowNs());
      }
      played.countDown();
    }
  }

  private void hand(int message, long timeNs) {
    if (!begun) {
      begun = true;
      firstNs = timeNs;
      startNs = clock.nowNs() + LEAD_IN_NS;
    }
    long dueNs = startNs + (timeNs - firstNs);
    for (long restNs = dueNs - clock.nowNs(); restNs > 0; restNs = dueNs - clock.nowNs()) {
      if (stopped) {
        return;
      }
      LockSupport.parkNanos(Math.min(restNs, NAP_NS));
    }
    int output = MidiMessages.port(message);
    for (int destination : output < destinations.length ? destinations[output] : new int[0]) {
      int there = MidiMessages.atPort(message, destination);
      held[destination].pass(there);
      ports.send(there, dueNs);
      sent++;
    }
  }

  /** Ends what sounds and closes the ports; any thread. */
  @Override
  public void close() {
    stopped = true;
    try {
      played.await(STOP_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ports.close();
  }

  /** What becomes of the ports, in the log. */
  private static final class Told implements PortListener {
    @Override
    public void lost(String what, String reason) {
      LOG.warn("{}: {}; playing on, and waiting for it", what, reason);
    }

    @Override
    public void found(String what) {
      LOG.info("{}: back again", what);
    }

    @Override
    public void counted(PortCount what, long count) {
      // nobody asks
    }
  }
}
