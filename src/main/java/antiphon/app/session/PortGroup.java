package antiphon.app.session;

import antiphon.app.config.Configuration;
import antiphon.app.config.FeedbackGuard;
import antiphon.app.config.Key;
import antiphon.app.config.UsageException;
import antiphon.live.schedule.Routing;
import antiphon.midi.port.HeldKeys;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.MidiReceiver;
import antiphon.midi.port.MidiSender;
import antiphon.midi.port.MidiTransport;
import antiphon.midi.port.OpenPorts;
import antiphon.midi.port.PortException;
import antiphon.midi.port.PortInfo;
import antiphon.midi.port.PortListener;
import antiphon.midi.port.PortPlan;
import antiphon.midi.port.PortRule;
import antiphon.midi.port.rtp.RtpTransport;
import antiphon.music.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All ports of a session as one: those of its first transport, then those of the second, each with
 * all ports of the {@link PortLayout}.
 */
public final class PortGroup implements MidiSender, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PortGroup.class);
  private static final OpenPorts[] NONE = {};

  private final PortLayout layout;
  private final List<MidiTransport> transports;
  private final List<PortPlan> plans;
  private final Routing routing;
  private final EchoWatch echoes;
  private final boolean mayPass;
  private volatile OpenPorts[] open = NONE;

  private PortGroup(
      PortLayout layout,
      List<MidiTransport> transports,
      List<PortPlan> plans,
      FeedbackGuard guard,
      Clock clock) {
    this.layout = layout;
    this.transports = List.copyOf(transports);
    this.plans = List.copyOf(plans);
    // what a transport passes on by itself, the guard does not see
    mayPass = guard != FeedbackGuard.ALL;
    routing = layout.routing(transports, mayPass);
    echoes = new EchoWatch(guard, transports.size() * layout.plan().inputs().size(), clock);
  }

  /**
   * Chooses what the configuration asks for; with {@code auto}, every transport that is available,
   * else the loopback. Opens nothing yet.
   *
   * @throws UsageException when what was asked for is not there
   */
  public static PortGroup choose(Configuration configuration, Clock clock) {
    PortLayout layout = PortLayout.of(configuration);
    try {
      List<MidiTransport> transports =
          Transports.chosen(configuration.list(Key.MIDI, String.class), configuration, clock);
      List<PortPlan> plans = new ArrayList<>();
      if (transports.size() == 1) {
        // whether its ports are there is seen when it opens
        plans.add(layout.plan());
      } else {
        List<PortInfo> earlier = new ArrayList<>();
        for (int i = 0; i < transports.size(); i++) {
          List<PortInfo> mine = transports.get(i).ports();
          plans.add(layout.plan().among(mine, earlier, i == transports.size() - 1));
          earlier.addAll(mine);
        }
        if (transports.stream().noneMatch(t -> t.name().equals(RtpTransport.NAME))) {
          layout.plan().requireMatches(earlier); // else it may be a peer's that is still to come
        }
      }
      FeedbackGuard guard = configuration.value(Key.FEEDBACK_GUARD, FeedbackGuard.class);
      PortGroup group = new PortGroup(layout, transports, plans, guard, clock);
      List<String> missing = group.missing();
      if (!missing.isEmpty()) {
        LOG.info("waiting for ports: {}", String.join(", ", missing));
      }
      return group;
    } catch (PortException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  /**
   * A port of others that is asked for.
   *
   * @param own number of the own port that it is connected to
   */
  public record Asked(int own, PortInfo port) {}

  /** The ports of a direction that are asked for and there now; before the opening. */
  public List<Asked> asked(PortInfo.Direction direction) {
    List<Asked> asked = new ArrayList<>();
    for (int i = 0; i < transports.size(); i++) {
      List<PortRule> rules = plans.get(i).of(direction);
      for (PortInfo port : transports.get(i).ports()) {
        for (int own = 0; own < rules.size(); own++) {
          if (port.direction() == direction && rules.get(own).asks(port.name())) {
            asked.add(new Asked(i * rules.size() + own, port));
          }
        }
      }
    }
    return asked;
  }

  /** How music goes between inputs and outputs, as numbered here. */
  public Routing routing() {
    return routing;
  }

  /**
   * Opens all ports.
   *
   * @param receiver takes what passes, each message with the number of its input as its port
   * @throws UsageException when what was asked for is not there; nothing is left open then
   */
  public void open(MidiReceiver receiver, PortListener listener) {
    openAll(earlier(receiver), listener);
  }

  private void openAll(MidiReceiver receiver, PortListener listener) {
    List<OpenPorts> opened = new ArrayList<>();
    PortListener watched = echoes.watch(receiver, listener);
    try {
      for (int i = 0; i < transports.size(); i++) {
        PortPlan plan = mayPass ? plans.get(i) : plans.get(i).withoutThru();
        int base = i * plan.inputs().size();
        opened.add(
            transports
                .get(i)
                .open(plan, new Inlet(plan.inputs(), base, echoes, receiver), watched));
      }
    } catch (PortException e) {
      opened.forEach(OpenPorts::close);
      throw new UsageException(e.getMessage(), e);
    }
    open = opened.toArray(NONE);
  }

  private MidiReceiver earlier(MidiReceiver receiver) {
    long[] latencyNs = layout.inputLatencyNs().stream().mapToLong(Long::longValue).toArray();
    return LongStream.of(latencyNs).allMatch(ns -> ns == 0)
        ? receiver
        : new Earlier(latencyNs, receiver);
  }

  @Override
  public void sendOwn(int message, long deadlineNs) {
    echoes.played(message, deadlineNs);
    hand(message, deadlineNs);
  }

  @Override
  public void send(int message, long deadlineNs) {
    echoes.passedThrough(message, deadlineNs);
    hand(message, deadlineNs);
  }

  private void hand(int message, long deadlineNs) {
    OpenPorts[] all = open;
    int output = MidiMessages.port(message);
    int each = layout.outputs().size();
    if (output / each < all.length) {
      all[output / each].send(MidiMessages.atPort(message, output % each), deadlineNs);
    }
  }

  public List<String> inputs() {
    return Stream.of(open).flatMap(ports -> ports.inputs().stream()).toList();
  }

  public List<String> outputs() {
    return Stream.of(open).flatMap(ports -> ports.outputs().stream()).toList();
  }

  /** Names of all outputs in the order of the routing, each with its transport's. */
  public List<String> outputNames() {
    return transports.stream()
        .flatMap(
            transport ->
                layout.plan().outputs().stream().map(rule -> transport.name() + " " + rule.name()))
        .toList();
  }

  /** Outputs of a name that {@link #outputNames} has, but for lights. */
  List<Integer> outputs(String name) {
    List<String> names = outputNames();
    return unlit().stream().filter(output -> names.get(output).equals(name)).toList();
  }

  /** All outputs but for lights. */
  List<Integer> unlit() {
    return IntStream.range(0, routing.outputs())
        .filter(output -> (routing.lights() & 1L << output) == 0)
        .boxed()
        .toList();
  }

  /**
   * Has ended what a process before this one left sounding at an output, before anything else is
   * sent.
   */
  void inherit(int output, HeldKeys keys, long nowNs) {
    int each = layout.outputs().size();
    open[output / each].inherit(output % each, keys, nowNs);
  }

  /** What one transport has opened. */
  record Opened(String transport, List<String> inputs, List<String> outputs) {}

  /** What is open, by transport; nothing before the opening. */
  List<Opened> opened() {
    OpenPorts[] all = open;
    List<Opened> opened = new ArrayList<>();
    for (int i = 0; i < all.length; i++) {
      opened.add(new Opened(transports.get(i).name(), all[i].inputs(), all[i].outputs()));
    }
    return opened;
  }

  /** What is asked for and not there now; nothing unless ports are waited for. */
  List<String> missing() {
    return layout.plan().waitForPorts()
        ? layout.plan().missing(transports.stream().flatMap(t -> t.ports().stream()).toList())
        : List.of();
  }

  /** Whether what is sent is delivered everywhere. */
  boolean deliver() {
    return Stream.of(open).allMatch(OpenPorts::deliver);
  }

  /** Closing twice does nothing; who comes second waits for the first. */
  @Override
  public synchronized void close() {
    echoes.close();
    for (OpenPorts ports : open) {
      ports.close();
    }
    open = NONE;
  }

  /**
   * Lets pass what may come in by the ports of one transport, and numbers them.
   *
   * @param base number of the transport's first input
   */
  private record Inlet(List<PortRule> rules, int base, EchoWatch echoes, MidiReceiver receiver)
      implements MidiReceiver {
    @Override
    public void receive(int message, long timeNs) {
      int port = MidiMessages.port(message);
      int passed = rules.get(port).channels().apply(message);
      boolean echo = echoes.isEcho(MidiMessages.atPort(message, base + port), timeNs);
      if (passed != 0) {
        int numbered = MidiMessages.atPort(passed, base + port);
        if (echo) {
          receiver.receiveEcho(numbered, timeNs);
        } else {
          receiver.receive(numbered, timeNs);
        }
      }
    }
  }

  /**
   * Stamps what comes in with the time at which it was played.
   *
   * @param latencyNs of each input of a transport
   */
  private record Earlier(long[] latencyNs, MidiReceiver receiver) implements MidiReceiver {
    @Override
    public void receive(int message, long timeNs) {
      receiver.receive(message, playedNs(message, timeNs));
    }

    @Override
    public void receiveEcho(int message, long timeNs) {
      receiver.receiveEcho(message, playedNs(message, timeNs));
    }

    private long playedNs(int message, long timeNs) {
      return timeNs - latencyNs[MidiMessages.port(message) % latencyNs.length];
    }
  }
}
