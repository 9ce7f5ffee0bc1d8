package antiphon.live.engine;

import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.MidiSender;
import java.util.ArrayList;
import java.util.List;

/** What somebody at the other end of the cable hears; counts what hangs by rules of its own. */
public final class FarSide implements MidiSender {
  public record Heard(int message, long deadlineNs) {}

  private final List<Heard> heard = new ArrayList<>();
  private final boolean[] sounding = new boolean[16 * 128];
  private int doubleOns;

  @Override
  public synchronized void send(int message, long deadlineNs) {
    heard.add(new Heard(message, deadlineNs));
    int key = MidiMessages.channel(message) * 128 + MidiMessages.data1(message);
    if (MidiMessages.isNoteOn(message)) {
      doubleOns += sounding[key] ? 1 : 0;
      sounding[key] = true;
    } else if (MidiMessages.isNoteOff(message)) {
      sounding[key] = false;
    }
  }

  public synchronized List<Heard> heard() {
    return List.copyOf(heard);
  }

  public synchronized long onsets() {
    return heard.stream().filter(h -> MidiMessages.isNoteOn(h.message())).count();
  }

  public synchronized int hanging() {
    int count = 0;
    for (boolean sounds : sounding) {
      count += sounds ? 1 : 0;
    }
    return count;
  }

  /** Onsets of a pitch that sounded already. */
  public synchronized int doubleOns() {
    return doubleOns;
  }
}
