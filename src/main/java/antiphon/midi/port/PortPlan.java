package antiphon.midi.port;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Antiphon's own ports, the same on every transport. A port is known by its place in its list; the
 * first of each is always there.
 *
 * @param inputs 1 to {@value #MAX_PORTS}
 * @param outputs 1 to {@value #MAX_PORTS}
 * @param thru to which outputs what comes in is passed on: one set of bits for each input
 * @param ownBeat outputs that are told Antiphon's own beat, as a set of bits: another's beat is not
 *     passed on to them, for who hears two clocks is twice as fast
 * @param waitForPorts whether ports that are not there yet are waited for, and no reason to refuse
 */
public record PortPlan(
    List<PortRule> inputs,
    List<PortRule> outputs,
    List<Integer> thru,
    int ownBeat,
    boolean waitForPorts) {
  public static final int MAX_PORTS = 8;

  /** Asks for no port; no pattern at all would leave the choice to the transport. */
  private static final Pattern NOTHING = Pattern.compile("(?!)");

  public PortPlan {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    thru = List.copyOf(thru);
    requireCount("inputs", inputs.size());
    requireCount("outputs", outputs.size());
    if (thru.size() != inputs.size()) {
      throw new IllegalArgumentException(
          thru.size() + " sets of outputs for " + inputs.size() + " inputs");
    }
    int all = (1 << outputs.size()) - 1;
    for (int set : thru) {
      if ((set & ~all) != 0) {
        throw new IllegalArgumentException("thru to an output that is not there");
      }
    }
    if ((ownBeat & ~all) != 0) {
      throw new IllegalArgumentException("a beat for an output that is not there");
    }
  }

  /** Where no output is told Antiphon's beat. */
  public PortPlan(
      List<PortRule> inputs, List<PortRule> outputs, List<Integer> thru, boolean waitForPorts) {
    this(inputs, outputs, thru, 0, waitForPorts);
  }

  /** The two default ports, and nothing passed through. */
  public static PortPlan of(List<Pattern> in, List<Pattern> out) {
    return new PortPlan(
        List.of(new PortRule(PortRule.IN, in, ChannelMap.ALL)),
        List.of(new PortRule(PortRule.OUT, out, ChannelMap.ALL)),
        List.of(0),
        false);
  }

  /** The same, with nothing that a transport is to pass on by itself. */
  public PortPlan withoutThru() {
    return new PortPlan(
        inputs, outputs, Collections.nCopies(inputs.size(), 0), ownBeat, waitForPorts);
  }

  /** Set of outputs to which what comes in at an input is passed on, as bits. */
  public int passes(int input) {
    return thru.get(input);
  }

  public List<PortRule> of(PortInfo.Direction direction) {
    return direction == PortInfo.Direction.IN ? inputs : outputs;
  }

  /** Whether any rule of its direction asks for a port. */
  public boolean asks(PortInfo port) {
    return of(port.direction()).stream().anyMatch(rule -> rule.asks(port.name()));
  }

  /** Whether any port is asked for by name. */
  public boolean asksAny() {
    return Stream.of(inputs, outputs)
        .flatMap(List::stream)
        .anyMatch(rule -> !rule.patterns().isEmpty());
  }

  /**
   * The plan for one transport of several, of which an earlier one may have what a pattern asks
   * for: a port that two transports show is to be connected once. Whether every pattern finds a
   * port is a question to all of them together, so this plan waits for those it has not.
   *
   * @param mine the transport's ports
   * @param earlier ports of the transports that come before it
   * @param last whether no other follows: it then waits for what nobody has yet
   */
  public PortPlan among(List<PortInfo> mine, List<PortInfo> earlier, boolean last) {
    return new PortPlan(
        among(PortInfo.Direction.IN, mine, earlier, last),
        among(PortInfo.Direction.OUT, mine, earlier, last),
        thru,
        ownBeat,
        true);
  }

  private List<PortRule> among(
      PortInfo.Direction direction, List<PortInfo> mine, List<PortInfo> earlier, boolean last) {
    List<PortRule> rules = new ArrayList<>();
    for (PortRule rule : of(direction)) {
      List<Pattern> kept =
          rule.patterns().stream()
              .filter(
                  pattern ->
                      !found(pattern, direction, earlier)
                          && (last || found(pattern, direction, mine)))
              .toList();
      boolean othersDo = kept.isEmpty() && !rule.patterns().isEmpty();
      rules.add(rule.withPatterns(othersDo ? List.of(NOTHING) : kept));
    }
    return rules;
  }

  /** What is asked for and not there: own ports and patterns, in words. */
  public List<String> missing(List<PortInfo> ports) {
    List<String> missing = new ArrayList<>();
    for (PortInfo.Direction direction : PortInfo.Direction.values()) {
      for (PortRule rule : of(direction)) {
        for (Pattern pattern : rule.patterns()) {
          if (!found(pattern, direction, ports)) {
            missing.add(rule.name() + " for '" + pattern + "'");
          }
        }
      }
    }
    return missing;
  }

  /**
   * Makes sure that every pattern finds a port, unless ports are waited for.
   *
   * @throws PortException naming the pattern, and the ports there are
   */
  public void requireMatches(List<PortInfo> ports) throws PortException {
    if (waitForPorts) {
      return;
    }
    for (PortInfo.Direction direction : PortInfo.Direction.values()) {
      for (PortRule rule : of(direction)) {
        for (Pattern pattern : rule.patterns()) {
          if (!found(pattern, direction, ports)) {
            throw new PortException(refusal(pattern, direction, ports));
          }
        }
      }
    }
  }

  private static boolean found(
      Pattern pattern, PortInfo.Direction direction, List<PortInfo> ports) {
    return ports.stream()
        .anyMatch(port -> port.direction() == direction && pattern.matcher(port.name()).find());
  }

  private static String refusal(
      Pattern pattern, PortInfo.Direction direction, List<PortInfo> ports) {
    String names =
        ports.stream()
            .filter(port -> port.direction() == direction)
            .map(PortInfo::name)
            .distinct()
            .collect(Collectors.joining(", "));
    return "no MIDI "
        + (direction == PortInfo.Direction.IN ? "input" : "output")
        + " matches '"
        + pattern
        + "'; "
        + (names.isEmpty() ? "there is none" : "there are: " + names)
        + " (see 'antiphon ports', or set midi.wait_for_ports to begin without it)";
  }

  private static void requireCount(String what, int count) {
    if (count < 1 || count > MAX_PORTS) {
      throw new IllegalArgumentException(
          "there can be 1 to " + MAX_PORTS + " " + what + ", not " + count);
    }
  }
}
