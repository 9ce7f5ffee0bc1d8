package antiphon.control;

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
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An engine that does at once what it is asked for, and writes it down. Thread-safe. */
public final class RecordingEngine implements EngineControl {
  private final List<String> asked = new ArrayList<>();
  private final Map<Parameter, Double> parameters = new EnumMap<>(Parameter.class);
  private final Map<String, Long> counts = new HashMap<>();
  private TriggerKeys triggers = TriggerKeys.NONE;
  private Mode mode = Mode.CALL_RESPONSE;
  private String model = "studio";
  private int deaf;

  public RecordingEngine() {
    for (Parameter parameter : Parameter.values()) {
      parameters.put(parameter, parameter.defaultValue());
    }
  }

  /** What was asked for, such as {@code set temperature 0.5} and {@code feedback b0 1 7 64}. */
  public synchronized List<String> asked() {
    return List.copyOf(asked);
  }

  /** The same, and forgets it. */
  public synchronized List<String> take() {
    List<String> taken = List.copyOf(asked);
    asked.clear();
    return taken;
  }

  /** As if it had begun with that. */
  public synchronized void begin(Parameter parameter, double value) {
    parameters.put(parameter, value);
  }

  public synchronized void count(String name, long count) {
    counts.put(name, count);
  }

  public synchronized void setModel(String name) {
    model = name;
  }

  /** As if it had no room for so many values. */
  public synchronized void refuse(int values) {
    deaf = values;
  }

  public synchronized TriggerKeys triggers() {
    return triggers;
  }

  @Override
  public void perform(Action action) {
    perform(action, 0);
  }

  @Override
  public synchronized void perform(Action action, long timeNs) {
    asked.add(action.word() + (timeNs == 0 ? "" : " at " + timeNs));
    if (action.mode() != null) {
      mode = action.mode();
    }
  }

  @Override
  public synchronized void set(Parameter parameter, double value) {
    parameter.require(value);
    asked.add("set " + parameter.word() + " " + parameter.text(value));
    if (deaf > 0) {
      deaf--;
    } else {
      parameters.put(parameter, value);
    }
  }

  @Override
  public synchronized void play(int pitch, int velocity) {
    asked.add("play " + pitch + " " + velocity);
  }

  @Override
  public synchronized void setTriggers(TriggerKeys keys) {
    triggers = keys;
  }

  @Override
  public synchronized void feedback(int command, int channel, int data1, int data2) {
    asked.add(
        "feedback "
            + Integer.toHexString(command)
            + " "
            + (channel + 1)
            + " "
            + data1
            + " "
            + data2);
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
        mode,
        Floor.OPEN,
        120,
        "4/4",
        0,
        0,
        new ClockStatus(ClockSource.INTERNAL, ClockStatus.State.RUNNING),
        0,
        Collections.unmodifiableMap(new EnumMap<>(parameters)),
        model,
        0xFFF,
        0,
        Map.copyOf(counts));
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
  public void addListener(NoteListener listener) {
    // nothing is heard
  }

  @Override
  public void removeListener(NoteListener listener) {
    // nothing is heard
  }

  @Override
  public void addListener(MessageListener listener) {
    // nothing comes in
  }

  @Override
  public void removeListener(MessageListener listener) {
    // nothing comes in
  }
}
