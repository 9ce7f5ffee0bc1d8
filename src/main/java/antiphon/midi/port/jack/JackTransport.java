package antiphon.midi.port.jack;

import antiphon.midi.port.Availability;
import antiphon.midi.port.MidiReceiver;
import antiphon.midi.port.MidiTransport;
import antiphon.midi.port.OpenPorts;
import antiphon.midi.port.PortException;
import antiphon.midi.port.PortInfo;
import antiphon.midi.port.PortListener;
import antiphon.midi.port.PortPlan;
import antiphon.music.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jaudiolibs.jnajack.Jack;
import org.jaudiolibs.jnajack.JackClient;
import org.jaudiolibs.jnajack.JackException;
import org.jaudiolibs.jnajack.JackOptions;
import org.jaudiolibs.jnajack.JackPortFlags;
import org.jaudiolibs.jnajack.JackPortType;
import org.jaudiolibs.jnajack.JackStatus;

/**
 * A client of a JACK server, or of PipeWire's JACK library. It makes the ports {@code antiphon:in}
 * and {@code antiphon:out}.
 */
public final class JackTransport implements MidiTransport {
  public static final String NAME = "jack";
  static final String CLIENT_NAME = "antiphon";

  /** JNAJack logs what it also throws; held here so that the level is not forgotten. */
  private static final Logger JNAJACK_LOG = Logger.getLogger("org.jaudiolibs.jnajack");

  static {
    JNAJACK_LOG.setLevel(Level.OFF);
    LibraryChatter.silence();
  }

  private final Clock clock;

  public JackTransport(Clock clock) {
    this.clock = clock;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Availability availability() {
    try {
      return probe(
          client ->
              new Availability(
                  true, client.getSampleRate() + " Hz, " + client.getBufferSize() + " frames"));
    } catch (PortException e) {
      return new Availability(false, e.getMessage());
    }
  }

  @Override
  public List<PortInfo> ports() {
    try {
      return probe(client -> list(Jack.getInstance(), client));
    } catch (PortException e) {
      return List.of();
    }
  }

  @Override
  public OpenPorts open(PortPlan plan, MidiReceiver receiver, PortListener listener)
      throws PortException {
    return JackPorts.open(plan, receiver, listener, clock);
  }

  /** The MIDI ports of others. A port that puts music out is an input for Antiphon. */
  static List<PortInfo> list(Jack jack, JackClient client) throws JackException {
    List<PortInfo> ports = new ArrayList<>();
    for (PortInfo.Direction direction : PortInfo.Direction.values()) {
      JackPortFlags flag =
          direction == PortInfo.Direction.IN
              ? JackPortFlags.JackPortIsOutput
              : JackPortFlags.JackPortIsInput;
      String[] physical =
          jack.getPorts(
              client, null, JackPortType.MIDI, EnumSet.of(flag, JackPortFlags.JackPortIsPhysical));
      List<String> devices = List.of(physical);
      for (String name : jack.getPorts(client, null, JackPortType.MIDI, EnumSet.of(flag))) {
        if (!name.startsWith(CLIENT_NAME + ":")) {
          ports.add(new PortInfo(name, name, NAME, direction, !devices.contains(name)));
        }
      }
    }
    return ports;
  }

  /**
   * Opens a client of a server that runs; never starts one.
   *
   * @throws PortException saying what is missing
   */
  static JackClient openClient(Jack jack, String name) throws PortException {
    try {
      return jack.openClient(
          name, EnumSet.of(JackOptions.JackNoStartServer), EnumSet.noneOf(JackStatus.class));
    } catch (JackException e) {
      throw new PortException(
          "no JACK server is running; start one (jackd, or PipeWire with its JACK library)", e);
    }
  }

  static Jack library() throws PortException {
    try {
      return Jack.getInstance();
    } catch (JackException | LinkageError e) {
      throw new PortException("libjack is not installed; install jackd2 or pipewire-jack", e);
    }
  }

  private interface Question<T> {
    T ask(JackClient client) throws JackException;
  }

  private static <T> T probe(Question<T> question) throws PortException {
    JackClient client = openClient(library(), CLIENT_NAME + "-probe");
    try {
      return question.ask(client);
    } catch (JackException e) {
      throw new PortException("the JACK server does not answer: " + e.getMessage(), e);
    } finally {
      client.close();
    }
  }
}
