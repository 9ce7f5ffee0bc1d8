package antiphon.control.web;

import java.nio.file.Path;
import java.util.List;

/**
 * Where the page is served.
 *
 * @param listen an address of this machine or a name of it; {@code 0.0.0.0} for all it has
 * @param port 0 for any that is free
 * @param hosts further names under which the page may be asked for, as in an address bar
 * @param folder where the token is kept that is asked for beyond loopback, or null, where it is
 *     kept nowhere
 */
public record WebSettings(String listen, int port, List<String> hosts, Path folder) {
  public WebSettings {
    hosts = List.copyOf(hosts);
  }
}
