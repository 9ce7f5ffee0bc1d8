package antiphon.midi.port;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which ports to connect to: regular expressions, found anywhere in a port's name without regard to
 * case.
 *
 * @param in patterns of ports to listen to; empty for the transport's own choice
 * @param out patterns of ports to play to; empty for the transport's own choice
 */
public record PortPatterns(List<Pattern> in, List<Pattern> out) {
  public static final PortPatterns NONE = new PortPatterns(List.of(), List.of());

  public PortPatterns {
    in = List.copyOf(in);
    out = List.copyOf(out);
  }

  public List<Pattern> of(PortInfo.Direction direction) {
    return direction == PortInfo.Direction.IN ? in : out;
  }

  /** Whether a port is asked for by name. */
  public boolean ask(PortInfo port) {
    return of(port.direction()).stream().anyMatch(pattern -> pattern.matcher(port.name()).find());
  }

  /**
   * Only those patterns that find one of the ports: what one transport of several has to look
   * after.
   */
  public PortPatterns among(List<PortInfo> ports) {
    return new PortPatterns(
        among(ports, PortInfo.Direction.IN), among(ports, PortInfo.Direction.OUT));
  }

  private List<Pattern> among(List<PortInfo> ports, PortInfo.Direction direction) {
    return of(direction).stream()
        .filter(
            pattern ->
                ports.stream()
                    .anyMatch(
                        port ->
                            port.direction() == direction && pattern.matcher(port.name()).find()))
        .toList();
  }

  /**
   * Makes sure that every pattern finds a port.
   *
   * @throws PortException naming the pattern, and the ports there are
   */
  public void requireMatches(List<PortInfo> ports) throws PortException {
    for (PortInfo.Direction direction : PortInfo.Direction.values()) {
      List<PortInfo> candidates =
          ports.stream().filter(port -> port.direction() == direction).toList();
      for (Pattern pattern : of(direction)) {
        if (candidates.stream().noneMatch(port -> pattern.matcher(port.name()).find())) {
          String word = direction == PortInfo.Direction.IN ? "input" : "output";
          String names =
              candidates.isEmpty()
                  ? "there is none"
                  : "there are: "
                      + candidates.stream()
                          .map(PortInfo::name)
                          .distinct()
                          .collect(Collectors.joining(", "));
          throw new PortException(
              "no MIDI "
                  + word
                  + " matches '"
                  + pattern
                  + "'; "
                  + names
                  + " (see 'antiphon ports')");
        }
      }
    }
  }
}
