package antiphon.midi.port.jack;

import antiphon.midi.port.PortCount;
import antiphon.midi.port.PortListener;
import java.util.ArrayList;
import java.util.List;

/** Keeps the lines and the counts. */
final class CountingListener implements PortListener {
  final List<String> lines = new ArrayList<>();
  private final long[] counts = new long[PortCount.values().length];

  @Override
  public void lost(String what, String reason) {
    lines.add("lost " + what);
  }

  @Override
  public void found(String what) {
    lines.add("found " + what);
  }

  @Override
  public void counted(PortCount what, long count) {
    counts[what.ordinal()] += count;
  }

  long count(PortCount what) {
    return counts[what.ordinal()];
  }
}
