package antiphon.midi.file;

import antiphon.music.note.Note;
import antiphon.music.note.Part;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes notes of onsets and ends on one channel. The sustain pedal puts ends off; notes of one
 * pitch end in the order in which they began.
 */
public final class NotePairing {
  private record Onset(int pitch, int velocity, long tick) {}

  private final Part part;
  private final List<Note> notes = new ArrayList<>();
  private final List<Onset> sounding = new ArrayList<>();
  private final List<Onset> sustained = new ArrayList<>();
  private boolean pedalDown;

  public NotePairing(Part part) {
    this.part = part;
  }

  /**
   * @param velocity 0 for an end
   */
  public void note(int pitch, int velocity, long tick) {
    if (velocity > 0) {
      endAll(sustained, pitch, tick);
      sounding.add(new Onset(pitch, velocity, tick));
      return;
    }
    for (int i = 0; i < sounding.size(); i++) {
      if (sounding.get(i).pitch() == pitch) {
        Onset onset = sounding.remove(i);
        if (pedalDown) {
          sustained.add(onset);
        } else {
          end(onset, tick);
        }
        return;
      }
    }
  }

  public void pedal(boolean down, long tick) {
    if (pedalDown && !down) {
      sustained.forEach(onset -> end(onset, tick));
      sustained.clear();
    }
    pedalDown = down;
  }

  /** Ends all that sounds; returns how many notes still waited for their own end. */
  public int finish(long tick) {
    int unfinished = sounding.size();
    sounding.forEach(onset -> end(onset, tick));
    sustained.forEach(onset -> end(onset, tick));
    sounding.clear();
    sustained.clear();
    return unfinished;
  }

  /** The notes that have ended so far, in the order of their ends; not a copy. */
  public List<Note> notes() {
    return notes;
  }

  private void endAll(List<Onset> onsets, int pitch, long tick) {
    onsets.removeIf(
        onset -> {
          if (onset.pitch() == pitch) {
            end(onset, tick);
            return true;
          }
          return false;
        });
  }

  private void end(Onset onset, long tick) {
    notes.add(
        new Note(
            part, onset.pitch(), onset.velocity(), onset.tick(), Math.max(tick, onset.tick())));
  }
}
