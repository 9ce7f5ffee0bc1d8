package antiphon.midi.port.javasound;

import antiphon.midi.port.PortInfo;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sound.midi.MidiDevice;
import javax.sound.midi.Sequencer;
import javax.sound.midi.Synthesizer;
import javax.sound.midi.spi.MidiDeviceProvider;

/**
 * What is plugged in. Thread-safe.
 *
 * <p>The providers are asked each time; those of the JDK compare the number of devices with the
 * last one and read them anew when it differs, so that a device that was taken out and put back
 * between two looks is not noticed. They are asked themselves and not by way of {@code MidiSystem},
 * which makes all providers anew for each question, and asks each for its whole list to find one
 * device: with the 64 devices of snd-virmidi, in an emulated machine, a look took 1 to 4 seconds
 * that way, and takes 10 to 160 ms this way.
 */
final class DeviceList {
  private static final int LOOKS = 3;

  private final List<MidiDeviceProvider> providers = CoreMidi4j.providers();

  /** Of each description the device behind it, if that is one for a cable. */
  private Map<MidiDevice.Info, Optional<MidiDevice>> known = new IdentityHashMap<>();

  /**
   * A device that carries MIDI in or out and is not a synthesiser or sequencer inside this process.
   */
  record Device(PortInfo info, MidiDevice device) {}

  /**
   * All devices, in the order of the system.
   *
   * @throws RuntimeException when a provider changes its list whenever it is looked at
   */
  synchronized List<Device> read() {
    for (int i = 1; i < LOOKS; i++) {
      try {
        return readOnce();
      } catch (RuntimeException e) {
        continue; // CoreMIDI4J rebuilds its list meanwhile
      }
    }
    return readOnce();
  }

  private List<Device> readOnce() {
    List<Device> devices = new ArrayList<>();
    Map<MidiDevice.Info, Optional<MidiDevice>> seen = new IdentityHashMap<>();
    for (MidiDeviceProvider provider : providers) {
      for (MidiDevice.Info info : provider.getDeviceInfo()) {
        if (info == null) {
          continue;
        }
        Optional<MidiDevice> device =
            known.containsKey(info) ? known.get(info) : device(provider, info);
        seen.put(info, device);
        device.ifPresent(cable -> devices.add(described(devices.size(), info, cable)));
      }
    }
    known = seen;
    devices.removeIf(device -> isAlias(device, devices));
    return devices;
  }

  /**
   * Whether a device is ALSA's default, which the JDK lists beside the same device under its
   * number: whoever opens both finds the second busy.
   */
  private static boolean isAlias(Device device, List<Device> devices) {
    String name = device.info().name();
    String bare = DeviceName.withoutDefault(name);
    return !bare.equals(name)
        && devices.stream()
            .anyMatch(
                other ->
                    other.info().direction() == device.info().direction()
                        && DeviceName.withoutNumber(other.info().name()).equals(bare));
  }

  private static Optional<MidiDevice> device(MidiDeviceProvider provider, MidiDevice.Info info) {
    try {
      MidiDevice device = provider.getDevice(info);
      return device instanceof Synthesizer || device instanceof Sequencer
          ? Optional.empty()
          : Optional.ofNullable(device);
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // gone between listing and asking
    }
  }

  private static Device described(int number, MidiDevice.Info info, MidiDevice device) {
    PortInfo.Direction direction =
        device.getMaxTransmitters() != 0 ? PortInfo.Direction.IN : PortInfo.Direction.OUT;
    String name = info.getName() + " " + info.getDescription();
    return new Device(
        new PortInfo(
            Integer.toString(number), name.trim(), JavaSoundTransport.NAME, direction, false),
        device);
  }
}
