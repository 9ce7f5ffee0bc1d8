package antiphon.app.session;

import antiphon.app.config.Configuration;
import antiphon.app.config.Key;
import antiphon.app.config.UsageException;
import antiphon.control.web.WebSettings;
import java.util.List;
import java.util.regex.Pattern;

/** What the configuration says of the page. */
final class WebOptions {
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

  private WebOptions() {}

  /**
   * @throws UsageException when a host is no name
   */
  static WebSettings of(Configuration configuration) {
    List<String> hosts = configuration.list(Key.WEB_HOSTS, String.class);
    for (String host : hosts) {
      if (!HOST.matcher(host).matches()) {
        throw new UsageException(
            "web.hosts: must be names as in an address bar, such as rig.local, without http:// and"
                + " port, not '"
                + host
                + "'");
      }
    }
    return new WebSettings(
        configuration.text(Key.WEB_LISTEN),
        (int) configuration.integer(Key.WEB),
        hosts,
        configuration.keptFolder(System.getenv()));
  }
}
