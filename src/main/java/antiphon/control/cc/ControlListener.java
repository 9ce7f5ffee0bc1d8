package antiphon.control.cc;

import antiphon.control.desk.Binding;
import antiphon.control.desk.BindingTable;
import antiphon.control.desk.Desk;
import antiphon.control.desk.Target;
import antiphon.live.api.MessageListener;
import antiphon.live.api.Parameter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Does what is bound to the controls that the player touches, and has the desk learn them. Runs on
 * the journal's thread alone, and never waits.
 */
public final class ControlListener implements MessageListener {
  private static final int NOTE_ON = 0x90;
  private static final int CONTROL_CHANGE = 0xB0;
  private static final int PROGRAM_CHANGE = 0xC0;
  private static final int CHANNELS = 16;
  private static final int NUMBERS = 128;

  /** From here up a controller's number is a channel mode message: all notes off and the like. */
  private static final int FIRST_MODE_MESSAGE = 120;

  /** From here up a controller that is a switch is on. */
  private static final int ON = 64;

  private final Desk desk;
  private final int[] positions = new int[CHANNELS * NUMBERS]; // of all controllers
  private final Map<Binding, TakeOver> takeOvers = new HashMap<>();
  private BindingTable table;

  public ControlListener(Desk desk) {
    this.desk = desk;
    Arrays.fill(positions, TakeOver.UNKNOWN);
  }

  @Override
  public void message(int command, int channel, int data1, int data2, long timeNs) {
    switch (command) {
      case CONTROL_CHANGE -> {
        if (data1 < FIRST_MODE_MESSAGE) {
          turn(channel, data1, data2, timeNs);
        }
      }
      case NOTE_ON -> {
        if (data2 > 0) {
          strike(channel, data1, data2, timeNs);
        }
      }
      case PROGRAM_CHANGE -> change(channel, data1, timeNs);
      default -> {
        // no control
      }
    }
  }

  private void turn(int channel, int controller, int value, long timeNs) {
    int place = channel * NUMBERS + controller;
    int before = positions[place];
    positions[place] = value;
    if (desk.touch(Binding.Kind.CONTROLLER, channel + 1, controller, value, timeNs)) {
      return;
    }
    BindingTable.Bound bound = find(Binding.Kind.CONTROLLER, channel, controller);
    if (bound == null) {
      return;
    }
    Parameter parameter = bound.target().parameter();
    if (parameter == null) {
      if (value >= ON && before < ON) {
        act(bound.target(), timeNs);
      }
    } else if (takeOver(bound).takes(before, value, desk.value(parameter))) {
      desk.set(parameter, parameter.at(TakeOver.share(value)));
    }
  }

  private void strike(int channel, int pitch, int velocity, long timeNs) {
    if (desk.touch(Binding.Kind.NOTE, channel + 1, pitch, velocity, timeNs)) {
      return;
    }
    BindingTable.Bound bound = find(Binding.Kind.NOTE, channel, pitch);
    if (bound == null) {
      return;
    }
    Parameter flag = bound.target().parameter();
    if (flag == null) {
      act(bound.target(), timeNs);
    } else {
      desk.set(flag, desk.value(flag) == 0 ? 1 : 0);
    }
  }

  private void change(int channel, int program, long timeNs) {
    if (desk.touch(Binding.Kind.PROGRAM, channel + 1, program, 0, timeNs)) {
      return;
    }
    BindingTable.Bound bound = find(Binding.Kind.PROGRAM, channel, program);
    if (bound == null) {
      desk.recallSoon(program);
    } else {
      act(bound.target(), timeNs);
    }
  }

  private void act(Target target, long timeNs) {
    if (target.scene() != null) {
      desk.recallSoon(target.scene());
    } else {
      desk.perform(target.action(), timeNs);
    }
  }

  private BindingTable.Bound find(Binding.Kind kind, int channel, int number) {
    BindingTable present = desk.table();
    if (present != table) {
      table = present;
      takeOvers.keySet().retainAll(present.bindings());
    }
    return present.find(kind, channel + 1, number);
  }

  private TakeOver takeOver(BindingTable.Bound bound) {
    return takeOvers.computeIfAbsent(
        bound.binding(), binding -> new TakeOver(bound.target().parameter()));
  }
}
