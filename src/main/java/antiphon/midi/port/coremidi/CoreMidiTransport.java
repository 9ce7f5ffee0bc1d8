package antiphon.midi.port.coremidi;

import antiphon.midi.port.Availability;
import antiphon.midi.port.MidiReceiver;
import antiphon.midi.port.MidiTransport;
import antiphon.midi.port.OpenPorts;
import antiphon.midi.port.PortException;
import antiphon.midi.port.PortInfo;
import antiphon.midi.port.PortListener;
import antiphon.midi.port.PortPlan;
import antiphon.music.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Virtual ports on macOS. To the ports of others it does not connect: they connect to it. */
public final class CoreMidiTransport implements MidiTransport {
  public static final String NAME = "coremidi";

  private final Clock clock;
  private final boolean here;
  private final boolean aligned;
  private final Supplier<CoreMidiCalls> calls;

  public CoreMidiTransport(Clock clock) {
    this(
        clock,
        System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac"),
        PacketList.isAligned(),
        NativeCoreMidi::calls);
  }

  /**
   * @param here whether this is macOS
   * @param aligned whether packets begin at multiples of 4
   * @param calls makes the native calls; asked only on macOS
   */
  CoreMidiTransport(Clock clock, boolean here, boolean aligned, Supplier<CoreMidiCalls> calls) {
    this.clock = clock;
    this.here = here;
    this.aligned = aligned;
    this.calls = calls;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Availability availability() {
    if (!here) {
      return Availability.elsewhere("only on macOS");
    }
    try {
      calls.get();
      return new Availability(true, "virtual ports, which every program sees");
    } catch (LinkageError e) {
      return new Availability(false, "CoreMIDI cannot be loaded: " + e.getMessage());
    }
  }

  @Override
  public List<PortInfo> ports() {
    return List.of();
  }

  /** Makes the ports of a plan; what its patterns ask for is for other transports to find. */
  @Override
  public OpenPorts open(PortPlan plan, MidiReceiver receiver, PortListener listener)
      throws PortException {
    plan.requireMatches(ports());
    if (!here) {
      throw new PortException(availability().detail());
    }
    try {
      return CoreMidiPorts.open(calls.get(), aligned, plan, receiver, listener, clock);
    } catch (LinkageError e) {
      throw new PortException("CoreMIDI cannot be loaded: " + e.getMessage(), e);
    }
  }
}
