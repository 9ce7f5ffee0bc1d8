package antiphon.app.session;

import antiphon.app.config.Configuration;
import antiphon.app.config.Key;
import antiphon.app.config.PortKey;
import antiphon.app.config.PortTable;
import antiphon.app.config.UsageException;
import antiphon.live.schedule.Routing;
import antiphon.midi.port.ChannelMap;
import antiphon.midi.port.MidiTransport;
import antiphon.midi.port.PortPlan;
import antiphon.midi.port.PortRule;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Antiphon's own ports as the configuration wants them.
 *
 * @param plan the same on every transport
 * @param outputs what the scheduler has to know of each output of the plan
 * @param inputLatencyNs how long before it comes in at each input of the plan a message was played,
 *     0 to 100 ms
 */
record PortLayout(PortPlan plan, List<Routing.Output> outputs, List<Long> inputLatencyNs) {
  private static final double NS_PER_MS = 1e6;

  /** More than that is no keyboard's way in, and would be heard too late to be answered. */
  private static final double LONGEST_INPUT_LATENCY_MS = 100;

  /**
   * @throws UsageException when tables contradict each other
   */
  static PortLayout of(Configuration configuration) {
    List<PortTable> inputs = new ArrayList<>();
    List<PortTable> outputs = new ArrayList<>();
    inputs.add(null);
    outputs.add(null);
    for (PortTable table : configuration.ports()) {
      if (table.name().equals(PortRule.IN)) {
        forbid(table, PortKey.IN, PortKey.OUT, PortKey.PLAYS, PortKey.CLOCK, PortKey.LIGHTS);
        inputs.set(0, table);
      } else if (table.name().equals(PortRule.OUT)) {
        forbid(table, PortKey.IN, PortKey.OUT, PortKey.THRU);
        outputs.set(0, table);
      } else if (table.has(PortKey.IN) == table.has(PortKey.OUT)) {
        throw new UsageException(
            PortTable.PREFIX
                + table.name()
                + " needs either in or out: a regular expression of the ports it is connected to");
      } else if (table.has(PortKey.IN)) {
        forbid(table, PortKey.PLAYS, PortKey.CLOCK, PortKey.LIGHTS);
        inputs.add(table);
      } else {
        forbid(table, PortKey.THRU);
        outputs.add(table);
      }
    }
    List<PortRule> inputRules =
        rules(inputs, PortKey.IN, PortRule.IN, configuration.list(Key.IN, Pattern.class));
    List<PortRule> outputRules =
        rules(outputs, PortKey.OUT, PortRule.OUT, configuration.list(Key.OUT, Pattern.class));
    int lit = lit(outputs);
    List<Integer> thru = new ArrayList<>();
    List<Long> inputLatencyNs = new ArrayList<>();
    for (PortTable table : inputs) {
      inputLatencyNs.add(inputLatencyNs(table));
      thru.add(
          configuration.flag(Key.THRU)
              ? (1 << outputRules.size()) - 1 & ~lit
              : thru(table, outputRules, lit));
    }
    List<Routing.Output> routed = new ArrayList<>();
    int ownBeat = 0;
    for (int i = 0; i < outputs.size(); i++) {
      PortTable table = outputs.get(i);
      boolean lights = (lit & 1 << i) != 0;
      boolean plays = table == null || table.value(PortKey.PLAYS, Boolean.class, !lights);
      boolean clock = table != null && table.value(PortKey.CLOCK, Boolean.class, false);
      if (clock) {
        ownBeat |= 1 << i;
      }
      if (lights && plays) {
        throw new UsageException(
            table.fullName(PortKey.PLAYS)
                + ": an output with lights = true plays nothing, for a key that is lit would be a"
                + " note without end; make two ports of it, one with lights and one that plays");
      }
      routed.add(
          new Routing.Output(
              outputRules.get(i).channels(), latencyNs(table), plays, clock, lights));
    }
    try {
      PortPlan plan =
          new PortPlan(
              inputRules, outputRules, thru, ownBeat, configuration.flag(Key.WAIT_FOR_PORTS));
      return new PortLayout(plan, routed, inputLatencyNs);
    } catch (IllegalArgumentException e) {
      throw new UsageException("midi.ports: " + e.getMessage(), e);
    }
  }

  /**
   * How music goes between the ports of several transports, each with all ports of the plan: first
   * those of the first transport, then those of the second. By how much a transport delays counts
   * as latency of its outputs.
   *
   * @param mayPass whether a transport may pass on by itself
   */
  Routing routing(List<MidiTransport> transports, boolean mayPass) {
    List<Routing.Input> inputs = new ArrayList<>();
    List<Routing.Output> all = new ArrayList<>();
    for (int t = 0; t < transports.size(); t++) {
      long delayNs = transports.get(t).delayNs();
      for (Routing.Output output : outputs) {
        all.add(output.delayed(delayNs));
      }
      for (int input = 0; input < plan.inputs().size(); input++) {
        long thru = 0;
        for (int other = 0; other < transports.size(); other++) {
          thru |= (long) plan.passes(input) << other * outputs.size();
        }
        long passed =
            mayPass && transports.get(t).passesThru()
                ? (long) plan.passes(input) << t * outputs.size()
                : 0;
        inputs.add(new Routing.Input(thru, passed));
      }
    }
    return new Routing(inputs, all);
  }

  private static List<PortRule> rules(
      List<PortTable> tables, PortKey patterns, String first, List<Pattern> firstPatterns) {
    List<PortRule> rules = new ArrayList<>();
    for (PortTable table : tables) {
      ChannelMap channels =
          table == null
              ? ChannelMap.ALL
              : table.value(PortKey.CHANNELS, ChannelMap.class, ChannelMap.ALL);
      rules.add(
          rules.isEmpty()
              ? new PortRule(first, firstPatterns, channels)
              : new PortRule(table.name(), table.list(patterns, Pattern.class), channels));
    }
    return rules;
  }

  private static long latencyNs(PortTable table) {
    return table == null
        ? 0
        : Math.round(table.value(PortKey.LATENCY_MS, Double.class, 0.0) * NS_PER_MS);
  }

  private static long inputLatencyNs(PortTable table) {
    long latencyNs = latencyNs(table);
    if (latencyNs > LONGEST_INPUT_LATENCY_MS * NS_PER_MS) {
      throw new UsageException(
          table.fullName(PortKey.LATENCY_MS)
              + " must be 0 to 100 for an input, not "
              + latencyNs / NS_PER_MS);
    }
    return latencyNs;
  }

  /** Outputs that light controllers, as bits. */
  private static int lit(List<PortTable> outputs) {
    int set = 0;
    for (int i = 0; i < outputs.size(); i++) {
      PortTable table = outputs.get(i);
      if (table != null && table.value(PortKey.LIGHTS, Boolean.class, false)) {
        set |= 1 << i;
      }
    }
    return set;
  }

  private static int thru(PortTable table, List<PortRule> outputs, int lit) {
    if (table == null) {
      return 0;
    }
    List<String> names = outputs.stream().map(PortRule::name).toList();
    int set = 0;
    for (String name : table.list(PortKey.THRU, String.class)) {
      if (!names.contains(name)) {
        throw new UsageException(
            table.fullName(PortKey.THRU)
                + ": there is no output '"
                + name
                + "'; there are: "
                + names.stream().collect(Collectors.joining(", ")));
      }
      int output = 1 << names.indexOf(name);
      if ((lit & output) != 0) {
        throw new UsageException(
            table.fullName(PortKey.THRU)
                + ": nothing is passed through to '"
                + name
                + "', which has lights; take it out of the list");
      }
      set |= output;
    }
    return set;
  }

  private static void forbid(PortTable table, PortKey... keys) {
    for (PortKey key : keys) {
      if (table.has(key)) {
        throw new UsageException(
            table.fullName(key)
                + " has no meaning there; plays, clock and lights are of outputs, thru is of inputs,"
                + " and what in and out are connected to stands in midi.in and midi.out");
      }
    }
  }
}
