package antiphon.midi.port;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PortPlanTest {
  private static final PortInfo KEYS =
      new PortInfo("1", "Keystation 49", "alsa", PortInfo.Direction.IN, false);
  private static final PortInfo BRIDGED =
      new PortInfo("a2j:keys", "a2j:Keystation 49", "jack", PortInfo.Direction.IN, true);
  private static final PortInfo PAD =
      new PortInfo("pad", "Pad", "jack", PortInfo.Direction.IN, false);

  @Test
  void shouldConnectAPortThatTwoTransportsShowOnlyOnTheFirst() {
    PortPlan plan = plan(false, "keystation", "pad");
    PortPlan first = plan.among(List.of(KEYS), List.of(), false);
    PortPlan second = plan.among(List.of(BRIDGED, PAD), List.of(KEYS), true);
    assertTrue(first.asks(KEYS) && !first.asks(PAD));
    assertTrue(second.asks(PAD) && !second.asks(BRIDGED));
  }

  @Test
  void shouldLeaveToTheLastTransportToWaitForWhatNobodyHas() {
    PortPlan plan = plan(true, "keystation");
    PortPlan first = plan.among(List.of(PAD), List.of(), false);
    assertFalse(first.asks(KEYS));
    assertFalse(first.inputs().get(0).patterns().isEmpty(), "or it would choose for itself");
    assertTrue(plan.among(List.of(), List.of(PAD), true).asks(KEYS));
  }

  @Test
  void shouldNameThePatternThatFindsNothingAndThePortsThereAre() {
    PortPlan plan = plan(false, "keystation", "piano");
    String message =
        assertThrows(PortException.class, () -> plan.requireMatches(List.of(KEYS, PAD)))
            .getMessage();
    assertTrue(message.contains("no MIDI input matches 'piano'"), message);
    assertTrue(message.contains("Keystation 49, Pad"), message);
    assertDoesNotThrow(() -> plan(true, "piano").requireMatches(List.of()));
  }

  @Test
  void shouldRefuseThruToWhereThereIsNoOutput() {
    PortPlan plan = plan(false);
    assertThrows(
        IllegalArgumentException.class,
        () -> new PortPlan(plan.inputs(), plan.outputs(), List.of(2), false));
    assertThrows(
        IllegalArgumentException.class,
        () -> new PortPlan(plan.inputs(), plan.outputs(), List.of(0), 2, false));
    assertThrows(
        IllegalArgumentException.class,
        () -> new PortPlan(plan.inputs(), List.of(), List.of(0), false));
  }

  private static PortPlan plan(boolean wait, String... in) {
    List<Pattern> patterns =
        List.of(in).stream().map(text -> Pattern.compile(text, Pattern.CASE_INSENSITIVE)).toList();
    PortPlan plan = PortPlan.of(patterns, List.of());
    return new PortPlan(plan.inputs(), plan.outputs(), plan.thru(), wait);
  }
}
