package antiphon.midi.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.midi.port.Wiring.Link;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class WiringTest {
  private static final PortInfo.Direction IN = PortInfo.Direction.IN;
  private static final PortInfo.Direction OUT = PortInfo.Direction.OUT;
  private static final long SECOND_NS = 1_000_000_000;

  private final List<String> lines = new ArrayList<>();
  private final PortListener listener =
      new PortListener() {
        @Override
        public void lost(String what, String reason) {
          lines.add("lost " + what + ": " + reason);
        }

        @Override
        public void found(String what) {
          lines.add("found " + what);
        }

        @Override
        public void counted(PortCount what, long count) {
          lines.add("counted " + what);
        }
      };

  /** The own inputs: "in" asks for keystations, "pads" for pads. The own output asks for synths. */
  private final PortPlan plan =
      new PortPlan(
          List.of(rule("in", "keystation"), rule("pads", "pad")),
          List.of(rule("out", "synth")),
          List.of(0, 0),
          true);

  private final Wiring wiring = new Wiring(plan, listener);

  @Test
  void shouldConnectWhatAPatternAsksForAndNothingElse() {
    wiring.appeared(port("20:0", "Keystation 49:MIDI 1", IN));
    wiring.appeared(port("20:0", "Keystation 49:MIDI 1", OUT));
    wiring.appeared(port("24:0", "LPD8 Pads:MIDI 1", IN));
    wiring.appeared(port("28:0", "Synth:in", OUT));
    wiring.appeared(port("32:0", "Other:out", IN));
    assertEquals(
        Set.of(new Link(IN, 0, "20:0"), new Link(IN, 1, "24:0"), new Link(OUT, 0, "28:0")),
        Set.copyOf(wiring.missing()));
    wiring.missing().forEach(wiring::connected);
    assertEquals(List.of(), wiring.missing());
    assertEquals(List.of(), lines);
  }

  @Test
  void shouldFindAPortAgainUnderAnotherNumberAndSaySoOnceEachWay() {
    wiring.appeared(port("20:0", "Keystation:1", IN));
    wiring.connected(new Link(IN, 0, "20:0"));
    wiring.disconnected(new Link(IN, 0, "20:0"), 5);
    wiring.gone("20:0", "unplugged", 6);
    wiring.gone("20:0", "unplugged", 7);
    assertEquals(List.of(), wiring.missing());
    assertEquals(List.of("lost Keystation:1: unplugged"), lines);
    wiring.appeared(port("21:0", "Keystation:1", IN));
    assertEquals(List.of(new Link(IN, 0, "21:0")), wiring.missing());
    assertEquals(1, lines.size(), "found when it is connected, not before");
    wiring.connected(new Link(IN, 0, "21:0"));
    wiring.connected(new Link(IN, 0, "21:0"));
    assertEquals(List.of("lost Keystation:1: unplugged", "found Keystation:1"), lines);
  }

  @Test
  void shouldSayOnceThatADeviceWithBothDirectionsHasGone() {
    PortPlan both =
        new PortPlan(List.of(rule("in", "x")), List.of(rule("out", "x")), List.of(0), true);
    Wiring duplex = new Wiring(both, listener);
    for (PortInfo.Direction direction : PortInfo.Direction.values()) {
      duplex.appeared(port("20:0", "x", direction));
    }
    assertEquals(2, duplex.missing().size());
    duplex.missing().forEach(duplex::connected);
    duplex.gone("20:0", "unplugged", 0);
    for (PortInfo.Direction direction : PortInfo.Direction.values()) {
      duplex.appeared(port("20:0", "x", direction));
    }
    duplex.missing().forEach(duplex::connected);
    assertEquals(List.of("lost x: unplugged", "found x"), lines);
  }

  @Test
  void shouldMakeAConnectionAgainThatWasMadeByHand() {
    wiring.appeared(port("128:0", "Recorder:in", OUT));
    assertEquals(List.of(), wiring.missing());
    wiring.connected(new Link(OUT, 0, "128:0"));
    wiring.gone("128:0", "ended", 0);
    assertTrue(wiring.awaits("Recorder:in"));
    wiring.appeared(port("129:0", "Something:else", OUT));
    assertEquals(List.of(), wiring.missing());
    wiring.appeared(port("131:0", "Recorder:in", OUT));
    assertEquals(List.of(new Link(OUT, 0, "131:0")), wiring.missing());
    wiring.connected(new Link(OUT, 0, "131:0"));
    assertFalse(wiring.awaits("Recorder:in"));
    assertEquals(List.of("lost Recorder:in: ended", "found Recorder:in"), lines);
  }

  @Test
  void shouldForgetAConnectionThatWasCutByHand() {
    wiring.appeared(port("128:0", "Recorder:in", OUT));
    wiring.connected(new Link(OUT, 0, "128:0"));
    wiring.disconnected(new Link(OUT, 0, "128:0"), 0);
    assertEquals(List.of(), wiring.missing());
    wiring.gone("128:0", "ended", 2 * SECOND_NS);
    wiring.appeared(port("129:0", "Recorder:in", OUT));
    assertEquals(List.of(), wiring.missing());
    assertEquals(List.of(), lines);
  }

  @Test
  void shouldLeaveAPatternsConnectionCutUntilThePortAppearsAnew() {
    wiring.appeared(port("28:0", "Synth:in", OUT));
    wiring.connected(new Link(OUT, 0, "28:0"));
    wiring.disconnected(new Link(OUT, 0, "28:0"), 0);
    wiring.appeared(port("28:0", "Synth:in", OUT)); // as when all ports are looked at again
    assertEquals(List.of(), wiring.missing());
    wiring.gone("28:0", "unplugged", 2 * SECOND_NS);
    wiring.appeared(port("28:0", "Synth:in", OUT));
    assertEquals(List.of(new Link(OUT, 0, "28:0")), wiring.missing());
  }

  @Test
  void shouldTakeConnectionsThatAProgramCutAsItEndedForLost() {
    wiring.appeared(port("128:0", "Recorder:in", OUT));
    wiring.connected(new Link(OUT, 0, "128:0"));
    wiring.disconnected(new Link(OUT, 0, "128:0"), Long.MAX_VALUE);
    wiring.gone("128:0", "ended", Long.MAX_VALUE + SECOND_NS / 2);
    wiring.appeared(port("128:0", "Recorder:in", OUT));
    assertEquals(List.of(new Link(OUT, 0, "128:0")), wiring.missing());
    assertEquals(List.of("lost Recorder:in: ended"), lines);
  }

  @Test
  void shouldTryAgainWhatHasNotComeAbout() {
    wiring.appeared(port("20:0", "Keystation:1", IN));
    assertEquals(1, wiring.missing().size());
    assertEquals(1, wiring.missing().size());
    wiring.gone("20:0", "unplugged", 0);
    assertEquals(List.of(), wiring.missing());
    assertEquals(List.of(), lines, "it was never connected");
  }

  @Test
  void shouldTakeAPortByItsNewName() {
    wiring.appeared(port("128:0", "Client-128:port", IN));
    assertEquals(List.of(), wiring.missing());
    wiring.appeared(port("128:0", "Keystation editor:port", IN));
    assertEquals(List.of(new Link(IN, 0, "128:0")), wiring.missing());
  }

  @Test
  void shouldRememberEverythingQuietlyWhenTheServerGoes() {
    wiring.appeared(port("a", "a", IN));
    wiring.appeared(port("synth", "synth", OUT));
    wiring.connected(new Link(IN, 1, "a"));
    wiring.connected(new Link(OUT, 0, "synth"));
    wiring.allGone(0);
    assertEquals(List.of(), wiring.missing());
    wiring.appeared(port("synth", "synth", OUT));
    wiring.appeared(port("a", "a", IN));
    assertEquals(
        Set.of(new Link(IN, 1, "a"), new Link(OUT, 0, "synth")), Set.copyOf(wiring.missing()));
    wiring.missing().forEach(wiring::connected);
    assertEquals(List.of(), lines);
  }

  @Test
  void shouldHoldInAnyStorm() {
    Seeded.forSeeds(200, this::storm);
  }

  /**
   * Ports come and go, hands connect and cut, some connections fail: whatever happened, in the end
   * every name that was connected when it went is connected once it is back, and lines alternate.
   */
  private void storm(Random random) {
    lines.clear();
    Wiring stormy = new Wiring(plan, listener);
    String[] names = {"keystation", "pad", "synth", "x", "y"};
    Map<String, PortInfo> there = new HashMap<>(); // [name]
    Map<String, Set<Integer>> connected = new HashMap<>(); // [name]: own ports
    Map<String, Set<Integer>> atLoss = new HashMap<>();
    int number = 20;
    long nowNs = Long.MAX_VALUE - 100 * SECOND_NS;
    for (int step = 0; step < 300; step++) {
      nowNs += 3 * SECOND_NS;
      String name = names[random.nextInt(names.length)];
      PortInfo.Direction direction = name.equals("synth") || name.equals("y") ? OUT : IN;
      PortInfo port = there.get(name);
      if (port == null) {
        port = port(number++ + ":0", name, direction);
        there.put(name, port);
        connected.put(name, new HashSet<>());
        stormy.appeared(port);
        for (int own : atLoss.getOrDefault(name, Set.of())) {
          assertTrue(stormy.missing().contains(new Link(direction, own, port.id())), name);
        }
      } else if (random.nextInt(3) == 0) {
        atLoss.put(name, connected.remove(name));
        there.remove(name);
        stormy.gone(port.id(), "gone", nowNs);
      } else {
        int own = random.nextInt(plan.of(direction).size());
        Link link = new Link(direction, own, port.id());
        if (connected.get(name).remove(own)) {
          stormy.disconnected(link, nowNs);
        } else {
          connected.get(name).add(own);
          stormy.connected(link);
        }
      }
      for (Link link : stormy.missing()) {
        if (random.nextInt(4) > 0) {
          String other = stormy.other(link).name();
          assertTrue(connected.get(other).add(link.own()), "connected twice: " + link);
          stormy.connected(link);
        }
      }
    }
    stormy.missing().forEach(stormy::connected);
    assertEquals(List.of(), stormy.missing());
    for (String name : names) {
      List<String> ofName = lines.stream().filter(line -> line.contains(" " + name)).toList();
      for (int i = 0; i < ofName.size(); i++) {
        assertTrue(ofName.get(i).startsWith(i % 2 == 0 ? "lost" : "found"), ofName.toString());
      }
    }
  }

  private static PortRule rule(String name, String pattern) {
    return new PortRule(
        name, List.of(Pattern.compile(pattern, Pattern.CASE_INSENSITIVE)), ChannelMap.ALL);
  }

  private static PortInfo port(String id, String name, PortInfo.Direction direction) {
    return new PortInfo(id, name, "test", direction, true);
  }
}
