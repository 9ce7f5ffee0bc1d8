package antiphon.midi.port.jack;

import antiphon.midi.port.MidiMessages;
import java.util.ArrayList;
import java.util.List;

/** Buffers that are filled and read by a test, and hold it against JACK's rules. */
final class FakeBuffers implements CycleBuffers {
  /** An event of one period. */
  record Event(int offset, List<Byte> bytes) {
    static Event of(int offset, int message) {
      List<Byte> bytes = new ArrayList<>();
      for (int i = 0; i < MidiMessages.length(MidiMessages.status(message)); i++) {
        bytes.add((byte) (message >>> 8 * i));
      }
      return new Event(offset, bytes);
    }

    int message() {
      byte[] array = new byte[bytes.size()];
      for (int i = 0; i < array.length; i++) {
        array[i] = bytes.get(i);
      }
      return MidiMessages.ofBytes(array, array.length);
    }
  }

  final List<List<Event>> in = new ArrayList<>();
  final List<List<Event>> out = new ArrayList<>();
  int room = Integer.MAX_VALUE;
  private Event event;

  FakeBuffers(int inputs, int outputs) {
    for (int i = 0; i < inputs; i++) {
      in.add(new ArrayList<>());
    }
    for (int i = 0; i < outputs; i++) {
      out.add(new ArrayList<>());
    }
  }

  void clear() {
    in.forEach(List::clear);
    out.forEach(List::clear);
  }

  @Override
  public int count(int input) {
    return in.get(input).size();
  }

  @Override
  public boolean turnTo(int input, int index) {
    event = in.get(input).get(index);
    return true;
  }

  @Override
  public int offset() {
    return event.offset();
  }

  @Override
  public int size() {
    return event.bytes().size();
  }

  @Override
  public void read(byte[] bytes) {
    for (int i = 0; i < Math.min(size(), bytes.length); i++) {
      bytes[i] = event.bytes().get(i);
    }
  }

  @Override
  public boolean write(int output, int offset, byte[] bytes, int size) {
    List<Event> events = out.get(output);
    if (!events.isEmpty() && offset < events.get(events.size() - 1).offset()) {
      throw new AssertionError("offset " + offset + " after " + events);
    }
    if (events.size() >= room) {
      return false;
    }
    List<Byte> copy = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      copy.add(bytes[i]);
    }
    events.add(new Event(offset, copy));
    return true;
  }
}
