package antiphon.app.command;

import antiphon.midi.port.MidiTransport;
import antiphon.midi.port.PortInfo;
import antiphon.midi.port.PortSurvey;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tells of ports that come and go. A port is known by its transport, direction and name; of several
 * with one name, as many come or go as there are more or fewer.
 */
final class PortWatch implements AutoCloseable {
  /**
   * A port that has come or gone.
   *
   * @param added whether it has come
   */
  record Change(boolean added, PortInfo port) {}

  private final List<PortSurvey> surveys;
  private final List<List<PortInfo>> known = new ArrayList<>();
  private final Consumer<Change> told;

  /**
   * @param told takes the changes since the last look; with the first, every port has come
   */
  PortWatch(List<MidiTransport> transports, Consumer<Change> told) {
    surveys = transports.stream().map(MidiTransport::survey).toList();
    surveys.forEach(survey -> known.add(List.of()));
    this.told = told;
  }

  void look() {
    for (int i = 0; i < surveys.size(); i++) {
      List<PortInfo> now;
      try {
        now = surveys.get(i).ports();
      } catch (RuntimeException e) {
        continue; // a driver changes its list at this moment: the next look will do
      }
      without(known.get(i), now).forEach(port -> told.accept(new Change(false, port)));
      without(now, known.get(i)).forEach(port -> told.accept(new Change(true, port)));
      known.set(i, List.copyOf(now));
    }
  }

  @Override
  public void close() {
    surveys.forEach(PortSurvey::close);
  }

  private static List<PortInfo> without(List<PortInfo> ports, List<PortInfo> others) {
    List<PortInfo> rest = new ArrayList<>(ports);
    for (PortInfo other : others) {
      for (Iterator<PortInfo> left = rest.iterator(); left.hasNext(); ) {
        if (isSame(left.next(), other)) {
          left.remove();
          break;
        }
      }
    }
    return rest;
  }

  private static boolean isSame(PortInfo one, PortInfo other) {
    return one.direction() == other.direction() && one.name().equals(other.name());
  }
}
