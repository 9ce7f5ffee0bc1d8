package antiphon.control.osc;

import antiphon.live.api.Action;
import antiphon.live.api.ClockSource;
import antiphon.live.api.ClockStatus;
import antiphon.live.api.Counter;
import antiphon.live.api.DraftedNote;
import antiphon.live.api.EngineControl;
import antiphon.live.api.Floor;
import antiphon.live.api.LiveStatus;
import antiphon.live.api.MessageListener;
import antiphon.live.api.Mode;
import antiphon.live.api.NoteListener;
import antiphon.live.api.Parameter;
import antiphon.live.api.RingLevel;
import antiphon.live.api.Timings;
import antiphon.live.api.TriggerKeys;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An engine that keeps what it is asked for, and does nothing else. */
final class RecordedEngine implements EngineControl {
  private final Map<Parameter, Double> parameters = atStart();
  private final List<Action> performed = new ArrayList<>();
  private final List<String> played = new ArrayList<>();
  private final Set<Integer> held = new HashSet<>();

  /** Every parameter at its default. */
  static Map<Parameter, Double> atStart() {
    Map<Parameter, Double> defaults = new EnumMap<>(Parameter.class);
    for (Parameter parameter : Parameter.values()) {
      defaults.put(parameter, parameter.defaultValue());
    }
    return defaults;
  }

  synchronized List<Action> performed() {
    return List.copyOf(performed);
  }

  /** Pitch and velocity of each note. */
  synchronized List<String> played() {
    return List.copyOf(played);
  }

  synchronized int held() {
    return held.size();
  }

  @Override
  public synchronized void perform(Action action) {
    performed.add(action);
  }

  @Override
  public void perform(Action action, long timeNs) {
    perform(action);
  }

  @Override
  public synchronized void set(Parameter parameter, double value) {
    parameter.require(value);
    parameters.put(parameter, value);
  }

  @Override
  public synchronized void play(int pitch, int velocity) {
    played.add(pitch + " " + velocity);
    if (velocity > 0) {
      held.add(pitch);
    } else {
      held.remove(pitch);
    }
  }

  @Override
  public long draftVersion() {
    return 0;
  }

  @Override
  public List<DraftedNote> draft() {
    return List.of();
  }

  @Override
  public synchronized LiveStatus status() {
    return new LiveStatus(
        Mode.LISTEN,
        Floor.OPEN,
        120,
        "4/4",
        0,
        0,
        new ClockStatus(ClockSource.INTERNAL, ClockStatus.State.RUNNING),
        0,
        new EnumMap<>(parameters),
        "a random one",
        0xFFF,
        0,
        Map.of());
  }

  @Override
  public long count(Counter counter) {
    return 0;
  }

  @Override
  public List<RingLevel> rings() {
    return List.of();
  }

  @Override
  public Timings timings() {
    return new Timings();
  }

  @Override
  public void setTriggers(TriggerKeys keys) {}

  @Override
  public void feedback(int command, int channel, int data1, int data2) {}

  @Override
  public void addListener(NoteListener listener) {}

  @Override
  public void removeListener(NoteListener listener) {}

  @Override
  public void addListener(MessageListener listener) {}

  @Override
  public void removeListener(MessageListener listener) {}
}
