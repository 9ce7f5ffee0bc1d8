package antiphon.midi.port.javasound;

import antiphon.midi.port.PortInfo;
import java.util.ArrayList;
import java.util.List;
import javax.sound.midi.MidiDevice;
import javax.sound.midi.MidiSystem;
import javax.sound.midi.MidiUnavailableException;
import javax.sound.midi.Sequencer;
import javax.sound.midi.Synthesizer;

/**
 * What is plugged in. {@code MidiSystem} asks the providers each time; those of the JDK compare the
 * number of devices with the last one and read them anew when it differs, so that a device that was
 * taken out and put back between two looks is not noticed.
 */
final class DeviceList {
  private static final int LOOKS = 3;

  private DeviceList() {}

  /**
   * A device that carries MIDI in or out and is not a synthesiser or sequencer inside this process.
   */
  record Device(PortInfo info, MidiDevice device) {}

  /**
   * All devices, in the order of the system.
   *
   * @throws RuntimeException when a provider changes its list whenever it is looked at
   */
  static List<Device> read() {
    for (int i = 1; i < LOOKS; i++) {
      try {
        return readOnce();
      } catch (RuntimeException e) {
        continue; // CoreMIDI4J rebuilds its list meanwhile
      }
    }
    return readOnce();
  }

  private static List<Device> readOnce() {
    List<Device> devices = new ArrayList<>();
    MidiDevice.Info[] infos = CoreMidi4j.infos();
    for (int i = 0; i < infos.length; i++) {
      if (infos[i] == null) {
        continue;
      }
      MidiDevice device;
      try {
        device = MidiSystem.getMidiDevice(infos[i]);
      } catch (MidiUnavailableException | IllegalArgumentException e) {
        continue; // gone between listing and asking
      }
      if (device == null || device instanceof Synthesizer || device instanceof Sequencer) {
        continue;
      }
      PortInfo.Direction direction =
          device.getMaxTransmitters() != 0 ? PortInfo.Direction.IN : PortInfo.Direction.OUT;
      String name = infos[i].getName() + " " + infos[i].getDescription();
      devices.add(
          new Device(
              new PortInfo(
                  Integer.toString(i), name.trim(), JavaSoundTransport.NAME, direction, false),
              device));
    }
    return devices;
  }
}
