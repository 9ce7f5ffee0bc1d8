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
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The devices of javax.sound.midi. It cannot make virtual ports. Without patterns it listens to
 * every hardware input and plays to none, so that a loopback port is never fed its own echo
 * unasked.
 */
public final class JavaSoundTransport implements MidiTransport {
  public static final String NAME = "java";

  private static final Path ALSA_DEVICES = Path.of("/dev/snd");

  private final DeviceList devices = new DeviceList();
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
    int count = devices.read().size();
    return count > 0
        ? new Availability(true, count + (count == 1 ? " port" : " ports"))
        : new Availability(false, remedy());
  }

  @Override
  public List<PortInfo> ports() {
    return devices.read().stream().map(DeviceList.Device::info).toList();
  }

  /**
   * Opens the devices that the plan's patterns ask for, each for every port of the plan that asks;
   * those that come later too. When no input of the plan has a pattern, the first listens to every
   * device.
   */
  @Override
  public OpenPorts open(PortPlan plan, MidiReceiver receiver, PortListener listener)
      throws PortException {
    List<DeviceList.Device> there = devices.read();
    plan.requireMatches(there.stream().map(DeviceList.Device::info).toList());
    if (there.isEmpty() && !plan.waitForPorts()) {
      throw new PortException(availability().detail());
    }
    return JavaSoundPorts.open(devices, plan, receiver, listener, clock);
  }

  private static String remedy() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    if (system.startsWith("windows")) {
      return "no MIDI device found; plug one in, or make a loopback port with loopMIDI";
    }
    if (system.startsWith("mac")) {
      return "no MIDI device found; plug one in, or switch the IAC driver on in Audio MIDI Setup";
    }
    if (forbidden()) {
      return "no MIDI device may be used; join the group of /dev/snd: sudo usermod -aG audio $USER,"
          + " and log in again";
    }
    return "no MIDI device found; plug one in, or load a virtual one: sudo modprobe snd-virmidi";
  }

  /** Whether ALSA has raw MIDI devices that this user may not open. */
  private static boolean forbidden() {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(ALSA_DEVICES, "midi*")) {
      for (Path device : files) {
        if (!Files.isReadable(device) || !Files.isWritable(device)) {
          return true;
        }
      }
    } catch (IOException e) {
      return false; // there is no ALSA
    }
    return false;
  }
}
