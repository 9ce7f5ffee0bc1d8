package antiphon.control.web;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.WebSocketRoute;

/** The socket of a page in the test's hands: all passes, and more can be told. */
final class TappedSocket {
  private WebSocketRoute toPage;

  /**
   * @param page not at the server yet
   */
  TappedSocket(Page page) {
    page.routeWebSocket(
        "**/ws",
        route -> {
          route.connectToServer();
          toPage = route;
        });
  }

  /** Tells the page something as the daemon does. */
  void tell(String message) {
    toPage.send(message);
  }

  static String note(String part, int pitch, int velocity, long tick) {
    return "{\"part\":\"%s\",\"pitch\":%d,\"velocity\":%d,\"tick\":%d,\"on\":%b}"
        .formatted(part, pitch, velocity, tick, velocity > 0);
  }

  static String notes(long nowTick, String... notes) {
    return "{\"notes\":[%s],\"nowTick\":%d}".formatted(String.join(",", notes), nowTick);
  }

  static String drafted(int pitch, long tick, long ticks, boolean committed) {
    return "{\"pitch\":%d,\"velocity\":80,\"tick\":%d,\"endTick\":%d,\"committed\":%b}"
        .formatted(pitch, tick, tick + ticks, committed);
  }

  static String draft(long nowTick, String... drafted) {
    return "{\"draft\":[%s],\"nowTick\":%d}".formatted(String.join(",", drafted), nowTick);
  }
}
