package antiphon.midi.port.rtp;

import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.MidiReceiver;
import antiphon.midi.port.PortCount;
import antiphon.midi.port.PortListener;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Hears what comes in and keeps account by its own rules; counts what is counted. */
final class Ear implements MidiReceiver, PortListener {
  final List<Integer> messages = Collections.synchronizedList(new ArrayList<>());
  final List<Long> timesNs = Collections.synchronizedList(new ArrayList<>());
  final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  private final Map<PortCount, Long> counts = new EnumMap<>(PortCount.class);
  private final Map<Integer, Integer> down = new TreeMap<>();
  private int doubleEnds;

  @Override
  public synchronized void receive(int message, long timeNs) {
    messages.add(message);
    timesNs.add(timeNs);
    int key = MidiMessages.channel(message) << 7 | MidiMessages.data1(message);
    if (MidiMessages.isNoteOn(message)) {
      down.put(key, MidiMessages.data2(message));
    } else if (MidiMessages.isNoteOff(message) && down.remove(key) == null) {
      doubleEnds++;
    } else if (MidiMessages.command(message) == MidiMessages.CONTROL_CHANGE
        && MidiMessages.endsAllNotes(MidiMessages.data1(message))) {
      down.keySet().removeIf(held -> held >> 7 == MidiMessages.channel(message));
    }
  }

  /** Velocities of the keys that are down, by channel and pitch. */
  synchronized Map<Integer, Integer> down() {
    return new TreeMap<>(down);
  }

  /** Ends of keys that were up. */
  synchronized int doubleEnds() {
    return doubleEnds;
  }

  /** Pitch and velocity of the notes struck in a channel, in their order. */
  List<Integer> struck(int channel) {
    return List.copyOf(messages).stream()
        .filter(m -> MidiMessages.isNoteOn(m) && MidiMessages.channel(m) == channel)
        .map(m -> MidiMessages.atPort(m, 0))
        .toList();
  }

  @Override
  public void lost(String what, String reason) {
    lines.add("lost " + what + ": " + reason);
  }

  @Override
  public void found(String what) {
    lines.add("found " + what);
  }

  @Override
  public synchronized void counted(PortCount what, long count) {
    counts.merge(what, count, Long::sum);
  }

  synchronized long count(PortCount what) {
    return counts.getOrDefault(what, 0L);
  }

  /** Whether one list can be had from another by leaving things out. */
  static boolean isPartInOrder(List<Integer> part, List<Integer> whole) {
    int at = 0;
    for (Integer wanted : part) {
      while (at < whole.size() && !whole.get(at).equals(wanted)) {
        at++;
      }
      if (at == whole.size()) {
        return false;
      }
      at++;
    }
    return true;
  }
}
