package antiphon.control.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.control.RecordingModels;
import antiphon.control.desk.Desk;
import antiphon.live.api.Counter;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import antiphon.live.api.Timing;
import antiphon.live.engine.Engine;
import antiphon.live.engine.FarSide;
import antiphon.live.engine.Sessions;
import antiphon.midi.port.MidiMessages;
import antiphon.music.time.Meter;
import antiphon.music.time.SystemClock;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the daemon tells of its times and counts. */
class MetricsTest {
  private static final List<String> TIMES =
      List.of(
          "antiphon_lateness_seconds",
          "antiphon_clock_lateness_seconds",
          "antiphon_hop_to_mind_seconds",
          "antiphon_hop_thru_seconds",
          "antiphon_step_seconds",
          "antiphon_hop_to_journal_seconds");

  private final HttpClient http = HttpClient.newHttpClient();
  private final FarSide farSide = new FarSide();
  private final RecordingModels models = new RecordingModels("studio");
  private Engine engine;
  private Desk desk;
  private WebServer server;

  @TempDir private Path folder;

  @BeforeEach
  void start() throws WebException {
    LiveSettings settings =
        new LiveSettings(Mode.SOLO, Meter.COMMON, 240, 7).with(Parameter.TEMPERATURE, 1);
    engine = Sessions.engine(settings, Sessions.stepper(), Sessions.thruAndClock(), farSide);
    engine.start();
    desk = new Desk(engine, models, folder);
    server = new WebServer(new Backstage(engine, desk, models), "127.0.0.1", 0);
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
    desk.close();
    engine.close();
  }

  @Test
  void shouldServeEveryCounterByItsNameWithASentence() throws Exception {
    PrometheusText metrics = scrape();
    for (Counter counter : Counter.values()) {
      if (counter.isDrop()) {
        metrics.sample("antiphon_drops_total{kind=\"" + counter.word() + "\"}");
      } else {
        String name = "antiphon_" + counter.name().toLowerCase(Locale.ROOT) + "_total";
        assertEquals("counter", metrics.types.get(name));
        assertEquals(counter.doc(), metrics.help.get(name));
        metrics.sample(name);
      }
    }
  }

  @Test
  void shouldServeTimesAsHistogramsInSeconds() throws Exception {
    await().until(() -> farSide.onsets() > 5);
    engine.input().receive(MidiMessages.controlChange(2, 1, 64), new SystemClock().nowNs());
    for (String name : TIMES) {
      await().until(() -> scrape().sample(name + "_count") > 0);
    }
    PrometheusText metrics = scrape();
    for (String name : TIMES) {
      assertEquals("histogram", metrics.types.get(name));
      assertTrue(metrics.sample(name + "_sum") > 0, name);
      assertTrue(metrics.sample(name + "_sum") < 10, name + " is in seconds");
      metrics.sample(name + "_bucket{le=\"1.0E-5\"}");
      metrics.sample(name + "_bucket{le=\"1.0\"}");
    }
    assertEquals(1, metrics.sample("antiphon_hop_thru_seconds_count"));
  }

  @Test
  void shouldServeHowFullAndHowBusyThingsAre() throws Exception {
    PrometheusText before = scrape();
    for (String ring : List.of("in", "out", "journal")) {
      double fill = before.sample("antiphon_ring_fill_ratio{ring=\"" + ring + "\"}");
      assertTrue(fill >= 0 && fill <= 1, ring);
    }
    assertEquals(0, before.sample("antiphon_pages_open"));
    assertEquals(240, before.sample("antiphon_tempo_bpm"));
    assertEquals(0, before.sample("antiphon_pages_cut_off_total"));
    assertEquals(0, before.sample("antiphon_drops_total{kind=\"pageNotes\"}"));
    assertEquals(0, before.sample("antiphon_web_turned_away_total{kind=\"foreignOrigin\"}"));
    http.send(
        HttpRequest.newBuilder(URI.create(server.url() + "api/panic"))
            .header("Origin", "http://elsewhere.example")
            .POST(HttpRequest.BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.discarding());
    assertEquals(1, scrape().sample("antiphon_web_turned_away_total{kind=\"foreignOrigin\"}"));
    WebSocket page =
        http.newWebSocketBuilder()
            .buildAsync(
                URI.create(server.url().replace("http", "ws") + "ws"), new WebSocket.Listener() {})
            .join();
    await().until(() -> scrape().sample("antiphon_pages_open") == 1);
    await().until(() -> scrape().sample("antiphon_sounding_notes") > 0);
    double sent = scrape().sample("antiphon_messages_out_total");
    await().until(() -> scrape().sample("antiphon_messages_out_total") > sent);
    page.abort();
    await().until(() -> scrape().sample("antiphon_pages_open") == 0);
  }

  @Test
  void shouldServeWhatTheMachineDoes() throws Exception {
    scrape();
    System.gc();
    await()
        .until(
            () ->
                scrape().samples.entrySet().stream()
                    .anyMatch(
                        sample ->
                            sample.getKey().startsWith("jvm_gc_pause_seconds_count{")
                                && sample.getValue() > 0));
    List<String> names = scrape().names();
    for (String name :
        List.of(
            "jvm_gc_pause_seconds_sum",
            "jvm_memory_used_bytes",
            "jvm_threads_live_threads",
            "process_cpu_usage",
            "process_uptime_seconds")) {
      assertTrue(names.contains(name), name + " is among " + names);
    }
    // promtool check metrics refuses these
    for (String name : names) {
      assertFalse(name.contains("_ns_"), name);
    }
    assertFalse(names.contains("system_cpu_count"));
  }

  @Test
  void shouldServeAllThatTheDashboardShows() throws Exception {
    scrape();
    System.gc();
    await().until(() -> scrape().names().contains("jvm_gc_pause_seconds_sum"));
    List<String> names = scrape().names();
    JsonNode dashboard =
        new ObjectMapper().readTree(Path.of("src", "docs", "grafana-dashboard.json").toFile());
    Set<String> shown = new TreeSet<>();
    for (String expression : dashboard.path("panels").findValuesAsText("expr")) {
      Matcher name = Pattern.compile("[a-z_]+(?=\\{)").matcher(expression);
      while (name.find()) {
        shown.add(name.group());
      }
    }
    assertTrue(shown.size() > 20, shown::toString);
    shown.forEach(name -> assertTrue(names.contains(name), name));
    for (String wanted : TIMES) {
      assertTrue(shown.contains(wanted + "_bucket"), wanted);
    }
  }

  @Test
  void shouldTellTimesAsTheyAreSinceTheStartAndLately() throws Exception {
    await().until(() -> engine.timings().recent(Timing.LATENESS).count() > 5);
    JsonNode timings = json("api/timing").path("timings");
    assertEquals(
        List.of("lateness", "clockLateness", "hopToMind", "hopThru", "step", "hopToJournal"),
        timings.findValuesAsText("name"));
    for (JsonNode timing : timings) {
      assertTrue(timing.path("doc").asText().endsWith("."));
      for (String span : List.of("total", "recent")) {
        JsonNode told = timing.path(span);
        long counted = 0;
        long lastUs = 0;
        JsonNode buckets = told.path("buckets");
        for (JsonNode bucket : buckets) {
          counted += bucket.path("count").longValue();
          if (bucket != buckets.get(buckets.size() - 1)) {
            assertTrue(bucket.path("toUs").longValue() > lastUs);
            lastUs = bucket.path("toUs").longValue();
          } else {
            assertTrue(bucket.path("toUs").isNull());
          }
        }
        assertEquals(told.path("count").longValue(), counted);
        double below = 0;
        for (String figure : List.of("p50Us", "p90Us", "p99Us", "p999Us", "maxUs")) {
          assertTrue(told.path(figure).isNumber(), figure);
          assertTrue(told.path(figure).doubleValue() >= below, figure);
          below = told.path(figure).doubleValue();
        }
      }
      assertTrue(timing.at("/recent/count").longValue() <= timing.at("/total/count").longValue());
    }
    assertTrue(timings.get(0).at("/total/count").longValue() > 5);
    assertEquals(0, timings.get(3).at("/total/count").longValue(), "nothing is passed through");
  }

  @Test
  void shouldTellTimesAsHdrHistogramReadsThem() throws Exception {
    await().until(() -> engine.timings().recent(Timing.LATENESS).count() > 5);
    assertTrue(json("api/timing").at("/timings/0/total/hdrHistogram").isMissingNode());
    JsonNode total = json("api/timing?encoded=true").at("/timings/0/total");
    ByteBuffer encoded = ByteBuffer.wrap(total.path("hdrHistogram").binaryValue());
    Histogram histogramNs = Histogram.decodeFromCompressedByteBuffer(encoded, 0);
    assertEquals(total.path("count").longValue(), histogramNs.getTotalCount());
    assertEquals(total.path("maxUs").doubleValue(), histogramNs.getMaxValue() / 1e3);
  }

  private JsonNode json(String path) throws Exception {
    return new ObjectMapper().readTree(get(path).body());
  }

  @Test
  void shouldTellNobodyWhoComesByAnotherName() throws IOException {
    for (String path : List.of("metrics", "api/timing")) {
      assertEquals("HTTP/1.1 403 Forbidden", answer(path, "evil.example"));
      assertEquals("HTTP/1.1 200 OK", answer(path, "127.0.0.1:" + server.port()));
    }
  }

  private String answer(String path, String host) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      String request = "GET /" + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1))
          .readLine();
    }
  }

  private PrometheusText scrape() throws IOException, InterruptedException {
    HttpResponse<String> response = get("metrics");
    assertEquals(200, response.statusCode(), response.body());
    assertEquals(
        MetricsRoutes.TEXT, response.headers().firstValue("Content-Type").orElseThrow().strip());
    return new PrometheusText(response.body());
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(server.url() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
