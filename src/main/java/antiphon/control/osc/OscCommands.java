package antiphon.control.osc;

import antiphon.control.desk.Desk;
import antiphon.live.api.Action;
import antiphon.live.api.EngineControl;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Optional;

/** What messages ask of Antiphon. Belongs to one thread. */
final class OscCommands {
  static final String ROOT = "/antiphon/";
  static final String PARAMETER = ROOT + "param/";

  private static final String ACTION = ROOT + "action/";

  private final Desk desk;
  private final HeldNotes held;

  OscCommands(EngineControl engine, Desk desk) {
    this.desk = desk;
    held = new HeldNotes(engine);
  }

  /** Somebody has sent a packet, whatever is in it. */
  void hear(InetSocketAddress sender, long nowNs) {
    held.hear(sender, nowNs);
  }

  /**
   * @throws IllegalArgumentException in a sentence, when it is not to be done
   */
  void perform(String address, Arguments arguments, InetSocketAddress sender, long nowNs) {
    if (address.startsWith(PARAMETER)) {
      Parameter parameter =
          parameter(address)
              .orElseThrow(() -> new IllegalArgumentException("there is no such parameter"));
      desk.set(parameter, arguments.of(parameter));
      return;
    }
    if (address.startsWith(ACTION)) {
      press(Action.parse(address.substring(ACTION.length())), arguments);
      return;
    }
    switch (address.startsWith(ROOT) ? address.substring(ROOT.length()) : "") {
      case "mode" -> desk.perform(Action.of(Mode.parse(arguments.text())));
      case "scene" -> recall(arguments);
      case "model" -> desk.choose(arguments.text());
      case "learn" -> learn(arguments);
      case "note" -> play(arguments, sender, nowNs);
      case "panic" -> press(Action.PANIC, arguments);
      default -> throw new IllegalArgumentException("there is nothing at this address");
    }
  }

  /** The one with an address, if any has it. */
  static Optional<Parameter> parameter(String address) {
    return address.startsWith(PARAMETER)
        ? Parameter.ofWord(address.substring(PARAMETER.length()))
        : Optional.empty();
  }

  /** Lets go of every key that is held. */
  void letGo() {
    held.letGo();
  }

  /** Lets go of the keys of those who have not been heard for long. */
  void letGoOfTheSilent(long nowNs) {
    held.letGoOfTheSilent(nowNs);
  }

  private void press(Action action, Arguments arguments) {
    if (arguments.pressed()) {
      desk.perform(action);
    }
  }

  private void recall(Arguments arguments) {
    if (arguments.isText()) {
      desk.recall(arguments.text());
      return;
    }
    arguments.requireCount(1, 1);
    int program = arguments.whole(0, "program", 0, 127);
    if (desk.scenes().stream().noneMatch(scene -> Objects.equals(scene.program(), program))) {
      throw new IllegalArgumentException("there is no scene with program " + program);
    }
    desk.recall(program);
  }

  private void learn(Arguments arguments) {
    if (arguments.count() == 0) {
      desk.stopLearning();
    } else {
      desk.learn(arguments.text());
    }
  }

  private void play(Arguments arguments, InetSocketAddress sender, long nowNs) {
    arguments.requireCount(2, 2);
    int pitch = arguments.whole(0, "pitch", 0, 127);
    int velocity = arguments.whole(1, "velocity", 0, 127);
    held.play(sender, pitch, velocity, nowNs);
  }
}
