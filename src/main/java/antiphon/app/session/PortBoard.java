package antiphon.app.session;

import antiphon.live.api.AnyThread;
import antiphon.live.api.PortState;
import antiphon.live.api.Ports;
import antiphon.midi.port.PortCount;
import antiphon.midi.port.PortListener;
import antiphon.midi.port.Song;
import antiphon.music.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** How the ports of a session are: hears what the transports say of them, and passes it on. */
@AnyThread
final class PortBoard implements Ports, PortListener {
  /** To look for what is missing costs some transports much: not more often than that. */
  private static final long LOOK_NS = 2_000_000_000;

  private final PortGroup group;
  private final PortListener next;
  private final Clock clock;
  private final Map<String, String> lost = new ConcurrentSkipListMap<>(); // with the reason
  private List<String> missing;
  private long lookedNs;

  PortBoard(PortGroup group, PortListener next, Clock clock) {
    this.group = group;
    this.next = next;
    this.clock = clock;
    missing = group.missing();
    lookedNs = clock.nowNs();
  }

  @Override
  public List<PortState> states() {
    List<PortState> states = new ArrayList<>();
    List<PortGroup.Opened> opened = group.opened();
    opened.forEach(
        each -> each.inputs().forEach(name -> states.add(own(name, PortState.Direction.IN, each))));
    opened.forEach(
        each ->
            each.outputs().forEach(name -> states.add(own(name, PortState.Direction.OUT, each))));
    lost.forEach(
        (name, reason) -> {
          if (states.stream().noneMatch(state -> isOf(state, name))) {
            states.add(new PortState(name, null, null, PortState.State.LOST, reason));
          }
        });
    for (String what : missing()) {
      states.add(new PortState(what, null, null, PortState.State.WAITING, "not there yet"));
    }
    return states;
  }

  /** An own port is lost with the transport, or with the device that it is. */
  private PortState own(String name, PortState.Direction direction, PortGroup.Opened of) {
    String reason = lost.getOrDefault(name, lost.get(of.transport()));
    return new PortState(
        name,
        direction,
        of.transport(),
        reason == null ? PortState.State.OPEN : PortState.State.LOST,
        reason == null ? "" : reason);
  }

  private static boolean isOf(PortState state, String lostName) {
    return lostName.equals(state.name()) || lostName.equals(state.transport());
  }

  private synchronized List<String> missing() {
    if (!missing.isEmpty() && clock.nowNs() - lookedNs > LOOK_NS) {
      lookedNs = clock.nowNs();
      missing = group.missing();
    }
    return missing;
  }

  @Override
  public void lost(String what, String reason) {
    lost.put(what, reason);
    next.lost(what, reason);
  }

  @Override
  public void found(String what) {
    lost.remove(what);
    next.found(what);
  }

  @Override
  public void counted(PortCount what, long count) {
    next.counted(what, count);
  }

  @Override
  public Song song() {
    return next.song();
  }
}
