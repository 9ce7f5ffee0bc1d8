package antiphon.control.web;

import antiphon.live.api.EngineControl;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

/** {@code /metrics}: all that is measured and counted, as Prometheus reads it. */
final class MetricsRoutes implements AutoCloseable {
  /** The text format of Prometheus. */
  static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final EngineControl engine;
  private final Broadcaster broadcaster;

  /** Null until somebody asks: most never do, and need not wait for it at the start. */
  private Metrics metrics;

  MetricsRoutes(Backstage backstage, Broadcaster broadcaster) {
    engine = backstage.engine();
    this.broadcaster = broadcaster;
  }

  void addTo(RoutesConfig routes) {
    routes.get("/metrics", this::tell);
  }

  private void tell(Context context) {
    context.header("Cache-Control", "no-store").contentType(TEXT).result(metrics().text());
  }

  private synchronized Metrics metrics() {
    if (metrics == null) {
      metrics = new Metrics(engine, broadcaster);
    }
    return metrics;
  }

  @Override
  public synchronized void close() {
    if (metrics != null) {
      metrics.close();
    }
  }
}
