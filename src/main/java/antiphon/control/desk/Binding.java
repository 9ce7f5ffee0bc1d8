package antiphon.control.desk;

import antiphon.live.api.LiveSettings;
import antiphon.live.api.Parameter;
import java.util.Locale;

/**
 * A control of the player's and what it does.
 *
 * @param channel 1 to 16, or {@link #ANY}
 * @param number of the controller (0 to 119), the key or the programme (0 to 127)
 * @param target as {@link Target#text} has it
 */
public record Binding(Kind kind, int channel, int number, String target) {
  /** Every channel for which nothing else is bound. */
  public static final int ANY = 0;

  private static final int MAX_CONTROLLER = 119; // from 120 up are channel mode messages

  /** Kinds of controls. */
  public enum Kind {
    CONTROLLER,
    NOTE,
    PROGRAM;

    /** As outside: {@code controller}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws IllegalArgumentException naming what there is
     */
    public static Kind parse(String word) {
      for (Kind kind : values()) {
        if (kind.word().equals(word)) {
          return kind;
        }
      }
      throw new IllegalArgumentException(
          "kind must be one of controller, note, program, not '" + Scene.shortened(word) + "'");
    }
  }

  /**
   * @throws IllegalArgumentException when a number is out of range, or the control cannot do that
   */
  public Binding {
    LiveSettings.require("channel", channel, ANY, 16);
    LiveSettings.require("number", number, 0, kind == Kind.CONTROLLER ? MAX_CONTROLLER : 127);
    Target parsed = Target.parse(target);
    if (!suits(kind, parsed)) {
      throw new IllegalArgumentException(
          kind == Kind.NOTE
              ? "a note can switch a parameter that is true or false, not " + target
              : "a programme change can call an action or a scene, not turn " + target);
    }
  }

  /** Whether a kind of control can do something. */
  static boolean suits(Kind kind, Target target) {
    return switch (kind) {
      case CONTROLLER -> true;
      case NOTE -> target.parameter() == null || target.parameter().kind() == Parameter.Kind.FLAG;
      case PROGRAM -> target.parameter() == null;
    };
  }

  /** Whether it is the same control, whatever it does. */
  boolean isControlOf(Binding other) {
    return kind == other.kind && channel == other.channel && number == other.number;
  }
}
