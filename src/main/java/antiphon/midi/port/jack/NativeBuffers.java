package antiphon.midi.port.jack;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;

/** The buffers of a client's ports, through libjack. */
final class NativeBuffers implements CycleBuffers {
  private final long[] inputs;
  private final long[] outputs;
  private final long[] inputBuffers;
  private final long[] outputBuffers;
  private final Memory event = new Memory(LibJack.EVENT_LENGTH);
  private final long eventAddress = Pointer.nativeValue(event);

  /** Bytes of an event, wherever they lie: turned to another address, and never new objects. */
  private final Pointer came = new Pointer(0);

  private final Pointer goes = new Pointer(0);

  private int offset;
  private int size;

  /**
   * @param inputs addresses of the client's input ports
   * @param outputs addresses of its output ports
   */
  NativeBuffers(long[] inputs, long[] outputs) {
    this.inputs = inputs;
    this.outputs = outputs;
    inputBuffers = new long[inputs.length];
    outputBuffers = new long[outputs.length];
  }

  /** Takes the buffers of a new period, and empties those of the outputs. */
  void begin(int frames) {
    for (int i = 0; i < inputs.length; i++) {
      inputBuffers[i] = LibJack.jack_port_get_buffer(inputs[i], frames);
    }
    for (int i = 0; i < outputs.length; i++) {
      outputBuffers[i] = LibJack.jack_port_get_buffer(outputs[i], frames);
      LibJack.jack_midi_clear_buffer(outputBuffers[i]);
    }
  }

  @Override
  public int count(int input) {
    return LibJack.jack_midi_get_event_count(inputBuffers[input]);
  }

  @Override
  public boolean turnTo(int input, int index) {
    if (LibJack.jack_midi_event_get(eventAddress, inputBuffers[input], index) != 0) {
      return false;
    }
    offset = event.getInt(LibJack.EVENT_TIME);
    size = (int) event.getLong(LibJack.EVENT_SIZE);
    Pointer.nativeValue(came, event.getLong(LibJack.EVENT_BYTES));
    return true;
  }

  @Override
  public int offset() {
    return offset;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public void read(byte[] into) {
    came.read(0, into, 0, Math.min(size, into.length));
  }

  @Override
  public boolean write(int output, int at, byte[] from, int length) {
    long address = LibJack.jack_midi_event_reserve(outputBuffers[output], at, length);
    if (address == 0) {
      return false;
    }
    Pointer.nativeValue(goes, address);
    goes.write(0, from, 0, length);
    return true;
  }
}
