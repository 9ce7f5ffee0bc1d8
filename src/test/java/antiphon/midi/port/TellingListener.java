package antiphon.midi.port;

import java.util.List;

/**
 * Writes down what it is told, a line each.
 *
 * @param told takes any thread's lines
 */
public record TellingListener(List<String> told) implements PortListener {
  @Override
  public void lost(String what, String reason) {
    told.add("lost " + what + ": " + reason);
  }

  @Override
  public void found(String what) {
    told.add("found " + what);
  }

  @Override
  public void counted(PortCount what, long count) {
    told.add(what + " " + count);
  }
}
