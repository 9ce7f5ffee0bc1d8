package antiphon.midi.port.javasound;

import java.util.ArrayList;
import java.util.List;
import javax.sound.midi.MidiDevice;
import javax.sound.midi.MidiMessage;
import javax.sound.midi.MidiUnavailableException;
import javax.sound.midi.Receiver;
import javax.sound.midi.Transmitter;
import javax.sound.midi.spi.MidiDeviceProvider;

/**
 * Two devices as a sound card has them, for tests on machines without one: "Test Keys" to listen
 * to, "Test Synth" to play to.
 */
public final class CableProvider extends MidiDeviceProvider {
  /** What "Test Synth" has received. */
  static final List<MidiMessage> RECEIVED = new ArrayList<>();

  /** Where "Test Keys" sends. */
  static Receiver keysTo;

  /** Whether another program has "Test Synth". */
  static boolean busy;

  private static final Cable KEYS = new Cable(new Info("Test Keys"), true);
  private static final Cable SYNTH = new Cable(new Info("Test Synth"), false);

  @Override
  public MidiDevice.Info[] getDeviceInfo() {
    return new MidiDevice.Info[] {KEYS.info, SYNTH.info};
  }

  @Override
  public MidiDevice getDevice(MidiDevice.Info info) {
    if (info == KEYS.info) {
      return KEYS;
    }
    if (info == SYNTH.info) {
      return SYNTH;
    }
    throw new IllegalArgumentException("not a device of this provider: " + info);
  }

  private static final class Info extends MidiDevice.Info {
    Info(String name) {
      super(name, "nobody", "for tests", "1");
    }
  }

  /** One end of a cable. */
  private static final class Cable implements MidiDevice {
    final Info info;
    private final boolean transmits;
    private boolean open;

    Cable(Info info, boolean transmits) {
      this.info = info;
      this.transmits = transmits;
    }

    @Override
    public Info getDeviceInfo() {
      return info;
    }

    @Override
    public void open() throws MidiUnavailableException {
      if (busy && !transmits) {
        throw new MidiUnavailableException("in use");
      }
      open = true;
    }

    @Override
    public void close() {
      open = false;
      keysTo = transmits ? null : keysTo;
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
          if (!open) {
            throw new IllegalStateException("closed");
          }
          RECEIVED.add(message);
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
          keysTo = receiver;
        }

        @Override
        public Receiver getReceiver() {
          return keysTo;
        }

        @Override
        public void close() {
          keysTo = null;
        }
      };
    }

    @Override
    public List<Transmitter> getTransmitters() {
      return List.of();
    }
  }
}
