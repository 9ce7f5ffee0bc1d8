package antiphon.midi.port.javasound;

import antiphon.midi.port.HeldKeys;
import antiphon.midi.port.MidiReceiver;
import antiphon.midi.port.PortInfo;
import antiphon.midi.port.PortListener;
import antiphon.music.time.Clock;
import javax.sound.midi.MidiDevice;
import javax.sound.midi.MidiUnavailableException;

/**
 * A device that is listened to or played to, whether it is plugged in now or not. It is known by
 * its name. Owned by the thread that looks at the devices.
 */
final class Place {
  private final int ports;
  private final HeldKeys ends = new HeldKeys();
  private PortInfo info;
  private MidiDevice device;
  private MidiDevice last;
  private Inlet inlet;
  private Outlet outlet;
  private boolean missed;

  /**
   * @param ports set of Antiphon's own ports of that direction that it is connected to, as bits
   */
  Place(int ports, PortInfo info) {
    this.ports = ports;
    this.info = info;
  }

  /** The device as it was listed last. */
  PortInfo info() {
    return info;
  }

  PortInfo.Direction direction() {
    return info.direction();
  }

  String name() {
    return info.name();
  }

  boolean isOpen() {
    return device != null;
  }

  /** The device behind it; null when it is not open. */
  MidiDevice device() {
    return device;
  }

  /** Where to send to; null when it is not open, or an input. */
  Outlet outlet() {
    return outlet;
  }

  /** Whether one of Antiphon's outputs plays to it. */
  boolean playsTo(int output) {
    return direction() == PortInfo.Direction.OUT && (ports >>> output & 1) != 0;
  }

  /** Has these ended when it is opened next; only while it is not open. */
  void owe(HeldKeys keys) {
    ends.add(keys);
  }

  /** Whether what is open has ceased to work. */
  boolean isDead() {
    return !device.isOpen() || outlet != null && outlet.failed();
  }

  /** Whether it was there and is gone, or is there and cannot be opened. */
  boolean missed() {
    return missed;
  }

  void setMissed(boolean missed) {
    this.missed = missed;
  }

  /** Whether a device is the very one that was open here last. */
  boolean isSame(DeviceList.Device found) {
    return found.device() == last;
  }

  /** Whether a device is this one, come back with the same name, number and all. */
  boolean isExactly(DeviceList.Device found) {
    PortInfo port = found.info();
    return port.direction() == direction() && port.name().equals(name());
  }

  /** Whether a device is this one by its name without numbers. */
  boolean isLike(DeviceList.Device found) {
    return found.info().direction() == direction() && bareName(found.info()).equals(bareName(info));
  }

  /** Whether it has the name of another place, but for numbers, and the given direction. */
  boolean isNamed(Place other, PortInfo.Direction wanted) {
    return direction() == wanted && bareName(info).equals(bareName(other.info));
  }

  /**
   * Opens a device for this place, and ends there what sounded when the last one went, and what is
   * owed.
   *
   * @throws MidiUnavailableException when another program has it, or it has just gone
   */
  void open(DeviceList.Device found, MidiReceiver receiver, PortListener listener, Clock clock)
      throws MidiUnavailableException {
    MidiDevice opening = found.device();
    try {
      opening.open();
      if (direction() == PortInfo.Direction.IN) {
        DeviceStamps stamps =
            CoreMidi4j.made(opening)
                ? new DeviceStamps(opening.getMicrosecondPosition(), clock.nowNs())
                : DeviceStamps.UNUSED;
        inlet = new Inlet(ports, receiver, listener, clock, stamps);
        opening.getTransmitter().setReceiver(inlet);
      } else {
        outlet = new Outlet(ports, opening.getReceiver());
        outlet.release(ends);
      }
    } catch (MidiUnavailableException | RuntimeException e) {
      inlet = null;
      outlet = null;
      opening.close();
      throw e;
    }
    info = found.info();
    device = opening;
    last = opening;
  }

  /**
   * Lets nothing pass any more: says the ends of the keys that were down there, or keeps what
   * sounded there for its return.
   *
   * @return the device, which is to be closed
   */
  MidiDevice end() {
    MidiDevice ended = device;
    device = null;
    if (inlet != null) {
      inlet.end();
      inlet = null;
    }
    if (outlet != null) {
      outlet.end(ends);
      outlet = null;
    }
    return ended;
  }

  private static String bareName(PortInfo port) {
    return DeviceName.withoutNumber(port.name());
  }
}
