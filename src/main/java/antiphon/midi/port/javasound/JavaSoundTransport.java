package antiphon.midi.port.javasound;

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
import java.util.List;
import javax.sound.midi.MidiDevice;
import javax.sound.midi.MidiSystem;
import javax.sound.midi.MidiUnavailableException;
import javax.sound.midi.Sequencer;
import javax.sound.midi.Synthesizer;
import uk.co.xfactorylibrarians.coremidi4j.CoreMidiDeviceProvider;

/**
 * The devices of javax.sound.midi. It cannot make virtual ports. Without patterns it listens to
 * every hardware input and plays to none, so that a loopback port is never fed its own echo
 * unasked.
 */
public final class JavaSoundTransport implements MidiTransport {
  public static final String NAME = "java";

  private final Clock clock;

  public JavaSoundTransport(Clock clock) {
    this.clock = clock;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Availability availability() {
    int count = devices().size();
    return count > 0
        ? new Availability(true, count + (count == 1 ? " port" : " ports"))
        : new Availability(false, "no MIDI device found; plug one in, or load a virtual one");
  }

  @Override
  public List<PortInfo> ports() {
    return devices().stream().map(Device::info).toList();
  }

  @Override
  public OpenPorts open(PortPlan plan, MidiReceiver receiver, PortListener listener)
      throws PortException {
    List<Device> devices = devices();
    plan.requireMatches(devices.stream().map(Device::info).toList());
    List<Device> chosen = new ArrayList<>();
    for (Device device : devices) {
      boolean unasked =
          device.info().direction() == PortInfo.Direction.IN
              && plan.inputs().stream().allMatch(rule -> rule.patterns().isEmpty());
      if (unasked || plan.asks(device.info())) {
        chosen.add(device);
      }
    }
    if (chosen.isEmpty()) {
      throw new PortException(availability().detail());
    }
    return JavaSoundPorts.open(chosen, receiver, clock);
  }

  /**
   * A device that carries MIDI in or out and is not a synthesiser or sequencer inside this process.
   */
  record Device(PortInfo info, MidiDevice device) {}

  private static List<Device> devices() {
    List<Device> devices = new ArrayList<>();
    MidiDevice.Info[] infos = CoreMidiDeviceProvider.getMidiDeviceInfo();
    for (int i = 0; i < infos.length; i++) {
      MidiDevice device;
      try {
        device = MidiSystem.getMidiDevice(infos[i]);
      } catch (MidiUnavailableException | IllegalArgumentException e) {
        continue; // gone between listing and asking
      }
      if (device instanceof Synthesizer || device instanceof Sequencer) {
        continue;
      }
      PortInfo.Direction direction =
          device.getMaxTransmitters() != 0 ? PortInfo.Direction.IN : PortInfo.Direction.OUT;
      String name = infos[i].getName() + " " + infos[i].getDescription();
      devices.add(
          new Device(
              new PortInfo(Integer.toString(i), name.trim(), NAME, direction, false), device));
    }
    return devices;
  }
}
