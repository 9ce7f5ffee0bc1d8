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
 * Host} header must not be a name that somebody could have DNS lead here, or their page could read
 * everything; what changes anything must come from the page itself or from no page at all ({@code
 * Origin}, RFC 6454). Immutable.
 */
final class Doorkeeper {
  private static final Pattern IPV4 =
      Pattern.compile("(%1$s\\.){3}%1$s".formatted("(25[0-5]|2[0-4]\\d|1?\\d?\\d)"));
  private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f.]*:[0-9a-f:.]*]");

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
   * Beyond loopback, addresses need not be listed: an address is no name that could be rebound.
   * Whether it is one that this machine knows of does not matter: a router or a container's host
   * may pass on to it what comes in at theirs.
   *
   * @param host the {@code Host} header, or null
   */
  boolean serves(String host) {
    if (host == null) {
      return false;
    }
    String asked = withoutPort(host.toLowerCase(Locale.ROOT));
    return hosts.contains(asked) || open && isAddress(asked);
  }

  /** The names that {@link #serves} knows, for a sentence. */
  String names() {
    return String.join(", ", hosts) + (open ? " and plain addresses" : "");
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

  /** Of somebody: {@code 0.0.0.0} is none, though browsers have let pages ask for it. */
  private static boolean isAddress(String asked) {
    if (!IPV4.matcher(asked).matches() && !IPV6.matcher(asked).matches()) {
      return false;
    }
    try {
      return !InetAddress.getByName(asked).isAnyLocalAddress(); // nobody is asked for it
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
  }
}
