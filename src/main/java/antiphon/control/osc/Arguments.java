package antiphon.control.osc;

import antiphon.live.api.LiveSettings;
import antiphon.live.api.Parameter;
import com.illposed.osc.argument.OSCImpulse;
import java.util.List;

/** The arguments of a message, as what they have to be. Immutable. */
record Arguments(List<Object> values) {
  int count() {
    return values.size();
  }

  /**
   * @throws IllegalArgumentException when there are fewer or more
   */
  void requireCount(int least, int most) {
    if (count() < least || count() > most) {
      String allowed = least == most ? "" + least : least + " or " + most;
      throw new IllegalArgumentException(
          "takes " + allowed + " argument" + (most == 1 ? "" : "s") + ", not " + count());
    }
  }

  /** The one text. */
  String text() {
    requireCount(1, 1);
    if (values.get(0) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("takes a text");
  }

  boolean isText() {
    return count() == 1 && values.get(0) instanceof String;
  }

  /**
   * A whole number, whatever type it was sent as.
   *
   * @param name for what is said of a wrong one
   */
  int whole(int index, String name, int min, int max) {
    double value = number(index, name);
    LiveSettings.require(name, value, min, max);
    if (value != Math.rint(value)) {
      throw new IllegalArgumentException(name + " must be a whole number");
    }
    return (int) value;
  }

  /** Whether a button is down: without an argument, with a bang, or with anything but 0 and F. */
  boolean pressed() {
    requireCount(0, 1);
    if (count() == 0 || values.get(0) == OSCImpulse.INSTANCE) {
      return true;
    }
    if (values.get(0) instanceof Boolean down) {
      return down;
    }
    double value = number(0, "the argument");
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("the argument must be a number, not " + value);
    }
    return value != 0;
  }

  /**
   * The value of a parameter.
   *
   * @throws IllegalArgumentException naming the parameter and what is allowed
   */
  double of(Parameter parameter) {
    requireCount(1, 1);
    Object value = values.get(0);
    if (value instanceof String text) {
      return parameter.parse(text);
    }
    if (value instanceof Boolean flag) {
      return parameter.parse(flag.toString());
    }
    double number = number(0, parameter.word());
    parameter.require(number);
    return number;
  }

  private double number(int index, String name) {
    Object value = values.get(index);
    if (value instanceof Float number) {
      return Double.parseDouble(number.toString()); // 0.1 is meant, not 0.10000000149011612
    }
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    throw new IllegalArgumentException(name + " must be a number");
  }
}
