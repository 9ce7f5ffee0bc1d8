package antiphon.midi.port.jack;

import antiphon.midi.port.Availability;
import antiphon.midi.port.MidiReceiver;
import antiphon.midi.port.MidiTransport;
import antiphon.midi.port.OpenPorts;
import antiphon.midi.port.PortException;
import antiphon.midi.port.PortInfo;
import antiphon.midi.port.PortListener;
import antiphon.midi.port.PortPlan;
import antiphon.midi.port.PortSurvey;
import antiphon.music.time.Clock;
import java.util.List;

/**
 * A client of a JACK server, or of PipeWire's JACK library, called {@code antiphon}, with the ports
 * of its plan.
 *
 * <p>What comes in is passed through in the period in which it comes, at its frame. What is sent is
 * placed a period and a millisecond after its deadline, rounded to whole frames: the same for every
 * message, and to the frame, so that an answer given {@code n} frames after an input's stamp is
 * heard {@code n} frames and that latency after it. Once {@link #delayNs} has been asked, it is as
 * long as was said then, also where the period has become shorter; where that has become longer,
 * everything is later by the difference. A frame's length is the one that the process's clock
 * measures: what is to keep to the server's nominal rate for minutes has to take its time from the
 * server, as its transport gives it.
 */
public final class JackTransport implements MidiTransport {
  public static final String NAME = "jack";
  static final String CLIENT_NAME = "antiphon";
  private static final long SURVEY_NS = 2_000_000_000L;

  static {
    LibraryChatter.silence();
  }

  private final Clock clock;
  private final boolean follows;
  private final boolean tellsBars;
  private volatile long promisedNs;

  /** For messages alone. */
  public JackTransport(Clock clock) {
    this(clock, false, false);
  }

  /**
   * @param follows whether the song is told where the server's transport is
   * @param tellsBars whether to be the transport's timebase master, unless there is one
   */
  public JackTransport(Clock clock, boolean follows, boolean tellsBars) {
    this.clock = clock;
    this.follows = follows;
    this.tellsBars = tellsBars;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean passesThru() {
    return true;
  }

  /** By the server's present period and rate; 0 when there is no server. */
  @Override
  public long delayNs() {
    try {
      promisedNs = probe(client -> Period.delayNs(client.periodFrames(), client.sampleRate()));
    } catch (PortException e) {
      promisedNs = 0;
    }
    return promisedNs;
  }

  @Override
  public Availability availability() {
    try {
      return probe(
          client ->
              new Availability(
                  true, client.sampleRate() + " Hz, " + client.periodFrames() + " frames"));
    } catch (PortException e) {
      return new Availability(false, e.getMessage());
    }
  }

  @Override
  public List<PortInfo> ports() {
    try {
      return probe(GraphClient::others);
    } catch (PortException e) {
      return List.of();
    }
  }

  /** Looks every two seconds: each look is a client that comes and goes. */
  @Override
  public PortSurvey survey() {
    return new PortSurvey() {
      private List<PortInfo> seen = List.of();
      private boolean looked;
      private long lookedNs;

      @Override
      public List<PortInfo> ports() {
        long nowNs = clock.nowNs();
        if (!looked || nowNs - lookedNs >= SURVEY_NS) {
          looked = true;
          lookedNs = nowNs;
          seen = JackTransport.this.ports();
        }
        return seen;
      }

      @Override
      public void close() {
        // nothing is kept
      }
    };
  }

  @Override
  public OpenPorts open(PortPlan plan, MidiReceiver receiver, PortListener listener)
      throws PortException {
    Terms terms = new Terms(promisedNs, follows, tellsBars);
    return JackPorts.open(plan, receiver, listener, clock, terms);
  }

  private interface Question<T> {
    T ask(GraphClient client);
  }

  private static <T> T probe(Question<T> question) throws PortException {
    try (GraphClient client = GraphClient.open(CLIENT_NAME + "-probe")) {
      return question.ask(client);
    }
  }
}
