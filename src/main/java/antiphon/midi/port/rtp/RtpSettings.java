package antiphon.midi.port.rtp;

import java.net.InetAddress;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How Antiphon takes part in MIDI over the network.
 *
 * @param name as others see it, not empty
 * @param listen the address it listens on; the wildcard address for every network
 * @param port UDP port for control, 1 to 65534; the next one carries the music
 * @param allow names and addresses of peers that may invite it; empty for any on this machine
 * @param connect peers that it invites, and invites again whenever they are away
 * @param announce whether others on the network find it by name; has no effect on the loopback
 *     address
 */
public record RtpSettings(
    String name,
    InetAddress listen,
    int port,
    List<String> allow,
    List<Target> connect,
    boolean announce) {
  public static final int DEFAULT_PORT = 5004;

  public RtpSettings {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a session needs a name");
    }
    requirePort(port);
    allow = List.copyOf(allow);
    connect = List.copyOf(connect);
  }

  private static void requirePort(int port) {
    if (port < 1 || port > 65_534) {
      throw new IllegalArgumentException("a control port is from 1 to 65534, not " + port);
    }
  }

  /**
   * A peer to invite.
   *
   * @param host name or address
   * @param port its UDP port for control
   */
  public record Target(String host, int port) {
    private static final Pattern WORD =
        Pattern.compile("(?:\\[([0-9a-fA-F:.%]+)]|([^:\\[\\]\\s]+))(?::(\\d{1,5}))?");

    public Target {
      requirePort(port);
    }

    /**
     * Reads {@code host}, {@code host:port} or {@code [IPv6 address]:port}.
     *
     * @throws IllegalArgumentException saying what is allowed
     */
    public static Target parse(String word) {
      Matcher matcher = WORD.matcher(word.strip());
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            "must be a host, or host:port, such as ipad.local:5004, not '" + word + "'");
      }
      String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
      int port = matcher.group(3) == null ? DEFAULT_PORT : Integer.parseInt(matcher.group(3));
      return new Target(host, port);
    }

    @Override
    public String toString() {
      return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
  }
}
