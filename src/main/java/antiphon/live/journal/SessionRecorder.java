package antiphon.live.journal;

import antiphon.live.api.AnyThread;
import antiphon.live.api.Counter;
import antiphon.live.api.Counters;
import antiphon.live.api.MessageListener;
import antiphon.live.api.NoteEvent;
import antiphon.live.api.NoteListener;
import antiphon.midi.port.MidiMessages;
import antiphon.music.note.NoteLedger;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.MeterMap;
import antiphon.music.time.Timeline;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * Keeps the notes of both parts for a recording and in takes, and passes them on to listeners.
 * Slots come on the journal's thread.
 */
public final class SessionRecorder implements Takes {
  /** Some hundred hours of playing; later notes are not kept, and counted as gaps. */
  static final int MOST_EVENTS = 2_000_000;

  /** The same of one take: two hours of much playing, in some 3 MB. */
  static final int MOST_EVENTS_OF_TAKE = 40_000;

  private final List<NoteListener> listeners = new CopyOnWriteArrayList<>();
  private final List<MessageListener> messageListeners = new CopyOnWriteArrayList<>();
  private final boolean[][][] sounding =
      new boolean[Part.COUNT][NoteLedger.CHANNELS][NoteLedger.PITCHES];
  private final double firstTempoBpm;
  private final MeterMap meters;
  private final boolean keeps;
  private final Counters counters;

  /** All that is played, if a recording is wanted. */
  private final Tape whole;

  /** The present take; null until takes are wanted. */
  private Tape tape;

  /** What a listener threw during the present message; null when none did. */
  private RuntimeException thrown;

  /**
   * @param keeps whether a recording is wanted; otherwise notes are only passed on
   */
  public SessionRecorder(Timeline timeline, MeterMap meters, boolean keeps, Counters counters) {
    whole = new Tape(timeline.tempoBpm(), meters, MOST_EVENTS, false);
    firstTempoBpm = timeline.tempoBpm();
    this.meters = meters;
    this.keeps = keeps;
    this.counters = counters;
  }

  /** From now on takes are kept. Called before the journal's thread starts, once. */
  public synchronized Takes keepTakes() {
    tape = new Tape(firstTempoBpm, meters, MOST_EVENTS_OF_TAKE, true);
    return this;
  }

  /** From a tick on a quarter note lasts so long; changes that nobody could hear are not kept. */
  public synchronized void tempo(long quarterNs, long tick) {
    double tempoBpm = 60e9 / quarterNs;
    if (keeps) {
      whole.tempo(tempoBpm, tick);
    }
    if (tape != null) {
      tape.tempo(tempoBpm, tick);
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
    long tick = Math.max(0, atTick);
    reach(tick);
    int data1 = MidiMessages.data1(message);
    if (MidiMessages.isNoteOn(message)) {
      note(part, message, data1, MidiMessages.data2(message), timeNs, tick);
    } else if (MidiMessages.isNoteOff(message)) {
      note(part, message, data1, 0, timeNs, tick);
    } else if (MidiMessages.command(message) == MidiMessages.CONTROL_CHANGE) {
      if (data1 == MidiMessages.CONTROLLER_SUSTAIN) {
        pedal(part, message, MidiMessages.data2(message) >= MidiMessages.PEDAL_DOWN, tick);
      } else if (MidiMessages.endsAllNotes(data1)) {
        pedal(part, message, false, tick);
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
    keep(part, channel, pitch, velocity, tick, timeNs);
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
  public Score score() {
    Take take;
    synchronized (this) {
      take = whole.take();
    }
    return take.whole();
  }

  @Override
  public synchronized Progress progress() {
    return tape.progress();
  }

  @Override
  public synchronized Take take() {
    return tape.take();
  }

  @Override
  public Optional<Take> cutWhen(Predicate<Progress> due) {
    Tape full;
    synchronized (this) {
      if (tape.isBlank() || !due.test(tape.progress())) {
        return Optional.empty();
      }
      full = tape;
      tape = full.next();
    }
    return Optional.of(full.take());
  }

  private void reach(long tick) {
    whole.reach(tick);
    if (tape != null) {
      tape.reach(tick);
    }
  }

  private void pedal(Part part, int message, boolean down, long tick) {
    int channel = MidiMessages.channel(message);
    whole.pedal(part, channel, down, tick);
    if (tape != null) {
      tape.pedal(part, channel, down, tick);
    }
  }

  private void keep(Part part, int channel, int pitch, int velocity, long tick, long timeNs) {
    boolean kept = !keeps || whole.note(part, channel, pitch, velocity, tick, timeNs);
    if (tape != null) {
      kept &= tape.note(part, channel, pitch, velocity, tick, timeNs);
    }
    if (!kept) {
      counters.count(Counter.JOURNAL_GAPS);
    }
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
