package antiphon.midi.port.loopback;

import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.MidiReceiver;
import antiphon.music.note.Keystroke;
import antiphon.music.note.Score;
import antiphon.music.time.Timeline;
import java.util.List;

/**
 * Plays a piece into a receiver, note by note at its time, as a player would. Runs on nobody's
 * thread: ask when the next message is due, and have what is due sent.
 */
public final class ScorePlayer {
  private final List<Keystroke> strokes;
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
    strokes = Keystroke.of(score.notes());
  }

  public boolean finished() {
    return next == strokes.size();
  }

  /** When the next message is due; only while not {@link #finished}. */
  public long nextNs() {
    return timeline.nsAt(strokes.get(next).tick());
  }

  /** Sends all that is due. */
  public void play(long nowNs) {
    while (!finished() && nextNs() - nowNs <= 0) {
      Keystroke stroke = strokes.get(next);
      int message =
          stroke.down()
              ? MidiMessages.noteOn(channel, stroke.pitch(), stroke.velocity())
              : MidiMessages.noteOff(channel, stroke.pitch());
      receiver.receive(message, nextNs());
      next++;
    }
  }
}
