package antiphon.rig;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.live.engine.Outgoing;
import antiphon.live.journal.JournalReader;
import antiphon.live.ring.InSlot;
import antiphon.live.ring.JournalSlot;
import antiphon.live.schedule.Routing;
import antiphon.midi.port.MidiMessages;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A long evening of the built daemon: JACK, jack_midi_clock gives the beat, somebody plays phrases,
 * modes and temperatures change, a page comes and goes, Prometheus asks. How long is said by {@code
 * -Dantiphon.soak.minutes=3}; from half an hour on memory and lateness are held to what they were
 * in the beginning.
 */
@Tag("soak")
class SoakIT {
  private static final int MINUTES = Integer.getInteger("antiphon.soak.minutes", 60);
  private static final int LONG_MINUTES = 30;
  private static final int SECONDS = MINUTES * 60;
  private static final long SEED = Long.getLong("antiphon.soak.seed", 1);

  /** Of an hour, ten minutes each. */
  private static final int PARTS = 6;

  /**
   * In the first minutes Java still compiles what it runs, and not all of the heap has been used.
   */
  private static final double MOST_GROWTH = MINUTES < LONG_MINUTES ? 1.25 : 1.02;

  /** Files and threads come and go with the pages. */
  private static final int MOST_MORE = 4;

  private static final double MOST_LATER = 1.2;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern WEB = Pattern.compile("web (http://[^/\\s]+)");
  private static final int SIGTERM = 128 + 15;
  private static final int BPM = 200;

  @TempDir Path folder;
  private final Random random = new Random(SEED);
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Histogram> latenessNs = new ArrayList<>();
  private final List<Histogram> clockLatenessNs = new ArrayList<>();
  private final List<Histogram> wakeUpsLateNs = new ArrayList<>();
  private final List<String> pauses = new ArrayList<>();
  private final List<Footprint> footprints = new ArrayList<>();
  private JackServer jack;
  private Path data;
  private URI address;
  private WebSocket page;
  private WakeUps wakeUps;

  /** One that waits for all of its clients, so that what is counted is none of JACK's losses. */
  @BeforeEach
  void startServer() throws IOException {
    jack = new JackServer("-S", "-t", "1000");
    data = Files.createDirectory(folder.resolve("data"));
  }

  @AfterEach
  void stopServer() {
    if (wakeUps != null) {
      wakeUps.close();
    }
    jack.close();
  }

  @Test
  void shouldPlayThroughALongEveningAsInItsFirstMinutes() throws Exception {
    JsonNode counts;
    try (Program keyboard = keyboard();
        JackTape played = new JackTape(jack, "played", folder);
        JackTape beaten = new JackTape(jack, "beaten", folder);
        JackTape heard = new JackTape(jack, "heard", folder);
        JackTape told = new JackTape(jack, "told", folder);
        Program daemon = daemon();
        Program transport = jack.client("jack_transport");
        Program clock = jack.client("jack_midi_clock", "-B", "-b", Integer.toString(BPM))) {
      Matcher matcher = WEB.matcher(daemon.awaitErr("antiphon: ready in "));
      assertTrue(matcher.find());
      address = URI.create(matcher.group(1));
      await(() -> clock.isAlive() && jack.ports().contains("jack_midi_clock:mclk_out"));
      jack.connect("keyboard:out", played.port());
      jack.connect("jack_midi_clock:mclk_out", beaten.port());
      awaitWired();
      transport.type("play");
      keyboard.type("perform " + SEED + " " + BPM);
      playOn(daemon.pid());
      keyboard.type("stop");
      await(() -> keyboard.out().contains("performed " + SEED));
      transport.type("stop");
      change("POST", "/api/mode", "{\"mode\":\"listen\"}");
      await(() -> get("/api/status").path("sounding").intValue() == 0);
      counts = get("/api/status").path("counts");
      page.abort();
      daemon.terminate();
      assertEquals(SIGTERM, daemon.awaitExit(), () -> daemon.err().toString());
      Thread.sleep(500); // what the tapes write is on its way
      tell(counts);
      account(counts, played, beaten, heard, told);
    }
    try (Program check = replay()) {
      assertEquals(
          0,
          check.awaitExit(PATIENCE.multipliedBy(10)),
          () -> check.out().toString() + check.err());
      System.out.println("soak: " + check.out());
    }
    assertFlat();
  }

  /** Ports are connected by and by. */
  private void awaitWired() {
    await(
        () -> {
          List<String> connected = jack.run("jack_lsp", "-c");
          return List.of("keyboard:out", "jack_midi_clock:mclk_out", "heard:input", "told:input")
              .stream()
              .allMatch(
                  port -> {
                    int at = connected.indexOf(port);
                    return at >= 0
                        && connected.stream()
                            .skip(at + 1)
                            .takeWhile(line -> line.startsWith(" "))
                            .anyMatch(line -> line.contains("antiphon:"));
                  });
        });
  }

  private void playOn(long pid) throws Exception {
    Histogram before = timing("lateness");
    Histogram clocksBefore = timing("clockLateness");
    long startNs = System.nanoTime();
    wakeUps = wakeUps();
    openPage();
    for (int second = 0, part = 1; part <= PARTS; second++) {
      long untilNs = startNs + Duration.ofSeconds(second).toNanos() - System.nanoTime();
      Thread.sleep(Math.max(0, untilNs / 1_000_000));
      if (second * PARTS >= part * SECONDS) {
        Histogram now = timing("lateness");
        latenessNs.add(less(now, before));
        before = now;
        Histogram clocksNow = timing("clockLateness");
        clockLatenessNs.add(less(clocksNow, clocksBefore));
        clocksBefore = clocksNow;
        pauses.add(pauses());
        wakeUps.lateNs().ifPresent(wakeUpsLateNs::add);
        if (part < PARTS) {
          wakeUps = wakeUps();
        }
        if (part != PARTS - 1) { // the last part is to be like the first: without a collection
          change("POST", "/api/session/save", "{\"name\":\"part " + part + "\"}");
          footprints.add(Footprint.of(pid));
        }
        part++;
      }
      steer(second);
    }
  }

  /** For the next part. */
  private WakeUps wakeUps() throws IOException {
    return WakeUps.during(Duration.ofSeconds(SECONDS / PARTS - 1), folder);
  }

  /** A third of a minute each in turns, with the player and alone. */
  private void steer(int second) throws Exception {
    switch (second % 60) {
      case 0 -> change("POST", "/api/mode", "{\"mode\":\"call-response\"}");
      case 20 -> change("POST", "/api/mode", "{\"mode\":\"jam\"}");
      case 40 -> change("POST", "/api/mode", "{\"mode\":\"solo\"}");
      case 15, 55 ->
          change(
              "PUT", "/api/params", "{\"temperature\":" + (70 + random.nextInt(50)) / 100.0 + "}");
      case 30 -> {
        page.abort();
        openPage();
      }
      default -> {
        if (second % 10 == 5) {
          assertTrue(send("GET", "/metrics", null).contains("antiphon_lateness_seconds"));
        }
      }
    }
  }

  private Histogram timing(String name) throws Exception {
    for (JsonNode timing : get("/api/timing?encoded=true").path("timings")) {
      if (timing.path("name").textValue().equals(name)) {
        return Histogram.decodeFromCompressedByteBuffer(
            ByteBuffer.wrap(timing.at("/total/hdrHistogram").binaryValue()), 0);
      }
    }
    throw new AssertionError(name);
  }

  private static Histogram less(Histogram now, Histogram before) {
    Histogram during = now.copy();
    during.subtract(before);
    return during;
  }

  /** Pauses of the collector since the start: of young objects, and of all. */
  private String pauses() throws Exception {
    List<String> lines = send("GET", "/metrics", null).lines().toList();
    return Stream.of("minor", "major")
        .map(
            kind ->
                String.format(
                    "%s %.0f in %.1f ms",
                    kind,
                    sum(lines, "jvm_gc_pause_seconds_count{action=\"end of " + kind),
                    sum(lines, "jvm_gc_pause_seconds_sum{action=\"end of " + kind) * 1e3))
        .collect(Collectors.joining(", "));
  }

  private static double sum(List<String> lines, String beginning) {
    return lines.stream()
        .filter(line -> line.startsWith(beginning))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private void tell(JsonNode counts) {
    System.out.printf("soak: %d min, seed %d, %s%n", MINUTES, SEED, counts);
    System.out.println("soak: lateness of each sixth: messages, p50, p99, p99.9, max in µs");
    latenessNs.forEach(one -> tell("messages", one));
    clockLatenessNs.forEach(one -> tell("clocks", one));
    wakeUpsLateNs.forEach(one -> tell("wake-ups of another program", one));
    pauses.forEach(one -> System.out.println("soak: collections " + one));
    footprints.forEach(one -> System.out.println("soak: " + one));
  }

  private static void tell(Punctuality.Part part) {
    tell("waited", part.waitedNs());
    tell("decided late", part.decidedLateNs());
  }

  private static void tell(String what, Histogram lateNs) {
    System.out.printf(
        "soak: %d %s, %.1f %.1f %.1f %.1f%n",
        lateNs.getTotalCount(),
        what,
        lateNs.getValueAtPercentile(50) / 1e3,
        lateNs.getValueAtPercentile(99) / 1e3,
        lateNs.getValueAtPercentile(99.9) / 1e3,
        lateNs.getMaxValue() / 1e3);
  }

  /**
   * What was played came in, and what went out was heard, each message once, clocks among them.
   * What the player happened to play as Antiphon did in the same moment came in as an echo.
   */
  private void account(
      JsonNode counts, JackTape played, JackTape beaten, JackTape heard, JackTape told)
      throws Exception {
    Tally given = new Tally();
    played.read(message -> given.add(message.bytes()));
    Tally beats = new Tally();
    beaten.read(message -> beats.add(message.bytes()));
    Tally caught = new Tally();
    List<JackListener.Heard> ear = new ArrayList<>();
    heard.read(
        message -> {
          if (message.isChannelVoice()) {
            caught.add(message.bytes());
            ear.add(message.inNumbers());
          }
        });
    Tally toldBeat = new Tally();
    told.read(message -> toldBeat.addSinceStart(message.bytes()));
    Tally taken = new Tally();
    Tally echoes = new Tally();
    Tally sent = new Tally();
    Tally sentBeat = new Tally();
    Punctuality punctuality = new Punctuality(Duration.ofSeconds(SECONDS / PARTS).toNanos());
    JournalReader journal = JournalReader.open(journal());
    Outgoing outgoing =
        new Outgoing(
            Routing.parse(journal.header().routing()),
            (message, timeNs) -> {
              if (MidiMessages.port(message) == 0) {
                sent.add(hex(message));
              } else {
                sentBeat.addSinceStart(hex(message));
              }
            });
    journal.read(
        slot -> {
          outgoing.accept(slot);
          punctuality.accept(slot);
          if (slot.kind == JournalSlot.Kind.INPUT && slot.event == InSlot.Kind.ECHO) {
            echoes.add(hex(slot.message));
            taken.add(hex(slot.message));
          } else if (slot.kind == JournalSlot.Kind.INPUT && slot.event == InSlot.Kind.MIDI) {
            taken.add(hex(slot.message));
          }
        });
    punctuality.parts().forEach(SoakIT::tell);
    System.out.printf(
        "soak: %d messages played, %d of them clocks; %d heard, %d of the beat; in the journal"
            + " %d, %d and %d%n",
        given.total() + beats.total(),
        beats.of(Tally.CLOCK),
        caught.total(),
        toldBeat.total(),
        taken.total(),
        sent.total(),
        sentBeat.total());
    beats.addAll(given);
    assertAll(
        () -> assertEquals(Map.of(), beats.less(taken), "played, less what came in"),
        () -> assertEquals(counts.path("echoesDropped").longValue(), echoes.total(), "echoes"),
        () -> assertEquals(Map.of(), caught.less(sent), "heard, less what was sent"),
        () -> assertEquals(Map.of(), toldBeat.less(sentBeat), "beat heard, less what was sent"),
        () -> assertEquals(Set.of(), JackListener.left(ear), "left sounding"),
        () -> assertEquals(0, journal.gaps()),
        () -> assertEquals(0, dropped(counts), () -> "dropped: " + counts));
  }

  private static long dropped(JsonNode counts) {
    return Stream.of("refusedIn", "refusedOut", "malformedIn", "journalGaps", "errors", "stalls")
        .mapToLong(name -> counts.path(name).longValue())
        .sum();
  }

  private static String hex(int message) {
    int status = message & 0xff;
    return switch (MidiMessages.length(status)) {
      case 1 -> String.format("%02x", status);
      case 2 -> String.format("%02x %02x", status, message >> 8 & 0xff);
      default -> String.format("%02x %02x %02x", status, message >> 8 & 0xff, message >> 16 & 0xff);
    };
  }

  private void assertFlat() {
    Footprint first = footprints.get(0);
    Footprint last = footprints.get(footprints.size() - 1);
    double heap = (double) last.heapKb() / first.heapKb();
    double resident = (double) last.residentKb() / first.residentKb();
    double later = later(latenessNs);
    System.out.printf(
        "soak: heap × %.4f, resident × %.4f, lateness p99.9 × %.3f, of clocks × %.3f%n",
        heap, resident, later, later(clockLatenessNs));
    assertAll(
        () -> assertTrue(heap <= MOST_GROWTH, () -> "heap grew: " + footprints),
        () -> assertTrue(resident <= MOST_GROWTH, () -> "memory grew: " + footprints),
        () ->
            assertTrue(
                last.handles() <= first.handles() + MOST_MORE, () -> "handles: " + footprints),
        () ->
            assertTrue(
                last.threads() <= first.threads() + MOST_MORE, () -> "threads: " + footprints),
        () -> assertTrue(MINUTES < LONG_MINUTES || later <= MOST_LATER, () -> "later: " + later));
  }

  /** How much later the latest are in the last part than in the first, at p99.9. */
  private static double later(List<Histogram> lateNs) {
    return (double) lateNs.get(PARTS - 1).getValueAtPercentile(99.9)
        / lateNs.get(0).getValueAtPercentile(99.9);
  }

  private void openPage() {
    URI socket = URI.create(address.toString().replace("http", "ws") + "/ws");
    page = http.newWebSocketBuilder().buildAsync(socket, new Reader()).join();
  }

  /** Reads all that it is told. */
  private static final class Reader implements WebSocket.Listener {
    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      socket.request(1);
      return null;
    }
  }

  private JsonNode get(String path) throws Exception {
    return new ObjectMapper().readTree(send("GET", path, null));
  }

  private void change(String method, String path, String body) throws Exception {
    send(method, path, body);
  }

  private String send(String method, String path, String body) throws Exception {
    HttpRequest.BodyPublisher content =
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body);
    HttpRequest request =
        HttpRequest.newBuilder(address.resolve(path))
            .header("Content-Type", "application/json")
            .method(method, content)
            .build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    assertEquals(2, response.statusCode() / 100, () -> path + ": " + response.body());
    return response.body();
  }

  private Program daemon() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("soak.toml"),
            "[play]\nthru = true\nclock = \"midi\"\n"
                + "[midi]\ntransport = \"jack\"\nwait_for_ports = true\n"
                + "in = [\"keyboard\", \"jack_midi_clock\"]\nout = \"heard\"\n"
                + "[midi.ports.beat]\nout = \"told\"\nplays = false\nclock = true\n");
    return Distribution.start(
        environment(), "run", "-c", config.toString(), "--web", "0", "--seed", "7");
  }

  private Program replay() throws IOException {
    return Distribution.start(environment(), "replay", "last", "--check", "--json");
  }

  private Path journal() throws IOException {
    try (Stream<Path> all = Files.list(data.resolve("antiphon").resolve("journal"))) {
      return all.max(Path::compareTo).orElseThrow();
    }
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(jack.environment());
    environment.put(Distribution.DATA, data.toString());
    return environment;
  }

  private Program keyboard() throws IOException {
    Path script = Path.of("src", "test", "resources", "keyboard.py");
    Program keyboard = jack.client("/usr/bin/python3", script.toString());
    await(() -> keyboard.out().contains("ready"));
    return keyboard;
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(condition);
  }
}
