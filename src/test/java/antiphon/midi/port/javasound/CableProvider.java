package antiphon.midi.port.javasound;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sound.midi.MidiDevice;
import javax.sound.midi.MidiMessage;
import javax.sound.midi.MidiUnavailableException;
import javax.sound.midi.Receiver;
import javax.sound.midi.Transmitter;
import javax.sound.midi.spi.MidiDeviceProvider;

/**
 * Devices as a sound card has them, for tests on machines without one: "Test Keys" to listen to,
 * "Test Synth" to play to, and whatever a test plugs in. As with the JDK's own providers, a device
 * that has gone stays open and swallows what it is sent, and one that comes back is another object.
 */
public final class CableProvider extends MidiDeviceProvider {
  private static final List<Cable> PLUGGED = new CopyOnWriteArrayList<>();

  /** How often the list has been read. */
  static volatile int looks;

  static {
    reset();
  }

  /** Plugs in the two usual devices, and nothing else. */
  public static void reset() {
    PLUGGED.clear();
    plugKeys("Test Keys");
    plugSynth("Test Synth");
  }

  /** Plugs in another synthesiser, until {@link #reset}. */
  public static void plugIn(String synth) {
    plugSynth(synth);
  }

  static Cable plugKeys(String name) {
    return plug(new Cable(new Info(name), true));
  }

  static Cable plugSynth(String name) {
    return plug(new Cable(new Info(name), false));
  }

  /** The plugged device with a name; the first of several. */
  static Cable cable(String name) {
    return PLUGGED.stream()
        .filter(cable -> cable.info.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** What is sent to one device comes in from another, until {@link #reset}. */
  public static void loop(String synth, String keys) {
    cable(synth).loopedTo = cable(keys);
  }

  private static Cable plug(Cable cable) {
    PLUGGED.add(cable);
    return cable;
  }

  @Override
  public MidiDevice.Info[] getDeviceInfo() {
    looks++;
    return PLUGGED.stream().map(cable -> cable.info).toArray(MidiDevice.Info[]::new);
  }

  @Override
  public MidiDevice getDevice(MidiDevice.Info info) {
    return PLUGGED.stream()
        .filter(cable -> cable.info == info)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("not a device of this provider: " + info));
  }

  private static final class Info extends MidiDevice.Info {
    Info(String name) {
      super(name, "nobody", "for tests", "1");
    }
  }

  /** One end of a cable. */
  static final class Cable implements MidiDevice {
    /** What was sent to it. */
    final List<MidiMessage> received = new CopyOnWriteArrayList<>();

    /** Whether another program has it. */
    volatile boolean busy;

    /** Whether it throws at what it is sent. */
    volatile boolean broken;

    private final Info info;
    private final boolean transmits;
    private volatile boolean open;
    private volatile Receiver to;
    private volatile Cable loopedTo;

    Cable(Info info, boolean transmits) {
      this.info = info;
      this.transmits = transmits;
    }

    /** What the device says, as long as anybody listens. */
    void say(MidiMessage message) {
      Receiver listening = to;
      if (listening != null) {
        listening.send(message, -1);
      }
    }

    void unplug() {
      PLUGGED.remove(this);
    }

    @Override
    public Info getDeviceInfo() {
      return info;
    }

    @Override
    public void open() throws MidiUnavailableException {
      if (busy || !PLUGGED.contains(this)) {
        throw new MidiUnavailableException("in use");
      }
      open = true;
    }

    @Override
    public void close() {
      open = false;
      to = null;
    }

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public long getMicrosecondPosition() {
      return -1;
    }

    @Override
    public int getMaxReceivers() {
      return transmits ? 0 : -1;
    }

    @Override
    public int getMaxTransmitters() {
      return transmits ? -1 : 0;
    }

    @Override
    public Receiver getReceiver() {
      return new Receiver() {
        @Override
        public void send(MidiMessage message, long timeUs) {
          if (!open || broken) {
            throw new IllegalStateException("closed");
          }
          if (PLUGGED.contains(Cable.this)) {
            received.add(message);
            if (loopedTo != null) {
              loopedTo.say(message);
            }
          }
        }

        @Override
        public void close() {
          // the device is closed as a whole
        }
      };
    }

    @Override
    public List<Receiver> getReceivers() {
      return List.of();
    }

    @Override
    public Transmitter getTransmitter() {
      return new Transmitter() {
        @Override
        public void setReceiver(Receiver receiver) {
          to = receiver;
        }

        @Override
        public Receiver getReceiver() {
          return to;
        }

        @Override
        public void close() {
          to = null;
        }
      };
    }

    @Override
    public List<Transmitter> getTransmitters() {
      return List.of();
    }
  }
}
