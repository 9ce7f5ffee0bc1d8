package antiphon.midi.port.rtp;

import antiphon.midi.port.HeldKeys;
import antiphon.midi.port.MidiReceiver;
import antiphon.midi.port.OpenPorts;
import antiphon.midi.port.OutQueue;
import antiphon.midi.port.PortCount;
import antiphon.midi.port.PortException;
import antiphon.midi.port.PortListener;
import antiphon.midi.port.PortPlan;
import antiphon.midi.port.PortRule;
import antiphon.music.time.Clock;
import antiphon.thread.EnduringExecutor;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two sockets of a session and the thread that keeps it. The sending thread hands its messages
 * over by a queue without locks and wakes the session's thread when that sleeps; what was handed
 * over by the time it wakes, a chord as a rule, goes out in one packet.
 */
final class RtpPorts implements OpenPorts {
  private static final Logger LOG = LoggerFactory.getLogger(RtpPorts.class);
  private static final int OUT_CAPACITY = 4096;
  private static final int MAX_DATAGRAM = 65_536;
  private static final int RECEIVE_BUFFER = 1 << 20;
  private static final int MAX_IN_A_ROW = 256;
  private static final long TICK_MS = 20;
  private static final long IDLE_TICK_MS = 100;
  private static final long CLOSE_TIMEOUT_MS = 1_000;
  private static final long LOCATE_MS = 5_000;

  private final RtpSettings settings;
  private final PortPlan plan;
  private final PortListener listener;
  private final Clock clock;
  private final Selector selector;
  private final DatagramChannel control;
  private final DatagramChannel data;
  private final RtpSession session;
  private final OutQueue outbox = new OutQueue(OUT_CAPACITY);

  /** Both sockets are looked at after each sleep, whichever of them has ended it. */
  private final Consumer<SelectionKey> ready = key -> {};

  private final AtomicBoolean asleep = new AtomicBoolean();
  private final ByteBuffer incoming = ByteBuffer.allocateDirect(MAX_DATAGRAM);
  private final ByteBuffer outgoing = ByteBuffer.allocateDirect(MAX_DATAGRAM);
  private final byte[] octets = new byte[MAX_DATAGRAM];
  private final Thread thread = new Thread(this::keep, "antiphon-rtp");
  private final ScheduledExecutorService names = new EnduringExecutor("antiphon-rtp-names");
  private final Announcement announcement;
  private volatile boolean closing;

  private RtpPorts(
      RtpSettings settings,
      PortPlan plan,
      MidiReceiver receiver,
      PortListener listener,
      Clock clock)
      throws IOException {
    this.settings = settings;
    this.plan = plan;
    this.listener = listener;
    this.clock = clock;
    announcement = new Announcement(settings);
    selector = Selector.open();
    control = bind(settings.port());
    data = bind(settings.port() + 1);
    session =
        new RtpSession(
            settings, plan, receiver, listener, this::transmit, new SecureRandom(), clock.nowNs());
    thread.setDaemon(true);
  }

  static RtpPorts open(
      RtpSettings settings,
      PortPlan plan,
      MidiReceiver receiver,
      PortListener listener,
      Clock clock)
      throws PortException {
    RtpPorts ports;
    try {
      ports = new RtpPorts(settings, plan, receiver, listener, clock);
    } catch (IOException e) {
      throw new PortException(
          "RTP-MIDI cannot listen on "
              + new RtpSettings.Target(settings.listen().getHostAddress(), settings.port())
              + " and the port after it: "
              + e.getMessage()
              + " (see rtp.listen and rtp.port)",
          e);
    }
    ports.start();
    return ports;
  }

  private void start() {
    thread.start();
    names.execute(announcement::begin);
    if (!session.invitations().isEmpty()) {
      names.scheduleWithFixedDelay(this::locate, 0, LOCATE_MS, TimeUnit.MILLISECONDS);
    }
  }

  private DatagramChannel bind(int port) throws IOException {
    boolean four = settings.listen() instanceof Inet4Address;
    DatagramChannel channel =
        DatagramChannel.open(four ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
    try {
      // room for what comes while the thread has to wait for a busy machine
      channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
      channel.bind(new InetSocketAddress(settings.listen(), port));
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ);
      return channel;
    } catch (IOException e) {
      channel.close();
      selector.close();
      if (control != null) {
        control.close();
      }
      throw e;
    }
  }

  /** Names may lead elsewhere tomorrow, and asking for them may take long. */
  private void locate() {
    for (Invitation invitation : session.invitations()) {
      try {
        InetAddress address = InetAddress.getByName(invitation.target.host());
        invitation.locate(new InetSocketAddress(address, invitation.target.port()));
      } catch (UnknownHostException e) {
        LOG.debug("{} is not known", invitation.target.host(), e);
      } catch (OutOfMemoryError e) {
        return; // the next look may have more
      }
    }
  }

  @Override
  public void send(int message, long deadlineNs) {
    if (!outbox.offer(message, deadlineNs)) {
      listener.counted(PortCount.REFUSED, 1);
    }
    if (asleep.get() && asleep.compareAndSet(true, false)) {
      selector.wakeup();
    }
  }

  @Override
  public void inherit(int output, HeldKeys keys, long nowNs) {
    session.inherit(output, keys); // first: who comes in between hears the ends twice
    OpenPorts.super.inherit(output, keys, nowNs);
  }

  @Override
  public List<String> inputs() {
    return plan.inputs().stream().map(this::name).toList();
  }

  @Override
  public List<String> outputs() {
    return plan.outputs().stream().map(this::name).toList();
  }

  private String name(PortRule rule) {
    return "rtp:" + rule.name();
  }

  @Override
  public synchronized void close() {
    if (closing) {
      return;
    }
    closing = true;
    selector.wakeup();
    names.execute(announcement::end);
    names.shutdown();
    try {
      thread.join(CLOSE_TIMEOUT_MS);
      // to be forgotten at once by others is good, but not worth waiting for
      names.awaitTermination(CLOSE_TIMEOUT_MS / 2, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // ---- on the session's thread

  private void keep() {
    try (selector;
        control;
        data) {
      boolean failing = false;
      while (!closing) {
        try {
          turn();
          failing = false;
        } catch (ClosedChannelException e) {
          throw e;
        } catch (IOException | RuntimeException e) {
          // one bad turn is no reason to leave the peers alone; many have one line
          if (!failing) {
            LOG.error("RTP-MIDI: something was lost to an error; playing on", e);
          }
          failing = true;
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(IDLE_TICK_MS));
        }
      }
      handOver(clock.nowNs());
      session.close(clock.nowNs());
    } catch (IOException e) {
      LOG.debug("the sockets are closed", e);
      session.loseAll(clock.nowNs());
    }
  }

  private void turn() throws IOException {
    asleep.set(true);
    if (outbox.hasNext() || closing) {
      asleep.set(false);
      selector.selectNow(ready);
    } else {
      selector.select(ready, session.playing() > 0 ? TICK_MS : IDLE_TICK_MS);
      asleep.set(false);
    }
    long nowNs = clock.nowNs();
    handOver(nowNs);
    receive(Wire.Port.CONTROL, control, nowNs);
    receive(Wire.Port.DATA, data, nowNs);
    session.tick(nowNs);
  }

  private void handOver(long nowNs) {
    while (outbox.hasNext()) {
      session.send(outbox.message(), outbox.deadlineNs(), nowNs);
      outbox.remove();
    }
    session.flush(nowNs);
    if (outbox.takeOverflow()) {
      session.endAll(nowNs);
    }
  }

  /** Takes what has come; not without end, or a flood would keep the rest from its turn. */
  private void receive(Wire.Port port, DatagramChannel channel, long nowNs) throws IOException {
    for (int i = 0; i < MAX_IN_A_ROW; i++) {
      incoming.clear();
      InetSocketAddress from = (InetSocketAddress) channel.receive(incoming);
      if (from == null) {
        return;
      }
      incoming.flip();
      int length = incoming.remaining();
      incoming.get(octets, 0, length);
      session.receive(port, from, octets, length, nowNs);
    }
  }

  private void transmit(Wire.Port from, InetSocketAddress to, byte[] packet, int length) {
    outgoing.clear();
    outgoing.put(packet, 0, length).flip();
    try {
      if ((from == Wire.Port.CONTROL ? control : data).send(outgoing, to) == 0) {
        listener.counted(PortCount.REFUSED, 1);
      }
    } catch (IOException e) {
      // no network now: the journal of a later packet tells what was in this one
      LOG.debug("not sent to {}", to, e);
    }
  }
}
