package antiphon.midi.port.jack;

import antiphon.midi.port.PortException;
import antiphon.midi.port.PortInfo;
import antiphon.midi.port.PortPlan;
import antiphon.midi.port.PortRule;
import antiphon.midi.port.Wiring.Link;
import com.sun.jna.Callback;
import com.sun.jna.CallbackThreadInitializer;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A client of a JACK server. Used by one thread at a time. */
final class GraphClient implements Graph, AutoCloseable {
  private final long client;
  private final String name;

  /** [own port]: its address, of inputs and of outputs. */
  private long[] inputs = {};

  private long[] outputs = {};
  private PortPlan plan;

  /** Counted on libjack's thread, which does no more. */
  private volatile int portsGone;

  private int portsGoneSeen;

  private final LibJack.RegistrationCallback registration =
      (port, registered) -> portsGone += 1 - registered;

  /** Held for as long as libjack may call them. */
  private List<Callback> callbacks = List.of();

  private boolean closed;

  private GraphClient(long client) {
    this.client = client;
    name = LibJack.jack_get_client_name(client);
  }

  /**
   * Opens a client of a server that runs; never starts one.
   *
   * @param wished the server gives another name where this one is taken
   * @throws PortException saying what is missing
   */
  static GraphClient open(String wished) throws PortException {
    long client;
    try {
      client = LibJack.jack_client_open(wished, LibJack.NO_START_SERVER, null);
    } catch (LinkageError e) {
      throw new PortException("libjack is not installed; install jackd2 or pipewire-jack", e);
    }
    if (client == 0) {
      throw new PortException(
          "no JACK server is running; start one (jackd, or PipeWire with its JACK library)");
    }
    return new GraphClient(client);
  }

  String name() {
    return name;
  }

  int sampleRate() {
    return LibJack.jack_get_sample_rate(client);
  }

  int periodFrames() {
    return LibJack.jack_get_buffer_size(client);
  }

  /**
   * Looks where the transport is at the start of the present period; for the process callback.
   *
   * @return whether it rolls
   */
  boolean transport(JackPosition into) {
    int state = LibJack.jack_transport_query(client, into.address());
    return state == LibJack.ROLLING || state == LibJack.LOOPING;
  }

  /** Number of the present period's first frame; for the process callback. */
  int periodFrame() {
    return LibJack.jack_last_frame_time(client);
  }

  /** How many frames ago the present period began; for the process callback. */
  int framesIntoPeriod() {
    return LibJack.jack_frames_since_cycle_start(client);
  }

  /** Names of the own ports of a direction, as others see them. */
  List<String> own(PortInfo.Direction direction) {
    return plan.of(direction).stream().map(rule -> name + ":" + rule.name()).toList();
  }

  /**
   * Makes the ports of a plan.
   *
   * @return their buffers
   */
  NativeBuffers register(PortPlan newPlan) throws PortException {
    plan = newPlan;
    inputs = register(plan.inputs(), LibJack.PORT_IS_INPUT);
    outputs = register(plan.outputs(), LibJack.PORT_IS_OUTPUT);
    return new NativeBuffers(inputs, outputs);
  }

  private long[] register(List<PortRule> rules, int flag) throws PortException {
    long[] ports = new long[rules.size()];
    for (int own = 0; own < ports.length; own++) {
      String port = rules.get(own).name();
      ports[own] =
          LibJack.jack_port_register(
              client, port, LibJack.MIDI_TYPE, new NativeLong(flag), new NativeLong(0));
      if (ports[own] == 0) {
        throw new PortException("the JACK server refuses the port '" + name + ":" + port + "'");
      }
    }
    return ports;
  }

  /** Begins to take part in the graph. The callbacks come on threads of libjack. */
  void activate(
      LibJack.ProcessCallback process, LibJack.XrunCallback xrun, LibJack.ShutdownCallback shutdown)
      throws PortException {
    callbacks = List.of(process, xrun, shutdown);
    attach(process, "antiphon-jack-process");
    attach(xrun, "antiphon-jack-notice");
    attach(registration, "antiphon-jack-notice");
    attach(shutdown, "antiphon-jack-notice");
    LibJack.jack_set_process_callback(client, process, null);
    LibJack.jack_set_xrun_callback(client, xrun, null);
    LibJack.jack_set_port_registration_callback(client, registration, null);
    LibJack.jack_on_shutdown(client, shutdown, null);
    if (LibJack.jack_activate(client) != 0) {
      throw new PortException("the JACK server refuses to let '" + name + "' take part");
    }
  }

  /**
   * Becomes the one who tells bars, beats and tempo of the transport, unless there is one.
   *
   * @return whether it has
   */
  boolean tellBars(LibJack.TimebaseCallback timebase) {
    attach(timebase, "antiphon-jack-process");
    if (LibJack.jack_set_timebase_callback(client, 1, timebase, null) != 0) {
      return false;
    }
    List<Callback> all = new ArrayList<>(callbacks);
    all.add(timebase);
    callbacks = all;
    return true;
  }

  /** How libjack's thread is called here when it calls; it stays attached until it ends. */
  private static void attach(Callback callback, String thread) {
    Native.setCallbackThreadInitializer(
        callback, new CallbackThreadInitializer(true, false, thread));
  }

  @Override
  public List<PortInfo> others() {
    List<PortInfo> ports = new ArrayList<>();
    for (PortInfo.Direction direction : PortInfo.Direction.values()) {
      int flag =
          direction == PortInfo.Direction.IN ? LibJack.PORT_IS_OUTPUT : LibJack.PORT_IS_INPUT;
      List<String> devices = names(flag | LibJack.PORT_IS_PHYSICAL);
      for (String port : names(flag)) {
        if (!port.startsWith(name + ":")) {
          ports.add(
              new PortInfo(port, port, JackTransport.NAME, direction, !devices.contains(port)));
        }
      }
    }
    return ports;
  }

  @Override
  public boolean portsWent() {
    int now = portsGone;
    boolean went = now != portsGoneSeen;
    portsGoneSeen = now;
    return went;
  }

  @Override
  public Set<Link> links() {
    Set<Link> links = new HashSet<>();
    for (PortInfo.Direction direction : PortInfo.Direction.values()) {
      long[] ports = direction == PortInfo.Direction.IN ? inputs : outputs;
      for (int own = 0; own < ports.length; own++) {
        for (String other : strings(LibJack.jack_port_get_all_connections(client, ports[own]))) {
          links.add(new Link(direction, own, other));
        }
      }
    }
    return links;
  }

  @Override
  public boolean connect(Link link) {
    String port = own(link.direction()).get(link.own());
    return link.direction() == PortInfo.Direction.IN
        ? LibJack.jack_connect(client, link.other(), port) == 0
        : LibJack.jack_connect(client, port, link.other()) == 0;
  }

  /** Closing twice does nothing. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      LibJack.jack_client_close(client);
    }
  }

  private List<String> names(int flags) {
    return strings(LibJack.jack_get_ports(client, null, LibJack.MIDI_TYPE, new NativeLong(flags)));
  }

  private static List<String> strings(Pointer array) {
    if (array == null) {
      return List.of();
    }
    try {
      return List.of(array.getStringArray(0));
    } finally {
      LibJack.jack_free(array);
    }
  }
}
