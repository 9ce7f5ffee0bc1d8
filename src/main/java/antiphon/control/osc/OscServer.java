package antiphon.control.osc;

import antiphon.control.desk.Desk;
import antiphon.live.api.EngineControl;
import antiphon.live.api.Models;
import antiphon.music.time.Clock;
import antiphon.music.time.SystemClock;
import com.illposed.osc.OSCMessage;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears OSC on a UDP port, and tells those who have subscribed what changes. Start once, close
 * once; the keys that are held are let go when it closes, or when who holds them falls silent.
 * Whoever can reach the port may do everything: bound to a loopback address, that is this machine,
 * and nobody else is answered.
 */
public final class OscServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OscServer.class);

  private static final long TELL_NS = TimeUnit.MILLISECONDS.toNanos(50);

  /** Read in one go, so that a flood does not keep the subscribers waiting. */
  private static final int PACKETS_PER_TURN = 256;

  /** So many refusals are answered between two tellings; a flood of them is only counted. */
  private static final int ANSWERS_PER_TELLING = 100;

  private static final int RECEIVE_BUFFER_BYTES = 1 << 20;
  private static final int LONGEST_SENTENCE = 1_200;
  private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long STOP_MS = 1_000;

  private static final String ERROR = OscCommands.ROOT + "error";
  private static final String GET = OscCommands.ROOT + "get";
  private static final String SUBSCRIBE = OscCommands.ROOT + "subscribe";
  private static final String UNSUBSCRIBE = OscCommands.ROOT + "unsubscribe";

  private final String host;
  private final int port;
  private final Clock clock;
  private final PacketCodec codec = new PacketCodec();
  private final Subscribers subscribers = new Subscribers();
  private final OscCommands commands;
  private final OscState state;
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong malformed = new AtomicLong();
  private final ByteBuffer in = ByteBuffer.allocateDirect(PacketCodec.MAX_PACKET_BYTES + 1);
  private DatagramChannel channel;
  private Selector selector;
  private InetSocketAddress local;
  private Thread thread;

  /** Belongs to the thread. */
  private int answersLeft = ANSWERS_PER_TELLING;

  /**
   * @param host an address of this machine, {@code 0.0.0.0} for all
   * @param port 0 for any that is free
   */
  public OscServer(EngineControl engine, Desk desk, Models models, String host, int port) {
    this(engine, desk, models, host, port, new SystemClock());
  }

  OscServer(EngineControl engine, Desk desk, Models models, String host, int port, Clock clock) {
    this.host = host;
    this.port = port;
    this.clock = clock;
    commands = new OscCommands(engine, desk);
    state = new OscState(engine, desk, models);
  }

  /**
   * @throws OscException when the port is taken or the address is not one of this machine
   */
  public void start() throws OscException {
    InetAddress address;
    try {
      address = InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new OscException(foreignHost(), e);
    }
    try {
      channel =
          DatagramChannel.open(
              address instanceof Inet4Address
                  ? StandardProtocolFamily.INET
                  : StandardProtocolFamily.INET6);
      channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
      channel.bind(new InetSocketAddress(address, port));
      local = (InetSocketAddress) channel.getLocalAddress();
      channel.configureBlocking(false);
      selector = Selector.open();
      channel.register(selector, SelectionKey.OP_READ);
    } catch (IOException e) {
      closeSocket();
      throw new OscException(isOurs(address) ? takenPort() : foreignHost(), e);
    }
    thread = new Thread(this::run, "antiphon-control-osc");
    thread.setDaemon(true);
    thread.start();
  }

  /** The port that is listened on; only while started. */
  public int port() {
    return local.getPort();
  }

  /** Messages that asked for what cannot be. */
  public long refused() {
    return refused.get();
  }

  /** Packets, or parts of them, that are no OSC. */
  public long malformed() {
    return malformed.get();
  }

  /** Closing twice does nothing. */
  @Override
  public void close() {
    closeSocket();
    if (thread != null && thread != Thread.currentThread()) {
      try {
        thread.join(STOP_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void run() {
    long tellNs = clock.nowNs();
    while (channel.isOpen()) {
      try {
        selector.select(TimeUnit.NANOSECONDS.toMillis(TELL_NS));
        selector.selectedKeys().clear();
        hear();
        long nowNs = clock.nowNs();
        if (nowNs - tellNs >= 0) {
          tellNs = nowNs + TELL_NS;
          answersLeft = ANSWERS_PER_TELLING;
          tell(nowNs);
        }
      } catch (ClosedChannelException | ClosedSelectorException e) {
        break;
      } catch (IOException | RuntimeException e) {
        LOG.warn("OSC goes on after a fault: {}", e.toString());
        LockSupport.parkNanos(PAUSE_NS); // one that stays must not take the processor
      }
    }
    commands.letGo();
  }

  private void hear() throws IOException {
    for (int i = 0; i < PACKETS_PER_TURN; i++) {
      in.clear();
      InetSocketAddress sender = (InetSocketAddress) channel.receive(in);
      if (sender == null) {
        return;
      }
      if (!mayTalk(sender)) {
        continue;
      }
      commands.hear(sender, clock.nowNs());
      int bad = codec.read(in.flip(), message -> perform(message, sender));
      if (bad > 0) {
        malformed.addAndGet(bad);
        answer(sender, "this is no OSC message with arguments of the types i, f, h, d, s, T, F, I");
      }
    }
  }

  private void perform(OSCMessage message, InetSocketAddress sender) {
    String address = message.getAddress();
    if (address.equals(ERROR) || address.startsWith(OscState.STATUS)) {
      return; // what another Antiphon says; counted or answered, the two would never end
    }
    Arguments arguments = new Arguments(message.getArguments());
    try {
      switch (address) {
        case GET -> get(arguments, sender);
        case SUBSCRIBE -> subscribers.add(subscriber(arguments, sender), clock.nowNs());
        case UNSUBSCRIBE -> subscribers.remove(subscriber(arguments, sender));
        default -> commands.perform(address, arguments, sender, clock.nowNs());
      }
      // no echo: it would pull a fader back that is already elsewhere
      OscCommands.parameter(address)
          .ifPresent(parameter -> subscribers.knows(sender, address, state.value(parameter)));
    } catch (RuntimeException | OutOfMemoryError e) {
      if (!(e instanceof IllegalArgumentException)) {
        LOG.warn("OSC message to {} failed: {}", address, e.toString());
      }
      refused.incrementAndGet();
      answer(sender, address + ": " + e.getMessage());
    }
  }

  private void get(Arguments arguments, InetSocketAddress sender) {
    Map<String, Object> all = state();
    if (arguments.count() == 0) {
      all.forEach((address, value) -> send(sender, address, value));
      return;
    }
    String name = arguments.text();
    String address =
        List.of(OscCommands.PARAMETER + name, OscState.STATUS + name).stream()
            .filter(all::containsKey)
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("there is no '" + name + "'"));
    send(sender, address, all.get(address));
  }

  private InetSocketAddress subscriber(Arguments arguments, InetSocketAddress sender) {
    arguments.requireCount(0, 1);
    InetSocketAddress address =
        arguments.count() == 0
            ? sender
            : new InetSocketAddress(sender.getAddress(), arguments.whole(0, "port", 1, 65_535));
    if (address.getPort() == local.getPort() && isOurs(address.getAddress())) {
      throw new IllegalArgumentException("this port is Antiphon's own");
    }
    return address;
  }

  private Map<String, Object> state() {
    Map<String, Object> all = state.read();
    all.put(OscState.STATUS + "refused", (int) refused());
    all.put(OscState.STATUS + "malformed", (int) malformed());
    return all;
  }

  private void tell(long nowNs) {
    commands.letGoOfTheSilent(nowNs);
    subscribers.forgetTheSilent(nowNs);
    if (!subscribers.isEmpty()) {
      subscribers.tell(state(), this::send);
    }
  }

  private void answer(InetSocketAddress sender, String sentence) {
    if (answersLeft > 0) {
      answersLeft--;
      send(
          sender,
          ERROR,
          sentence.length() > LONGEST_SENTENCE
              ? sentence.substring(0, LONGEST_SENTENCE) + "…"
              : sentence);
    }
  }

  private boolean send(InetSocketAddress to, String address, Object value) {
    try {
      return channel.send(codec.write(new OSCMessage(address, List.of(value))), to) > 0;
    } catch (IOException e) {
      LOG.debug("{} cannot be told: {}", to, e.toString());
      return false;
    }
  }

  /** Packets that say they come from elsewhere are forged, where only this machine can send any. */
  private boolean mayTalk(InetSocketAddress sender) {
    return sender.getPort() != 0
        && (!local.getAddress().isLoopbackAddress() || sender.getAddress().isLoopbackAddress());
  }

  private static boolean isOurs(InetAddress address) {
    try {
      return address.isAnyLocalAddress()
          || address.isLoopbackAddress()
          || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      return false;
    }
  }

  private String takenPort() {
    return "UDP port "
        + port
        + " on "
        + host
        + " is taken; choose another with --osc PORT, or --osc off";
  }

  private String foreignHost() {
    return "OSC cannot be heard at "
        + host
        + "; set osc.listen to an address of this machine, such as 127.0.0.1, or to 0.0.0.0 for all";
  }

  private void closeSocket() {
    try {
      if (channel != null) {
        channel.close();
      }
      if (selector != null) {
        selector.close();
      }
    } catch (IOException e) {
      LOG.debug("the socket of OSC was closed with a fault", e);
    }
  }
}
