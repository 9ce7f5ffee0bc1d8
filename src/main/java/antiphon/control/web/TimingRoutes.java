package antiphon.control.web;

import antiphon.live.api.Distribution;
import antiphon.live.api.Timing;
import antiphon.live.api.Timings;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

/** {@code /api/timing}: how long things take on the live path. */
final class TimingRoutes {
  private static final double NS_PER_US = 1e3;

  private final Timings timings;

  TimingRoutes(Backstage backstage) {
    timings = backstage.engine().timings();
  }

  void addTo(RoutesConfig routes) {
    routes.get("/api/timing", this::tell);
  }

  private void tell(Context context) {
    boolean encoded = "true".equals(context.queryParam("encoded"));
    ObjectNode body = Json.object();
    ArrayNode told = body.putArray("timings");
    for (Timing timing : Timing.values()) {
      ObjectNode node = told.addObject().put("name", timing.word()).put("doc", timing.doc());
      put(node.putObject("total"), timings.total(timing), encoded);
      put(node.putObject("recent"), timings.recent(timing), encoded);
    }
    Answers.answer(context, body);
  }

  private static void put(ObjectNode node, Distribution distribution, boolean encoded) {
    node.put("count", distribution.count())
        .put("p50Us", us(distribution.percentileNs(50)))
        .put("p90Us", us(distribution.percentileNs(90)))
        .put("p99Us", us(distribution.percentileNs(99)))
        .put("p999Us", us(distribution.percentileNs(99.9)))
        .put("maxUs", us(distribution.maxNs()));
    ArrayNode buckets = node.putArray("buckets");
    long[] counts = distribution.counts();
    for (int i = 0; i < counts.length; i++) {
      ObjectNode bucket = buckets.addObject();
      if (i < Distribution.BOUNDS_NS.size()) {
        bucket.put("toUs", (long) us(Distribution.BOUNDS_NS.get(i)));
      } else {
        bucket.putNull("toUs");
      }
      bucket.put("count", counts[i]);
    }
    if (encoded) {
      node.put("hdrHistogram", distribution.encoded()); // in base 64
    }
  }

  private static double us(long ns) {
    return ns / NS_PER_US;
  }
}
