package antiphon.midi.port.javasound;

import antiphon.midi.port.PortInfo;
import antiphon.midi.port.PortPlan;
import antiphon.midi.port.PortRule;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import javax.sound.midi.MidiDevice;
import javax.sound.midi.spi.MidiDeviceProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.co.xfactorylibrarians.coremidi4j.CoreMidiDestination;
import uk.co.xfactorylibrarians.coremidi4j.CoreMidiDeviceProvider;
import uk.co.xfactorylibrarians.coremidi4j.CoreMidiException;
import uk.co.xfactorylibrarians.coremidi4j.CoreMidiSource;

/**
 * All that is particular to CoreMIDI4J, by which the devices of macOS reach javax.sound.midi. On
 * other systems it has none. What one has to know of version 1.6, read from its classes:
 *
 * <ul>
 *   <li>Its devices stamp what comes in with microseconds since the opening of the device, on
 *       macOS's host clock, -1 for now; see {@link DeviceStamps}.
 *   <li>A send that fails is written to standard error and not told to the sender: that a device
 *       has gone is known by the list alone.
 *   <li>The list is rebuilt on a thread of its own when macOS says that something changed. A look
 *       at it meanwhile may throw, or find a gap: {@link DeviceList} looks again.
 *   <li>A data byte without a status makes it throw where its own native code has called: the rest
 *       of that packet is lost before anybody here could see it.
 *   <li>It shows the virtual ports of programs like devices, Antiphon's own too.
 * </ul>
 */
final class CoreMidi4j {
  private static final Logger LOG = LoggerFactory.getLogger(CoreMidi4j.class);
  private static final String NAME_PREFIX = "CoreMIDI4J - ";
  private static final String OWN_PREFIX = "Antiphon ";

  private CoreMidi4j() {}

  /** Who knows the devices of this system: on macOS CoreMIDI4J alone, as the JDK's do not work. */
  static List<MidiDeviceProvider> providers() {
    try {
      if (CoreMidiDeviceProvider.isLibraryLoaded()) {
        return List.of(new CoreMidiDeviceProvider());
      }
    } catch (CoreMidiException e) {
      LOG.warn("CoreMIDI4J does not work here: {}", e.getMessage());
    }
    List<MidiDeviceProvider> providers = new ArrayList<>();
    Iterator<MidiDeviceProvider> all = ServiceLoader.load(MidiDeviceProvider.class).iterator();
    boolean more = true;
    while (more) {
      try {
        more = all.hasNext();
        if (more) {
          providers.add(all.next());
        }
      } catch (ServiceConfigurationError e) {
        LOG.debug("a provider of MIDI devices cannot be used", e);
      }
    }
    return providers;
  }

  /** Whether a device is one of CoreMIDI4J's. */
  static boolean made(MidiDevice device) {
    return device instanceof CoreMidiSource || device instanceof CoreMidiDestination;
  }

  /**
   * Whether a device is a virtual port that Antiphon makes on macOS: to play to oneself is no
   * music.
   */
  static boolean isOwn(MidiDevice device, PortPlan plan) {
    return made(device)
        && Stream.of(PortInfo.Direction.values())
            .flatMap(direction -> plan.of(direction).stream())
            .anyMatch(rule -> isOwn(device.getDeviceInfo().getName(), rule));
  }

  /**
   * @param deviceName as CoreMIDI4J has it
   */
  static boolean isOwn(String deviceName, PortRule rule) {
    String name =
        deviceName.startsWith(NAME_PREFIX)
            ? deviceName.substring(NAME_PREFIX.length())
            : deviceName;
    return name.strip().equalsIgnoreCase(OWN_PREFIX + rule.name());
  }
}
