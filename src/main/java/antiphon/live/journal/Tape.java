package antiphon.live.journal;

import antiphon.midi.file.NotePairing;
import antiphon.music.note.Note;
import antiphon.music.note.NoteLedger;
import antiphon.music.note.Part;
import antiphon.music.time.MeterMap;
import antiphon.music.time.TempoMap;
import java.util.ArrayList;
import java.util.List;

/** What is kept of the music while it goes on, up to a bound. One thread at a time. */
final class Tape {
  /** A beat in 2,000 beats: what a following clock wavers without anybody hearing it. */
  private static final double LEAST_CHANGE = 5e-4;

  private final NotePairing[][] pairings = new NotePairing[Part.COUNT][NoteLedger.CHANNELS];
  private final List<TempoMap.Change> tempi = new ArrayList<>();
  private final MeterMap meters;
  private final int mostEvents;
  private final boolean beginsWithNote;
  private final int[] notes = new int[Part.COUNT];
  private long startNs;
  private long endNs;
  private long lastTick;

  /**
   * @param mostEvents how many notes and changes of tempo are kept
   * @param beginsWithNote whether what comes before the first note is of no interest
   */
  Tape(double tempoBpm, MeterMap meters, int mostEvents, boolean beginsWithNote) {
    tempi.add(new TempoMap.Change(0, tempoBpm));
    this.meters = meters;
    this.mostEvents = mostEvents;
    this.beginsWithNote = beginsWithNote;
    for (Part part : Part.values()) {
      for (int channel = 0; channel < NoteLedger.CHANNELS; channel++) {
        pairings[part.ordinal()][channel] = new NotePairing(part);
      }
    }
  }

  /** A blank one in the tempo of now, with the pedals that are down. */
  Tape next() {
    Tape next =
        new Tape(tempi.get(tempi.size() - 1).tempoBpm(), meters, mostEvents, beginsWithNote);
    next.lastTick = lastTick;
    for (int part = 0; part < Part.COUNT; part++) {
      for (int channel = 0; channel < NoteLedger.CHANNELS; channel++) {
        next.pairings[part][channel].pedal(pairings[part][channel].isPedalDown(), lastTick);
      }
    }
    return next;
  }

  /** From a tick on another tempo holds; changes that nobody could hear are not kept. */
  void tempo(double tempoBpm, long tick) {
    double before = tempi.get(tempi.size() - 1).tempoBpm();
    if (Math.abs(tempoBpm / before - 1) <= LEAST_CHANGE) {
      return;
    }
    if (beginsWithNote && isBlank()) {
      tempi.set(0, new TempoMap.Change(0, tempoBpm));
    } else if (events() < mostEvents) {
      tempi.add(new TempoMap.Change(Math.max(0, tick), tempoBpm));
    }
  }

  /**
   * @param velocity 0 for an end
   * @return false for a note that finds no room
   */
  boolean note(Part part, int channel, int pitch, int velocity, long tick, long timeNs) {
    if (velocity > 0) {
      if (events() >= mostEvents) {
        return false;
      }
      startNs = isBlank() ? timeNs : startNs;
      notes[part.ordinal()]++;
    }
    endNs = timeNs;
    pairings[part.ordinal()][channel].note(pitch, velocity, tick);
    return true;
  }

  void pedal(Part part, int channel, boolean down, long tick) {
    pairings[part.ordinal()][channel].pedal(down, tick);
  }

  /** Something has come at a tick; what sounds has sounded up to there. */
  void reach(long tick) {
    lastTick = Math.max(lastTick, tick);
  }

  boolean isBlank() {
    return notes[0] + notes[1] == 0;
  }

  Takes.Progress progress() {
    return new Takes.Progress(
        notes[Part.PLAYER.ordinal()], notes[Part.PARTNER.ordinal()], events(), startNs, endNs);
  }

  /** What has been played so far; what sounds ends with the last that came. */
  Take take() {
    List<Note> all = new ArrayList<>();
    for (NotePairing[] ofPart : pairings) {
      for (NotePairing pairing : ofPart) {
        all.addAll(pairing.notesUntil(lastTick));
      }
    }
    return new Take(all, List.copyOf(tempi), meters, progress());
  }

  private int events() {
    return notes[0] + notes[1] + tempi.size() - 1;
  }
}
