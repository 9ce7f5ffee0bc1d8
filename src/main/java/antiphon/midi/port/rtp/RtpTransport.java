package antiphon.midi.port.rtp;

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

/**
 * MIDI over the network: an AppleMIDI session with RTP-MIDI (RFC 6295), as iPads, Macs, rtpMIDI on
 * Windows and rtpmidid speak it.
 *
 * <p>A peer is one other session. Its music comes in by the first input whose patterns find its
 * name, or by the first input; it gets the music of every output whose patterns find its name, or
 * of the first output. Peers come and go, so no pattern has to match when the ports are opened.
 */
public final class RtpTransport implements MidiTransport {
  public static final String NAME = "rtp";

  private final RtpSettings settings;
  private final Clock clock;

  public RtpTransport(RtpSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Availability availability() {
    String where =
        new RtpSettings.Target(settings.listen().getHostAddress(), settings.port()).toString();
    return new Availability(
        true,
        settings.listen().isLoopbackAddress()
            ? "on UDP " + where + ", for this machine alone; set rtp.listen to reach the network"
            : "on UDP " + where);
  }

  /** The peers that are invited, whether they are there or not: both ways, by host and port. */
  @Override
  public List<PortInfo> ports() {
    return settings.connect().stream()
        .map(RtpSettings.Target::toString)
        .flatMap(
            peer ->
                List.of(PortInfo.Direction.values()).stream()
                    .map(direction -> new PortInfo(peer, peer, NAME, direction, false)))
        .toList();
  }

  @Override
  public OpenPorts open(PortPlan plan, MidiReceiver receiver, PortListener listener)
      throws PortException {
    return RtpPorts.open(settings, plan, receiver, listener, clock);
  }
}
