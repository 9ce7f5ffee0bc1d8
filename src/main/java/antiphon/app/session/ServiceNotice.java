package antiphon.app.session;

import antiphon.app.realtime.NoticeSocket;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What systemd is told of the daemon, where it is a service (sd_notify(3)): that it is ready, again
 * and again that it gets on, and that it stops. A daemon that stops saying that it gets on is ended
 * and started anew. Whoever started it otherwise is told nothing.
 */
final class ServiceNotice {
  private static final String READY = "READY=1";
  private static final String ALIVE = "WATCHDOG=1";
  private static final String STOPPING = "STOPPING=1";

  /** So often in the time after which systemd loses patience. */
  private static final int TIMES = 4;

  private final Consumer<String> send;
  private final long periodNs;
  private long saidNs;

  /**
   * @param send takes a notice; must not block
   * @param patienceNs after how long without a word the service is ended, 0 for never
   */
  ServiceNotice(Consumer<String> send, long patienceNs) {
    this.send = send;
    periodNs = patienceNs / TIMES;
  }

  /**
   * @param environment the variables of the process
   */
  static ServiceNotice of(Map<String, String> environment) {
    String socket = environment.getOrDefault("NOTIFY_SOCKET", "");
    if (socket.isEmpty()) {
      return new ServiceNotice(notice -> {}, 0);
    }
    return new ServiceNotice(notice -> NoticeSocket.send(socket, notice), patienceNs(environment));
  }

  private static long patienceNs(Map<String, String> environment) {
    String process = environment.getOrDefault("WATCHDOG_PID", "");
    boolean another = !process.isEmpty() && !process.equals("" + ProcessHandle.current().pid());
    try {
      long us = Long.parseLong(environment.getOrDefault("WATCHDOG_USEC", "0"));
      return another ? 0 : TimeUnit.MICROSECONDS.toNanos(Math.max(0, us));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** It plays. */
  void ready(long nowNs) {
    send.accept(READY);
    saidNs = nowNs;
  }

  /**
   * Called often; says so now and then, and nothing while it does not get on.
   *
   * @param getsOn whether the live threads get on with their work
   */
  void alive(long nowNs, boolean getsOn) {
    if (getsOn && periodNs > 0 && nowNs - saidNs >= periodNs) {
      saidNs = nowNs;
      send.accept(ALIVE);
    }
  }

  /** It was asked to stop, and ends what sounds. */
  void stopping() {
    send.accept(STOPPING);
  }
}
