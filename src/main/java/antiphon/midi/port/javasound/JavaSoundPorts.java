package antiphon.midi.port.javasound;

import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.MidiReceiver;
import antiphon.midi.port.OpenPorts;
import antiphon.midi.port.PortException;
import antiphon.midi.port.PortInfo;
import antiphon.music.time.Clock;
import java.util.ArrayList;
import java.util.List;
import javax.sound.midi.InvalidMidiDataException;
import javax.sound.midi.MidiDevice;
import javax.sound.midi.MidiMessage;
import javax.sound.midi.MidiUnavailableException;
import javax.sound.midi.Receiver;
import javax.sound.midi.ShortMessage;

/**
 * Open javax.sound.midi devices. Sending allocates: the interface of javax.sound.midi takes an
 * object a message.
 */
final class JavaSoundPorts implements OpenPorts {
  private static final long SEND_NOW = -1;

  private final List<MidiDevice> devices = new ArrayList<>();
  private final List<Receiver> outs = new ArrayList<>();
  private final List<String> inputs = new ArrayList<>();
  private final List<String> outputs = new ArrayList<>();

  private JavaSoundPorts() {}

  static JavaSoundPorts open(
      List<JavaSoundTransport.Device> chosen, MidiReceiver receiver, Clock clock)
      throws PortException {
    JavaSoundPorts ports = new JavaSoundPorts();
    for (JavaSoundTransport.Device device : chosen) {
      PortInfo info = device.info();
      try {
        device.device().open();
        ports.devices.add(device.device());
        if (info.direction() == PortInfo.Direction.IN) {
          device.device().getTransmitter().setReceiver(new Inlet(receiver, clock));
          ports.inputs.add(info.name());
        } else {
          ports.outs.add(device.device().getReceiver());
          ports.outputs.add(info.name());
        }
      } catch (MidiUnavailableException e) {
        ports.close();
        throw new PortException(
            "MIDI port '"
                + info.name()
                + "' cannot be opened ("
                + e.getMessage()
                + "); is another program using it?",
            e);
      }
    }
    return ports;
  }

  @Override
  public void send(int message, long deadlineNs) {
    for (int i = 0; i < outs.size(); i++) {
      try {
        outs.get(i)
            .send(
                new ShortMessage(
                    MidiMessages.status(message),
                    MidiMessages.data1(message),
                    MidiMessages.data2(message)),
                SEND_NOW);
      } catch (InvalidMidiDataException | IllegalStateException e) {
        // a device that has been unplugged takes nothing; the ledger goes on without it
        continue;
      }
    }
  }

  @Override
  public List<String> inputs() {
    return List.copyOf(inputs);
  }

  @Override
  public List<String> outputs() {
    return List.copyOf(outputs);
  }

  @Override
  public void close() {
    devices.forEach(MidiDevice::close);
    devices.clear();
    outs.clear();
  }

  /** Stamps and packs what a device sends. */
  private record Inlet(MidiReceiver receiver, Clock clock) implements Receiver {
    @Override
    public void send(MidiMessage message, long deviceTimeUs) {
      int packed = MidiMessages.ofBytes(message.getMessage(), message.getLength());
      if (packed != 0) {
        receiver.receive(packed, clock.nowNs());
      }
    }

    @Override
    public void close() {
      // the device is closed by its owner
    }
  }
}
