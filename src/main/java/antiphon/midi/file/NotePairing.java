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
  /** More onsets than this without an end are a fault at the far side; the oldest then end. */
  private static final int MAX_SOUNDING = 1024;

  private record Onset(int pitch, int velocity, long tick) {}

  /** A note whose key is up and which the pedal holds. */
  private record Held(Onset onset, long releaseTick) {}

  private final Part part;
  private final long maxSustainTicks;
  private final List<Note> notes = new ArrayList<>();
  private final List<Onset> sounding = new ArrayList<>();
  private final List<Held> sustained = new ArrayList<>();
  private boolean pedalDown;

  public NotePairing(Part part) {
    this(part, Long.MAX_VALUE);
  }

  /**
   * @param maxSustainTicks how long a note may sound on by the pedal alone
   */
  public NotePairing(Part part, long maxSustainTicks) {
    this.part = part;
    this.maxSustainTicks = maxSustainTicks;
  }

  /**
   * @param velocity 0 for an end
   */
  public void note(int pitch, int velocity, long tick) {
    if (velocity > 0) {
      endSustained(pitch, tick);
      if (sounding.size() == MAX_SOUNDING) {
        end(sounding.remove(0), tick);
      }
      sounding.add(new Onset(pitch, velocity, tick));
      return;
    }
    for (int i = 0; i < sounding.size(); i++) {
      if (sounding.get(i).pitch() == pitch) {
        Onset onset = sounding.remove(i);
        if (pedalDown) {
          sustained.add(new Held(onset, tick));
        } else {
          end(onset, tick);
        }
        return;
      }
    }
  }

  public void pedal(boolean down, long tick) {
    if (pedalDown && !down) {
      sustained.forEach(held -> notes.add(ended(held, tick)));
      sustained.clear();
    }
    pedalDown = down;
  }

  public boolean isPedalDown() {
    return pedalDown;
  }

  /** Ends all notes as if their keys came up; those of a pedal that is down sound on. */
  public void allNotesOff(long tick) {
    while (!sounding.isEmpty()) {
      note(sounding.get(0).pitch(), 0, tick);
    }
  }

  /** How many notes wait for their own end. */
  public int unfinished() {
    return sounding.size();
  }

  /** All notes; those that sound are given as if they ended now, and go on. */
  public List<Note> notesUntil(long tick) {
    List<Note> all = new ArrayList<>(notes);
    sounding.forEach(onset -> all.add(ended(onset, tick)));
    sustained.forEach(held -> all.add(ended(held, tick)));
    return all;
  }

  private void endSustained(int pitch, long tick) {
    sustained.removeIf(
        held -> {
          if (held.onset().pitch() == pitch) {
            notes.add(ended(held, tick));
            return true;
          }
          return false;
        });
  }

  private void end(Onset onset, long tick) {
    notes.add(ended(onset, tick));
  }

  private Note ended(Held held, long tick) {
    return ended(
        held.onset(), Math.min(tick - held.releaseTick(), maxSustainTicks) + held.releaseTick());
  }

  private Note ended(Onset onset, long tick) {
    return new Note(
        part, onset.pitch(), onset.velocity(), onset.tick(), Math.max(tick, onset.tick()));
  }
}
