package antiphon.control.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Tells the page's own requests from what a page of another site made the browser send. The {@code
 * Host} header must name this machine, or a name rebound to it by DNS could read everything; what
 * changes anything must come from the page itself or from no page at all ({@code Origin}, RFC
 * 6454). Immutable.
 */
final class Doorkeeper {
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

  private final Set<String> hosts = new TreeSet<>(List.of("localhost"));
  private final boolean open;

  /**
   * @param open whether others than this machine can reach it
   */
  Doorkeeper(WebSettings settings, boolean open) {
    this.open = open;
    if (!open) {
      hosts.addAll(List.of("127.0.0.1", "[::1]", bracketed(settings.listen())));
    }
    settings.hosts().forEach(host -> hosts.add(bracketed(host)));
  }

  /**
   * Beyond loopback, addresses need not be listed: what a request came in by is an address of this
   * machine, and no name that could be rebound.
   *
   * @param host the {@code Host} header, or null
   * @param local the address the request came in by
   */
  boolean serves(String host, InetAddress local) {
    if (host == null) {
      return false;
    }
    String asked = withoutPort(host.toLowerCase(Locale.ROOT));
    return hosts.contains(asked) || open && isLiteral(asked, local);
  }

  /** The names that {@link #serves} knows, for a sentence. */
  String names() {
    return String.join(", ", hosts) + (open ? " and this machine's addresses" : "");
  }

  /**
   * @param origin the {@code Origin} header, or null
   * @param host the {@code Host} header
   */
  static boolean isOwnPage(String origin, String host) {
    return origin == null || origin.equalsIgnoreCase("http://" + host);
  }

  /** As it stands in a URL: IPv6 addresses in brackets. */
  static String bracketed(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    return lower.contains(":") && !lower.startsWith("[") ? "[" + lower + "]" : lower;
  }

  private static boolean isLiteral(String asked, InetAddress local) {
    if (!IPV4.matcher(asked).matches() && !asked.startsWith("[")) {
      return false;
    }
    try {
      return InetAddress.getByName(asked).equals(local); // a literal: nobody is asked for it
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
  }
}
