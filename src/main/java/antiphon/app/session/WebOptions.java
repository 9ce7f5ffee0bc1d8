package antiphon.app.session;

import antiphon.app.config.Configuration;
import antiphon.app.config.Key;
import antiphon.control.web.WebSettings;

/** What the configuration says of the page. */
final class WebOptions {
  private WebOptions() {}

  static WebSettings of(Configuration configuration) {
    return new WebSettings(
        configuration.text(Key.WEB_LISTEN),
        (int) configuration.integer(Key.WEB),
        configuration.list(Key.WEB_HOSTS, String.class),
        configuration.keptFolder(System.getenv()));
  }
}
