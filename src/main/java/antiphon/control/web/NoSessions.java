package antiphon.control.web;

import org.eclipse.jetty.ee10.servlet.SessionHandler;
import org.eclipse.jetty.session.ManagedSession;
import org.eclipse.jetty.session.NullSessionCache;
import org.eclipse.jetty.session.NullSessionDataStore;

/**
 * Keeps nothing of an HTTP session. Javalin asks for one at every WebSocket upgrade; kept, each
 * would set a cookie, stay in memory for ever, and be logged as an error when the server stops in
 * the midst of an upgrade.
 */
final class NoSessions extends SessionHandler {
  NoSessions() {
    setUsingCookies(false);
    NullSessionCache cache =
        new NullSessionCache(this) {
          @Override
          public void commit(ManagedSession session) {
            // nothing to keep
          }

          @Override
          public void release(ManagedSession session) {
            // nothing to keep
          }
        };
    cache.setSessionDataStore(new NullSessionDataStore());
    setSessionCache(cache);
  }
}
