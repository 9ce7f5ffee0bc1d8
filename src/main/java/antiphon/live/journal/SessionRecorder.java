package antiphon.live.journal;

import antiphon.live.api.AnyThread;
import antiphon.live.api.Counter;
import antiphon.live.api.Counters;
import antiphon.live.api.MessageListener;
import antiphon.live.api.NoteEvent;
import antiphon.live.api.NoteListener;
import antiphon.midi.file.NotePairing;
import antiphon.midi.port.MidiMessages;
import antiphon.music.note.Note;
import antiphon.music.note.NoteLedger;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.MeterMap;
import antiphon.music.time.TempoMap;
import antiphon.music.time.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Keeps the notes of both parts for a recording, and passes them on to listeners. Slots come on the
 * journal's thread.
 */
public final class SessionRecorder {
  /** Some hundred hours of playing; later notes are not kept, and counted as gaps. */
  static final int MAX_NOTES = 2_000_000;

  /** A beat in 2,000 beats: what a following clock wavers without anybody hearing it. */
  private static final double LEAST_CHANGE = 5e-4;

  private final List<TempoMap.Change> tempi = new ArrayList<>();
  private final MeterMap meters;
  private final NotePairing[][] pairings = new NotePairing[Part.COUNT][NoteLedger.CHANNELS];
  private final List<NoteListener> listeners = new CopyOnWriteArrayList<>();
  private final List<MessageListener> messageListeners = new CopyOnWriteArrayList<>();
  private final boolean[][][] sounding =
      new boolean[Part.COUNT][NoteLedger.CHANNELS][NoteLedger.PITCHES];
  private final boolean keeps;
  private final Counters counters;
  private long lastTick;
  private int kept;

  /** What a listener threw during the present message; null when none did. */
  private RuntimeException thrown;

  /**
   * @param keeps whether a recording is wanted; otherwise notes are only passed on
   */
  public SessionRecorder(Timeline timeline, MeterMap meters, boolean keeps, Counters counters) {
    tempi.add(new TempoMap.Change(0, timeline.tempoBpm()));
    this.meters = meters;
    this.keeps = keeps;
    this.counters = counters;
    for (Part part : Part.values()) {
      for (int channel = 0; channel < NoteLedger.CHANNELS; channel++) {
        pairings[part.ordinal()][channel] = new NotePairing(part);
      }
    }
  }

  /** From a tick on a quarter note lasts so long; changes that nobody could hear are not kept. */
  public synchronized void tempo(long quarterNs, long tick) {
    double tempoBpm = 60e9 / quarterNs;
    double before = tempi.get(tempi.size() - 1).tempoBpm();
    if (keeps && Math.abs(tempoBpm / before - 1) > LEAST_CHANGE && tempi.size() < MAX_NOTES) {
      tempi.add(new TempoMap.Change(Math.max(0, tick), tempoBpm));
    }
  }

  /**
   * Takes one message. A listener that throws costs neither the recording nor the other listeners
   * anything; the first exception is thrown on when all is done.
   *
   * @param part who it is from
   * @param message packed MIDI message
   * @param atTick position in musical time
   */
  public synchronized void accept(Part part, int message, long timeNs, long atTick) {
    thrown = null;
    take(part, message, timeNs, atTick);
    if (thrown != null) {
      throw thrown;
    }
  }

  private void take(Part part, int message, long timeNs, long atTick) {
    if (part == Part.PLAYER && !messageListeners.isEmpty()) {
      tell(message, timeNs);
    }
    NotePairing pairing = pairings[part.ordinal()][MidiMessages.channel(message)];
    long tick = Math.max(0, atTick);
    lastTick = Math.max(lastTick, tick);
    int data1 = MidiMessages.data1(message);
    if (MidiMessages.isNoteOn(message)) {
      note(part, message, data1, MidiMessages.data2(message), timeNs, tick);
    } else if (MidiMessages.isNoteOff(message)) {
      note(part, message, data1, 0, timeNs, tick);
    } else if (MidiMessages.command(message) == MidiMessages.CONTROL_CHANGE) {
      if (data1 == MidiMessages.CONTROLLER_SUSTAIN) {
        pairing.pedal(MidiMessages.data2(message) >= MidiMessages.PEDAL_DOWN, tick);
      } else if (MidiMessages.endsAllNotes(data1)) {
        pairing.pedal(false, tick);
        for (int pitch = 0; pitch < NoteLedger.PITCHES; pitch++) {
          if (sounding[part.ordinal()][MidiMessages.channel(message)][pitch]) {
            note(part, message, pitch, 0, timeNs, tick);
          }
        }
      }
    }
  }

  private void tell(int message, long timeNs) {
    for (MessageListener listener : messageListeners) {
      try {
        listener.message(
            MidiMessages.command(message),
            MidiMessages.channel(message),
            MidiMessages.data1(message),
            MidiMessages.data2(message),
            timeNs);
      } catch (RuntimeException e) {
        keepFirst(e);
      }
    }
  }

  private void note(Part part, int message, int pitch, int velocity, long timeNs, long tick) {
    int channel = MidiMessages.channel(message);
    sounding[part.ordinal()][channel][pitch] = velocity > 0;
    keep(pairings[part.ordinal()][channel], pitch, velocity, tick);
    NoteEvent event = new NoteEvent(part, pitch, velocity, tick, timeNs);
    for (NoteListener listener : listeners) {
      try {
        listener.note(event);
      } catch (RuntimeException e) {
        keepFirst(e);
      }
    }
  }

  private void keepFirst(RuntimeException e) {
    if (thrown == null) {
      thrown = e;
    }
  }

  /** What has been played so far, if it was kept; notes that sound end with the last event. */
  @AnyThread
  public synchronized Score score() {
    List<Note> notes = new ArrayList<>();
    for (NotePairing[] ofPart : pairings) {
      for (NotePairing pairing : ofPart) {
        notes.addAll(pairing.notesUntil(lastTick));
      }
    }
    return new Score(notes, new TempoMap(tempi), meters);
  }

  private void keep(NotePairing pairing, int pitch, int velocity, long tick) {
    if (!keeps) {
      return;
    }
    if (velocity > 0 && kept++ >= MAX_NOTES) {
      counters.count(Counter.JOURNAL_GAPS);
      return;
    }
    pairing.note(pitch, velocity, tick);
  }

  @AnyThread
  public void addListener(NoteListener listener) {
    listeners.add(listener);
  }

  @AnyThread
  public void addListener(MessageListener listener) {
    messageListeners.add(listener);
  }

  @AnyThread
  public void removeListener(MessageListener listener) {
    messageListeners.remove(listener);
  }

  @AnyThread
  public void removeListener(NoteListener listener) {
    listeners.remove(listener);
  }
}
