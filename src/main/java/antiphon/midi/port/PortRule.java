package antiphon.midi.port;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What one of Antiphon's own ports is for.
 *
 * @param name as the user calls it; {@value #IN} and {@value #OUT} are the ports that are always
 *     there
 * @param patterns which ports of others it is connected to: regular expressions, found anywhere in
 *     their names without regard to case; empty for the transport's own choice
 * @param channels what passes it, and as which channel
 */
public record PortRule(String name, List<Pattern> patterns, ChannelMap channels) {
  public static final String IN = "in";
  public static final String OUT = "out";

  public PortRule {
    patterns = List.copyOf(patterns);
  }

  /** Whether a port is asked for by name. */
  public boolean asks(String portName) {
    return patterns.stream().anyMatch(pattern -> pattern.matcher(portName).find());
  }

  PortRule withPatterns(List<Pattern> others) {
    return new PortRule(name, others, channels);
  }
}
