package antiphon.control.web;

import io.javalin.http.ForbiddenResponse;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Turns away what a page of another site made the browser send. The {@code Host} header must name
 * this machine's loopback, or a name rebound to it by DNS could read everything; what changes
 * anything must come from the page itself or from no page at all ({@code Origin}, RFC 6454).
 * Immutable.
 */
final class Doorkeeper {
  private final Set<String> hosts;

  /**
   * @param host what the server is bound to: a loopback address or a name of it
   */
  Doorkeeper(String host) {
    hosts = new TreeSet<>(List.of("localhost", "127.0.0.1", "[::1]", bracketed(host)));
  }

  /**
   * @param host the {@code Host} header, or null
   * @throws ForbiddenResponse when it names another machine
   */
  void requireLoopback(String host) {
    if (host == null || !hosts.contains(withoutPort(host.toLowerCase(Locale.ROOT)))) {
      throw new ForbiddenResponse(
          "this address is served to " + String.join(", ", hosts) + " only");
    }
  }

  /**
   * @param origin the {@code Origin} header, or null
   * @param host the {@code Host} header
   * @throws ForbiddenResponse when there is an origin and it is not this server
   */
  void requireOwnPage(String origin, String host) {
    if (origin != null && !origin.equalsIgnoreCase("http://" + host)) {
      throw new ForbiddenResponse("pages of other sites may not play here");
    }
  }

  /** As it stands in a URL: IPv6 addresses in brackets. */
  static String bracketed(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    return lower.contains(":") && !lower.startsWith("[") ? "[" + lower + "]" : lower;
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
  }
}
