package antiphon.midi.port.loopback;

import antiphon.midi.port.Availability;
import antiphon.midi.port.MidiReceiver;
import antiphon.midi.port.MidiSender;
import antiphon.midi.port.MidiTransport;
import antiphon.midi.port.OpenPorts;
import antiphon.midi.port.PortException;
import antiphon.midi.port.PortInfo;
import antiphon.midi.port.PortListener;
import antiphon.midi.port.PortPlan;
import java.util.List;

/** Always there: what Antiphon plays goes to a given sender in this process, or nowhere. */
public final class LoopbackTransport implements MidiTransport {
  public static final String NAME = "loopback";

  private final MidiSender sender;

  /** Plays to nobody: the page and the recording hear the music by other ways. */
  public LoopbackTransport() {
    this((message, deadlineNs) -> {});
  }

  public LoopbackTransport(MidiSender sender) {
    this.sender = sender;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Availability availability() {
    return new Availability(true, "in this process: --play, --record and the page");
  }

  @Override
  public List<PortInfo> ports() {
    return List.of();
  }

  @Override
  public OpenPorts open(PortPlan plan, MidiReceiver receiver, PortListener listener)
      throws PortException {
    plan.requireMatches(ports());
    return new OpenPorts() {
      @Override
      public void send(int message, long deadlineNs) {
        sender.send(message, deadlineNs);
      }

      @Override
      public List<String> inputs() {
        return List.of(NAME);
      }

      @Override
      public List<String> outputs() {
        return List.of(NAME);
      }

      @Override
      public void close() {
        // nothing is held
      }
    };
  }
}
