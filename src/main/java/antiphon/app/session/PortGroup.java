package antiphon.app.session;

import antiphon.app.config.Configuration;
import antiphon.app.config.Key;
import antiphon.app.config.UsageException;
import antiphon.live.schedule.Routing;
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
import antiphon.music.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * All ports of a session as one: those of its first transport, then those of the second, each with
 * all ports of the {@link PortLayout}.
 */
public final class PortGroup implements MidiSender, AutoCloseable {
  private static final OpenPorts[] NONE = {};

  private final PortLayout layout;
  private final List<MidiTransport> transports;
  private final List<PortPlan> plans;
  private final Routing routing;
  private volatile OpenPorts[] open = NONE;

  private PortGroup(PortLayout layout, List<MidiTransport> transports, List<PortPlan> plans) {
    this.layout = layout;
    this.transports = List.copyOf(transports);
    this.plans = List.copyOf(plans);
    routing = layout.routing(transports);
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
        layout.plan().requireMatches(earlier);
      }
      return new PortGroup(layout, transports, plans);
    } catch (PortException e) {
      throw new UsageException(e.getMessage(), e);
    }
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
    List<OpenPorts> opened = new ArrayList<>();
    try {
      for (int i = 0; i < transports.size(); i++) {
        PortPlan plan = plans.get(i);
        int base = i * plan.inputs().size();
        opened.add(
            transports.get(i).open(plan, new Inlet(plan.inputs(), base, receiver), listener));
      }
    } catch (PortException e) {
      opened.forEach(OpenPorts::close);
      throw new UsageException(e.getMessage(), e);
    }
    open = opened.toArray(NONE);
  }

  @Override
  public void send(int message, long deadlineNs) {
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

  @Override
  public void close() {
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
  private record Inlet(List<PortRule> rules, int base, MidiReceiver receiver)
      implements MidiReceiver {
    @Override
    public void receive(int message, long timeNs) {
      int port = MidiMessages.port(message);
      int passed = rules.get(port).channels().apply(message);
      if (passed != 0) {
        receiver.receive(MidiMessages.atPort(passed, base + port), timeNs);
      }
    }
  }
}
