package antiphon.midi.port.loopback;

import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.MidiReceiver;
import antiphon.music.note.Note;
import antiphon.music.note.Score;
import antiphon.music.time.Timeline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Plays a piece into a receiver, note by note at its time, as a player would. Runs on nobody's
 * thread: ask when the next message is due, and have what is due sent.
 */
public final class ScorePlayer {
  private record Event(long tick, boolean on, int pitch, int velocity) {
    static final Comparator<Event> ORDER =
        Comparator.comparingLong(Event::tick)
            .thenComparing(Event::on)
            .thenComparingInt(Event::pitch);
  }

  private final List<Event> events = new ArrayList<>();
  private final Timeline timeline;
  private final MidiReceiver receiver;
  private final int channel;
  private int next;

  /**
   * @param score all its notes are played, whatever their part
   * @param timeline where tick 0 of the piece lies in time
   * @param channel 0 to 15
   */
  public ScorePlayer(Score score, Timeline timeline, MidiReceiver receiver, int channel) {
    this.timeline = timeline;
    this.receiver = receiver;
    this.channel = channel;
    for (Note note : score.notes()) {
      events.add(new Event(note.onTick(), true, note.pitch(), note.velocity()));
      events.add(new Event(Math.max(note.offTick(), note.onTick() + 1), false, note.pitch(), 0));
    }
    events.sort(Event.ORDER);
  }

  public boolean finished() {
    return next == events.size();
  }

  /** When the next message is due; only while not {@link #finished}. */
  public long nextNs() {
    return timeline.nsAt(events.get(next).tick());
  }

  /** Sends all that is due. */
  public void play(long nowNs) {
    while (!finished() && nextNs() - nowNs <= 0) {
      Event event = events.get(next);
      int message =
          event.on()
              ? MidiMessages.noteOn(channel, event.pitch(), event.velocity())
              : MidiMessages.noteOff(channel, event.pitch());
      receiver.receive(message, nextNs());
      next++;
    }
  }
}
