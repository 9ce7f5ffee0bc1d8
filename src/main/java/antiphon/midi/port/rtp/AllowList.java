package antiphon.midi.port.rtp;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who may open a session: peers by the name they give themselves, or by address. Names are no
 * secret and prove nothing; they keep mistakes out, not attackers.
 */
final class AllowList {
  /** Nothing that would be looked up in a directory. */
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:.%]*:[0-9a-fA-F:.%]*");

  private final Set<String> names = new HashSet<>();
  private final List<InetAddress> addresses = new ArrayList<>();

  /**
   * @param entries names, without regard to case, and addresses; none for all on this machine
   */
  AllowList(List<String> entries) {
    for (String entry : entries) {
      String word = entry.strip();
      names.add(word.toLowerCase(Locale.ROOT));
      if (ADDRESS.matcher(word).matches()) {
        try {
          addresses.add(InetAddress.getByName(word));
        } catch (UnknownHostException e) {
          continue; // a name then, if a strange one
        }
      }
    }
  }

  boolean allows(String name, InetAddress address) {
    if (names.isEmpty()) {
      return address.isLoopbackAddress();
    }
    return names.contains(name.toLowerCase(Locale.ROOT)) || addresses.contains(address);
  }
}
