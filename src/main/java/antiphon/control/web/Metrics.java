package antiphon.control.web;

import antiphon.live.api.Counter;
import antiphon.live.api.Distribution;
import antiphon.live.api.EngineControl;
import antiphon.live.api.RingLevel;
import antiphon.live.api.Timing;
import antiphon.live.api.Timings;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What is counted and measured, by the names that Prometheus knows. Everything is looked at when it
 * is asked for, but pauses of the garbage collector, which are counted from the first time on.
 * Thread-safe.
 */
final class Metrics implements AutoCloseable {
  private static final double NS_PER_SECOND = 1e9;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();

  Metrics(EngineControl engine, Broadcaster broadcaster) {
    for (Counter counter : Counter.values()) {
      add(counter, engine);
    }
    gauge(
        "sounding.notes", "Notes that sound at the far side.", engine, e -> e.status().sounding());
    gauge("tempo.bpm", "The tempo in force.", engine, e -> e.status().tempoBpm());
    for (int i = 0; i < engine.rings().size(); i++) {
      addRing(engine, i);
    }
    gauge(
        "pages.open", "Pages and other listeners on the socket.", broadcaster, Broadcaster::pages);
    gauge(
        "pages.queued.notes",
        "Notes that wait to be told to the pages.",
        broadcaster,
        Broadcaster::queued);
    FunctionCounter.builder("antiphon.pages.cut.off", broadcaster, Broadcaster::pagesCutOff)
        .description("Pages that did not take what they were told, and were cut off.")
        .register(registry);
    drop("pageNotes", broadcaster, Broadcaster::notesDropped);
    for (Timing timing : Timing.values()) {
      registry.getPrometheusRegistry().register(new Times(engine.timings(), timing));
    }
    collections.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  /** All of them, in Prometheus' text format. */
  String text() {
    return registry.scrape();
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }

  private void add(Counter counter, EngineControl engine) {
    if (counter.isDrop()) {
      drop(counter.word(), engine, e -> e.count(counter));
    } else {
      FunctionCounter.builder(name(counter), engine, e -> e.count(counter))
          .description(counter.doc())
          .register(registry);
    }
  }

  private <T> void drop(String kind, T source, ToDoubleFunction<T> count) {
    FunctionCounter.builder("antiphon.drops", source, count)
        .tag("kind", kind)
        .description("What came to nothing, by kind; each is told under /api/status as well.")
        .register(registry);
  }

  private void addRing(EngineControl engine, int index) {
    Gauge.builder("antiphon.ring.fill.ratio", engine, e -> fill(e.rings().get(index)))
        .tag("ring", engine.rings().get(index).name())
        .description("How full a ring of the live path is, 0 to 1.")
        .register(registry);
  }

  private static double fill(RingLevel level) {
    return (double) level.waiting() / level.slots();
  }

  private <T> void gauge(String name, String doc, T source, ToDoubleFunction<T> value) {
    Gauge.builder("antiphon." + name, source, value).description(doc).register(registry);
  }

  private static String name(Enum<?> constant) {
    return "antiphon." + constant.name().toLowerCase(Locale.ROOT).replace('_', '.');
  }

  /** A timing as a histogram in seconds. */
  private record Times(Timings timings, Timing timing) implements Collector {
    /** The last has no bound. */
    private static final double[] BOUNDS_SECONDS = bounds();

    private static double[] bounds() {
      List<Long> boundsNs = Distribution.BOUNDS_NS;
      double[] bounds = new double[boundsNs.size() + 1];
      Arrays.setAll(
          bounds,
          i -> i < boundsNs.size() ? boundsNs.get(i) / NS_PER_SECOND : Double.POSITIVE_INFINITY);
      return bounds;
    }

    @Override
    public String getPrometheusName() {
      return name(timing).replace('.', '_') + "_seconds";
    }

    @Override
    public MetricSnapshot collect() {
      Distribution total = timings.total(timing);
      return HistogramSnapshot.builder()
          .name(getPrometheusName())
          .help(timing.doc())
          .dataPoint(
              HistogramSnapshot.HistogramDataPointSnapshot.builder()
                  .classicHistogramBuckets(
                      ClassicHistogramBuckets.of(BOUNDS_SECONDS, total.counts()))
                  .sum(total.sumNs() / NS_PER_SECOND)
                  .build())
          .build();
    }
  }
}
