package antiphon.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.rig.JackListener.Heard;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The built daemon steered as on a stage: python-rtmidi plays and turns knobs over JACK,
 * python-liblo speaks OSC, and what comes of it is seen over HTTP and OSC, and heard by
 * jack_midi_dump. The performer plays on channel 16, so that one ear tells the two apart.
 */
@Tag("rig")
class SteeringIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int STOPPED_BY_SIGTERM = 143;
  private static final int PARTNER = 1;
  private static final int PERFORMER = 16;

  /** Of 4/4 at 240 bpm, at 48 kHz. */
  private static final long BAR_FRAMES = 48_000;

  /** From a panic that is played until all is silent, for a machine that is busy otherwise. */
  private static final long PLAYED_PANIC_FRAMES = 48_000 / 20;

  /** The same of other doors, from a mark that is played before. */
  private static final long PANIC_FRAMES = 48_000 / 4;

  private static final int KNOB = 21;
  private static final int FLOOD_SECONDS = 3;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private JackServer jack;
  private Program performer;
  private JackListener listener;
  private String oscPort;
  private String webPort;

  @BeforeEach
  void startRig() throws IOException, InterruptedException {
    oscPort = freeUdpPort();
    webPort = freeTcpPort();
    jack = new JackServer("-S", "-t", "100");
    Path script = Path.of("src", "test", "resources", "performer.py");
    performer = jack.client("/usr/bin/python3", script.toString(), oscPort);
    await(() -> performer.out().contains("ready"));
    listener = new JackListener(jack);
    jack.connect("performer:out", listener.port());
  }

  @AfterEach
  void stopRig() {
    listener.close();
    performer.close();
    jack.close();
  }

  @Test
  void shouldBeSteeredWhileItPlays() throws Exception {
    try (Program daemon = daemon()) {
      daemon.awaitErr("antiphon: ready in ");
      perform("osc /antiphon/subscribe");
      awaitTold("/antiphon/status/mode", "listen");
      learnAController();
      changeScenesByProgramme();
      playTogether();
      swapModels();
      panicByEveryDoor();
      refuseWhatCannotBe();
      flood();
      daemon.terminate();
      assertEquals(STOPPED_BY_SIGTERM, daemon.awaitExit());
      awaitSilence();
      assertTrue(
          daemon.err().stream().noneMatch(line -> line.contains("Exception")),
          daemon.err().toString());
    }
    assertTrue(Files.readString(folder.resolve("controls.json")).contains("\"temperature\""));
    try (Program daemon = daemon()) {
      daemon.awaitErr("antiphon: ready in ");
      sweepTheKnob(0, 127);
      await(() -> param("temperature").doubleValue() == 4);
      assertEquals(2, get("/api/scenes").path("scenes").size());
    }
  }

  /** Learns, does nothing until the knob has passed where the parameter is, and follows then. */
  private void learnAController() throws Exception {
    perform("osc /antiphon/learn temperature");
    awaitTold("/antiphon/status/learning", "temperature");
    turn(KNOB, 100);
    awaitTold("/antiphon/status/learning", "");
    JsonNode bound = get("/api/controls").path("controls").path(0);
    assertEquals("temperature", bound.path("target").textValue());
    assertEquals(PERFORMER, bound.path("channel").intValue());
    assertEquals(KNOB, bound.path("number").intValue());
    turn(KNOB, 110);
    assertEquals(0.9, param("temperature").doubleValue(), "out of reach");
    turn(KNOB, 20);
    turn(KNOB, 32);
    double turned = 4.0 * 32 / 127;
    await(() -> Math.abs(param("temperature").doubleValue() - turned) < 1e-6);
    awaitTold("/antiphon/param/temperature", turned);
  }

  private void changeScenesByProgramme() throws Exception {
    put("/api/scenes/verse", "{\"program\":3}");
    post("/api/mode", "{\"mode\":\"solo\"}");
    put(
        "/api/params",
        "{\"temperature\":0.8,\"polyphony\":2,\"longestRestBeats\":2,\"highestVelocity\":99}");
    awaitTold("/antiphon/status/mode", "solo");
    awaitTold("/antiphon/param/polyphony", 2);
    put("/api/scenes/chorus", "{\"program\":4}");
    changeProgramme(3);
    awaitTold("/antiphon/status/scene", "verse");
    awaitTold("/antiphon/status/mode", "listen");
    await(() -> param("polyphony").intValue() == 0);
    awaitTold("/antiphon/param/temperature", 4.0 * 32 / 127);
    awaitSilence();
    int before = listener.heard().size();
    changeProgramme(4);
    awaitTold("/antiphon/status/mode", "solo");
    await(() -> param("polyphony").intValue() == 2);
    await(() -> onsetsSince(before) > 4);
    changeProgramme(3);
    awaitTold("/antiphon/status/mode", "listen");
    awaitSilence();
    List<Heard> chorus = listener.heard();
    assertTrue(
        chorus.subList(before, chorus.size()).stream()
            .filter(SteeringIT::isOnset)
            .allMatch(note -> note.data2() <= 99),
        "louder than the scene allows");
  }

  private void playTogether() throws Exception {
    put("/api/params", "{\"longestRestBeats\":2,\"temperature\":0.9}");
    perform("osc /antiphon/mode jam");
    awaitTold("/antiphon/status/mode", "jam");
    perform("tune on");
    int before = listener.heard().size();
    await(() -> onsetsSince(before) > 12);
    awaitTold("/antiphon/status/floor", "both");
    perform("tune off");
    List<Heard> heard = listener.heard();
    int together = 0;
    for (int i = before; i < heard.size(); i++) {
      if (isOnset(heard.get(i)) && sounds(heard.subList(0, i), PERFORMER)) {
        together++;
      }
    }
    assertTrue(together > 4, together + " of Antiphon's notes began under the performer's");
  }

  private void swapModels() throws Exception {
    perform("osc /antiphon/mode solo");
    awaitTold("/antiphon/status/mode", "solo");
    int before = listener.heard().size();
    await(() -> onsetsSince(before) > 4);
    post("/api/model", "{\"model\":\"pocket\"}");
    await(() -> status("model").textValue().equals("pocket"));
    int atPocket = listener.heard().size();
    await(() -> onsetsSince(atPocket) > 4);
    perform("osc /antiphon/model studio");
    awaitTold("/antiphon/status/model", "studio");
    int atStudio = listener.heard().size();
    await(() -> onsetsSince(atStudio) > 4);
    assertEquals(2, status("counts").path("modelsSwapped").intValue());
    assertNoGapSince(before);
    perform("osc /antiphon/mode listen");
    awaitSilence();
  }

  private void panicByEveryDoor() throws Exception {
    post("/api/learn", "{\"target\":\"panic\"}");
    perform("midi 9f 24 64");
    perform("midi 8f 24 0");
    await(() -> get("/api/controls").path("controls").size() == 2);
    assertPanic(
        "note",
        event -> event.status() == 0x9f,
        PLAYED_PANIC_FRAMES,
        () -> perform("midi 9f 24 64"));
    perform("midi 8f 24 0");
    perform("osc /antiphon/learn panic");
    awaitTold("/antiphon/status/learning", "panic");
    perform("midi bf 40 7f");
    perform("midi bf 40 0");
    await(() -> get("/api/controls").path("controls").size() == 3);
    assertPanic(
        "pedal",
        event -> event.data1() == 0x40 && event.data2() == 0x7f,
        PLAYED_PANIC_FRAMES,
        () -> perform("midi bf 40 7f"));
    perform("midi bf 40 0");
    assertPanic("OSC", SteeringIT::isMark, PANIC_FRAMES, () -> perform("osc /antiphon/panic"));
    assertPanic("HTTP", SteeringIT::isMark, PANIC_FRAMES, () -> post("/api/panic", ""));
  }

  private interface Step {
    void run() throws Exception;
  }

  /** Of a controller that does nothing. */
  private static boolean isMark(Heard event) {
    return event.status() == 0xbf && event.data1() == 0x50;
  }

  /**
   * All is silent soon after the panic, and stays so.
   *
   * @param moment what of the performer's is heard when it begins
   */
  private void assertPanic(String door, Predicate<Heard> moment, long limitFrames, Step panic)
      throws Exception {
    perform("osc /antiphon/mode solo");
    int before = listener.heard().size();
    await(() -> onsetsSince(before) > 4 && !isSilent());
    perform("midi bf 50 0");
    panic.run();
    awaitSilence();
    Thread.sleep(600);
    assertTrue(isSilent(), door);
    List<Heard> heard = listener.heard();
    long frames =
        lastFrame(heard, event -> event.channel() == PARTNER && (event.isOn() || event.isOff()))
            - lastFrame(heard, moment);
    System.out.printf("panic by %s: silent after %d frames%n", door, frames);
    assertTrue(frames < limitFrames, door + ": " + frames + " frames");
  }

  private static long lastFrame(List<Heard> heard, Predicate<Heard> which) {
    return heard.stream().filter(which).mapToLong(Heard::frame).max().orElseThrow();
  }

  private void refuseWhatCannotBe() throws Exception {
    JsonNode params = get("/api/params");
    for (String message :
        List.of(
            "param/temperature 4.5",
            "param/polyphony 33",
            "param/polyphony 1.5",
            "param/scale klingon",
            "param/nothing 1",
            "mode dance",
            "scene bridge",
            "model nobody",
            "learn nothing")) {
      long before = errors();
      perform("osc /antiphon/" + message);
      await(() -> errors() > before);
      assertTrue(
          told("/antiphon/error").startsWith("/antiphon/" + message.split(" ")[0] + ": "),
          told("/antiphon/error"));
    }
    assertTrue(
        performer.out().stream().anyMatch(line -> line.contains("temperature must be 0 to 4")),
        performer.out().toString());
    assertEquals(params, get("/api/params"));
    assertEquals("studio", status("model").textValue());
    assertEquals("", told("/antiphon/status/learning"));
  }

  /** The ear does not hear the performer meanwhile: it is not made for that. */
  private void flood() throws Exception {
    jack.run("jack_disconnect", "performer:out", listener.port());
    perform("osc /antiphon/mode solo");
    awaitTold("/antiphon/status/mode", "solo");
    int before = listener.heard().size();
    await(() -> onsetsSince(before) > 2);
    long messages = status("counts").path("messagesIn").longValue();
    perform("flood " + FLOOD_SECONDS + " " + KNOB + " /antiphon/param/topP 0.75");
    System.out.println(
        performer.out().stream().filter(line -> line.startsWith("flooded")).toList());
    double turned = 4.0 * 64 / 127;
    await(
        () ->
            Math.abs(status("temperature").doubleValue() - turned) < 1e-6
                && status("topP").doubleValue() == 0.75);
    awaitTold("/antiphon/param/temperature", turned);
    int after = listener.heard().size();
    await(() -> onsetsSince(after) > 2);
    assertNoGapSince(before);
    JsonNode counts = status("counts");
    System.out.println(counts);
    assertTrue(
        counts.path("messagesIn").longValue() - messages >= FLOOD_SECONDS * 10_000,
        counts.toString());
    for (String count :
        List.of(
            "errors", "lateOnsetsDropped", "stalls", "refusedIn", "refusedOut", "modelFaults")) {
      assertEquals(0, counts.path(count).longValue(), count + " of " + counts);
    }
    jack.connect("performer:out", listener.port());
  }

  private Program daemon() throws IOException {
    Path config = Files.writeString(folder.resolve("antiphon.toml"), "[play]\nmode = \"listen\"\n");
    return Distribution.start(
        jack.environment(),
        "run",
        "-c",
        config.toString(),
        "--midi",
        "jack",
        "--in",
        "performer",
        "--out",
        "midi-monitor",
        "--tempo",
        "240",
        "--seed",
        "7",
        "--web",
        webPort,
        "--osc",
        oscPort);
  }

  private void perform(String line) throws IOException {
    long before = done();
    performer.type(line);
    await(() -> done() > before);
  }

  private long done() {
    return performer.out().stream().filter(line -> line.startsWith("done")).count();
  }

  private long errors() {
    return performer.out().stream().filter(line -> line.startsWith("told /antiphon/error")).count();
  }

  /** Turns a controller, and waits until the daemon has heard it. */
  private void turn(int controller, int position) throws Exception {
    hear(String.format("midi bf %x %x", controller, position));
  }

  private void changeProgramme(int programme) throws Exception {
    hear(String.format("midi cf %x", programme));
  }

  private void hear(String line) throws Exception {
    long before = status("counts").path("messagesIn").longValue();
    perform(line);
    await(() -> status("counts").path("messagesIn").longValue() > before);
  }

  private void sweepTheKnob(int from, int to) throws IOException {
    for (int position = from; position <= to; position++) {
      perform(String.format("midi bf %x %x", KNOB, position));
    }
  }

  /** What the performer was told last, or null. */
  private String told(String address) {
    String start = "told " + address + " ";
    return performer.out().stream()
        .filter(line -> line.startsWith(start))
        .reduce((first, second) -> second)
        .map(line -> line.substring(start.length()))
        .orElse(null);
  }

  private void awaitTold(String address, String value) {
    Awaitility.await(address + " " + value)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> value.equals(told(address)));
  }

  private void awaitTold(String address, double value) {
    Awaitility.await(address + " " + value)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () ->
                told(address) != null
                    && Math.abs(Double.parseDouble(told(address)) - value) < 1e-5);
  }

  private JsonNode param(String name) throws IOException, InterruptedException {
    return get("/api/params").path(name);
  }

  private JsonNode status(String name) throws IOException, InterruptedException {
    return get("/api/status").path(name);
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    return ask("GET", path, "");
  }

  private void put(String path, String body) throws IOException, InterruptedException {
    ask("PUT", path, body);
  }

  private void post(String path, String body) throws IOException, InterruptedException {
    ask("POST", path, body);
  }

  private JsonNode ask(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + webPort + path))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    assertEquals(2, answer.statusCode() / 100, method + " " + path + ": " + answer.body());
    return MAPPER.readTree(answer.body());
  }

  private static boolean isOnset(Heard event) {
    return event.channel() == PARTNER && event.isOn();
  }

  /** Antiphon's. */
  private long onsetsSince(int index) {
    List<Heard> heard = listener.heard();
    return heard.subList(index, heard.size()).stream().filter(SteeringIT::isOnset).count();
  }

  private static boolean sounds(List<Heard> heard, int channel) {
    List<Heard> own = heard.stream().filter(event -> event.channel() == channel).toList();
    return JackListener.sounding(own).values().stream().anyMatch(count -> count > 0);
  }

  private boolean isSilent() {
    return !sounds(listener.heard(), PARTNER);
  }

  private void awaitSilence() {
    Awaitility.await("silence")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(this::isSilent);
  }

  private void assertNoGapSince(int index) {
    List<Heard> heard = listener.heard();
    List<Long> frames =
        heard.subList(index, heard.size()).stream()
            .filter(SteeringIT::isOnset)
            .map(Heard::frame)
            .sorted()
            .toList();
    long longest = 0;
    for (int i = 1; i < frames.size(); i++) {
      longest = Math.max(longest, frames.get(i) - frames.get(i - 1));
    }
    System.out.printf("%d notes, longest gap %d frames%n", frames.size(), longest);
    assertTrue(longest <= 2 * BAR_FRAMES, "a gap of " + longest + " frames");
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(condition);
  }

  private static String freeUdpPort() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return "" + socket.getLocalPort();
    }
  }

  private static String freeTcpPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "" + socket.getLocalPort();
    }
  }
}
