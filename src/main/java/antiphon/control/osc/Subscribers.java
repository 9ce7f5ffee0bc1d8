package antiphon.control.osc;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Who is told what changes, and what each has been told. Belongs to one thread. */
final class Subscribers {
  static final int MOST = 16;
  static final long LIFE_NS = TimeUnit.SECONDS.toNanos(60);

  /** Sends a value; false when it could not be sent just now. */
  @FunctionalInterface
  interface Outlet {
    boolean send(InetSocketAddress to, String address, Object value);
  }

  private final Map<InetSocketAddress, Subscriber> subscribers = new LinkedHashMap<>();

  /**
   * From now on, or for longer, somebody is told; first all there is, also when it is said again,
   * since packets get lost.
   *
   * @throws IllegalArgumentException when there are too many
   */
  void add(InetSocketAddress address, long nowNs) {
    if (!subscribers.containsKey(address) && subscribers.size() == MOST) {
      throw new IllegalArgumentException(
          "there are " + MOST + " subscribers, and there may be no more");
    }
    subscribers.put(address, new Subscriber(nowNs + LIFE_NS));
  }

  void remove(InetSocketAddress address) {
    subscribers.remove(address);
  }

  boolean isEmpty() {
    return subscribers.isEmpty();
  }

  /** Forgets those who have not said again that they are there. */
  void forgetTheSilent(long nowNs) {
    subscribers.values().removeIf(subscriber -> subscriber.endNs - nowNs <= 0);
  }

  /** Somebody knows a value already, if it is a subscriber: it has just said it. */
  void knows(InetSocketAddress address, String what, Object value) {
    Subscriber subscriber = subscribers.get(address);
    if (subscriber != null) {
      subscriber.told.put(what, value);
    }
  }

  /** Tells each what it does not know yet. */
  void tell(Map<String, Object> state, Outlet outlet) {
    subscribers.forEach(
        (to, subscriber) ->
            state.forEach(
                (address, value) -> {
                  if (!value.equals(subscriber.told.get(address))
                      && outlet.send(to, address, value)) {
                    subscriber.told.put(address, value);
                  }
                }));
  }

  private static final class Subscriber {
    final long endNs;
    final Map<String, Object> told = new HashMap<>();

    Subscriber(long endNs) {
      this.endNs = endNs;
    }
  }
}
