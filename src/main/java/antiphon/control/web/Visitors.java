package antiphon.control.web;

import antiphon.music.time.Clock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.websocket.core.WebSocketConnection;

/**
 * Who is connected. Turns away whom there is no room for, and throws out who takes too long over a
 * request, however steadily it trickles, or floods a socket. Thread-safe.
 */
final class Visitors extends AbstractLifeCycle implements Connection.Listener {
  private static final long LOOK_MS = 250;
  private static final double SECONDS_AT_ONCE = 2;

  private final Limits limits;
  private final Refusals refusals;
  private final Clock clock;
  private final ScheduledExecutorService scheduler;
  private final Map<Connection, Visitor> visitors = new ConcurrentHashMap<>();

  /** Changed under its own monitor. */
  private final Map<Object, Integer> ofAddress = new HashMap<>();

  Visitors(Limits limits, Refusals refusals, Clock clock, ScheduledExecutorService scheduler) {
    this.limits = limits;
    this.refusals = refusals;
    this.clock = clock;
    this.scheduler = scheduler;
  }

  @Override
  public void onOpened(Connection connection) {
    Visitor visitor = new Visitor(connection, clock.nowNs());
    visitors.put(connection, visitor);
    if (!hasRoom(visitor.whose())) {
      refusals.count(Refusal.TOO_MANY_CONNECTIONS);
      connection.getEndPoint().close();
    }
  }

  @Override
  public void onClosed(Connection connection) {
    Visitor visitor = visitors.remove(connection);
    if (visitor != null) {
      synchronized (ofAddress) {
        ofAddress.computeIfPresent(visitor.whose(), (who, n) -> n > 1 ? n - 1 : null);
      }
    }
  }

  /** The head of a request has come. */
  void asked(Connection connection) {
    expect(connection, true, limits.bodyMs());
  }

  /** All of a request has come. */
  void understood(Connection connection) {
    expect(connection, true, limits.answerMs());
  }

  /** It has been answered; another may follow. */
  void answered(Connection connection) {
    expect(connection, false, limits.headMs());
  }

  @Override
  protected void doStart() {
    scheduler.scheduleWithFixedDelay(this::look, LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);
  }

  /** Closes every connection, also where the server has lost the thread that would. */
  void dismiss() {
    visitors.keySet().forEach(connection -> connection.getEndPoint().close());
  }

  private boolean hasRoom(Object whose) {
    synchronized (ofAddress) {
      return ofAddress.merge(whose, 1, Integer::sum) <= limits.connectionsOfAddress()
          && visitors.size() <= limits.connections();
    }
  }

  private void expect(Connection connection, boolean asking, long withinMs) {
    Visitor visitor = visitors.get(connection);
    if (visitor != null) {
      visitor.expect(asking, withinMs);
    }
  }

  private void look() {
    long nowNs = clock.nowNs();
    visitors.values().forEach(visitor -> visitor.look(nowNs));
  }

  /** One connection. */
  private final class Visitor {
    private final Connection connection;
    private final boolean page;
    private final Object whose;

    /** Of a page; belongs to the scheduler's thread. */
    private final Allowance bytes;

    private long bytesSeen;

    /** Of all others: when the next thing must have happened. */
    private volatile long deadlineNs;

    /** A request is on its way; between two of them, what has come since the last one. */
    private volatile boolean asking;

    private volatile long bytesBefore;

    Visitor(Connection connection, long nowNs) {
      this.connection = connection;
      page = connection instanceof WebSocketConnection;
      InetAddress address =
          ((InetSocketAddress) connection.getEndPoint().getRemoteSocketAddress()).getAddress();
      whose = Turnstile.whose(address);
      bytes =
          new Allowance(
              limits.socketBytesPerSecond(),
              SECONDS_AT_ONCE * limits.socketBytesPerSecond(),
              nowNs);
      deadlineNs = nowNs + TimeUnit.MILLISECONDS.toNanos(limits.headMs());
    }

    Object whose() {
      return whose;
    }

    void expect(boolean nowAsking, long withinMs) {
      asking = nowAsking;
      bytesBefore = connection.getBytesIn();
      deadlineNs = clock.nowNs() + TimeUnit.MILLISECONDS.toNanos(withinMs);
    }

    void look(long nowNs) {
      if (page) {
        long all = connection.getBytesIn();
        if (!bytes.take(all - bytesSeen, nowNs)) {
          refusals.count(Refusal.FLOOD);
          connection.getEndPoint().close();
        }
        bytesSeen = all;
      } else if (deadlineNs - nowNs < 0) {
        if (asking || connection.getBytesIn() > bytesBefore) {
          refusals.count(Refusal.TOO_SLOW); // and not just a connection that is kept for later
        }
        connection.getEndPoint().close();
      }
    }
  }
}
