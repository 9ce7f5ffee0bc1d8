package antiphon.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.rig.JackListener.Heard;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The OCI image, run by Podman as the README has it run: its ports published at others of this
 * machine, what it keeps in a volume, and a peer by the npm package "rtpmidi" at the far side.
 */
@Tag("image")
class ImageIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern READY = Pattern.compile("web http://[^/]+/\\?token=(\\S+)");
  private static final int SIGTERM = 128 + 15;
  private static final int SIGKILL = 128 + 9;
  private static final int ONSETS = 8;
  private static final String NAME = "antiphon-" + ProcessHandle.current().pid();

  private static String image;
  private final HttpClient http = HttpClient.newHttpClient();
  private int rtpPort;
  private String token;
  private URI page;

  @BeforeAll
  static void load() throws Exception {
    RtpPeer.install();
    String loaded =
        podman("load", "-i", Path.of(System.getProperty("antiphon.image")).toString()).stream()
            .filter(line -> line.startsWith("Loaded image"))
            .findFirst()
            .orElseThrow();
    image = loaded.substring(loaded.indexOf(": ") + 2);
  }

  @BeforeEach
  void choosePorts() throws IOException {
    rtpPort = RtpPeer.freePair();
  }

  @AfterEach
  void tidyUp() throws Exception {
    podman("rm", "--force", "--ignore", NAME);
    podman("volume", "rm", "--force", NAME);
  }

  @AfterAll
  static void unload() throws Exception {
    podman("rmi", "--force", image);
  }

  @Test
  void shouldPlayThroughPublishedPortsStopInOrderAndKeepWhatWasPlayed() throws Exception {
    String before;
    try (Program container = run();
        Program peer = join()) {
      before = token;
      assertEquals(401, status("127.0.0.1", ""));
      assertEquals(200, status("127.0.0.1", token));
      assertEquals(200, status("localhost", token));
      peer.type("send 903c40");
      peer.type("send 803c40");
      await(() -> get("/api/status").at("/counts/messagesIn").intValue() >= 2);
      post("/api/mode", "{\"mode\":\"solo\"}");
      await(() -> heard(peer).stream().filter(Heard::isOn).count() >= ONSETS);
      podman("stop", NAME);
      assertEquals(SIGTERM, container.awaitExit(), () -> container.err().toString());
      await(() -> JackListener.left(heard(peer)).isEmpty());
    }
    try (Program container = run()) {
      assertTrue(container.isAlive());
      assertEquals(before, token, "who has been let in is known again");
      JsonNode kept = get("/api/sessions").path("sessions").path(0);
      assertEquals(1, kept.path("player").intValue(), kept::toString);
      assertTrue(kept.path("partner").intValue() >= ONSETS, kept::toString);
    }
  }

  @Test
  void shouldEndWhatAKilledOneLeftSounding() throws Exception {
    Set<Integer> left;
    try (Program container = run();
        Program peer = join()) {
      post("/api/mode", "{\"mode\":\"solo\"}");
      await(() -> heard(peer).stream().filter(Heard::isOn).count() >= ONSETS);
      await(() -> !JackListener.left(heard(peer)).isEmpty());
      podman("kill", NAME);
      assertEquals(SIGKILL, container.awaitExit(), () -> container.err().toString());
      Thread.sleep(500); // what was on its way
      left = JackListener.left(heard(peer));
    }
    System.out.println("image: " + left.size() + " left sounding by SIGKILL");
    try (Program container = run();
        Program peer = join()) {
      assertTrue(container.isAlive());
      await(
          () ->
              left.stream()
                  .allMatch(
                      key ->
                          heard(peer).stream()
                              .anyMatch(
                                  event ->
                                      event.isOff()
                                          && event.channel() * 128 + event.data1() == key)));
    }
    assertFalse(left.isEmpty(), "nothing was sounding when it was killed: nothing was shown");
  }

  private static List<Heard> heard(Program peer) {
    List<Heard> heard = new ArrayList<>();
    for (String hex : RtpPeer.heard(peer)) {
      if (hex.length() == 6) {
        int message = Integer.parseInt(hex, 16);
        heard.add(new Heard(0, message >> 16, message >> 8 & 0xff, message & 0xff));
      }
    }
    return heard;
  }

  private Program join() throws IOException {
    Program peer = RtpPeer.start(List.of(), RtpPeer.freePair(), "127.0.0.1:" + rtpPort);
    await(() -> peer.out().contains("synchronized"));
    return peer;
  }

  /** Starts it on the volume of this test, and waits until it is ready. */
  private Program run() throws Exception {
    List<String> command = command("run", "--rm", "--name", NAME);
    // root may be forbidden to grant more than it has itself
    command.addAll(List.of("--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024:1024"));
    command.addAll(List.of("--volume", NAME + ":/var/lib/antiphon"));
    command.addAll(List.of("-p", "8330"));
    command.addAll(List.of("-p", rtpPort + "-" + (rtpPort + 1) + ":5004-5005/udp", image));
    command.addAll(List.of("run", "--config", "/etc/antiphon/antiphon.toml"));
    command.addAll(List.of("--set", "rtp.allow=node"));
    Program container = Program.start(Map.of(), command);
    Matcher ready = READY.matcher(container.awaitErr("antiphon: ready in "));
    assertTrue(ready.find(), () -> container.err().toString());
    token = ready.group(1);
    String published = podman("port", NAME, "8330/tcp").get(0);
    page = URI.create("http://127.0.0.1" + published.substring(published.lastIndexOf(':')));
    return container;
  }

  private int status(String host, String sent) throws Exception {
    URI address = URI.create("http://" + host + ":" + page.getPort() + "/api/status");
    HttpRequest.Builder request = HttpRequest.newBuilder(address);
    if (!sent.isEmpty()) {
      request.header("Authorization", "Bearer " + sent);
    }
    return http.send(request.build(), BodyHandlers.discarding()).statusCode();
  }

  private JsonNode get(String path) throws Exception {
    return new ObjectMapper().readTree(send(request(path).GET()));
  }

  private void post(String path, String body) throws Exception {
    send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(page.resolve(path)).header("Authorization", "Bearer " + token);
  }

  private String send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
    assertEquals(2, answer.statusCode() / 100, answer::body);
    return answer.body();
  }

  private static List<String> podman(String... arguments) throws Exception {
    try (Program program = Program.start(Map.of(), command(arguments))) {
      assertEquals(0, program.awaitExit(), () -> program.err().toString());
      return List.copyOf(program.out());
    }
  }

  /** By runc, which does with control groups of either version. */
  private static List<String> command(String... arguments) {
    List<String> command = new ArrayList<>(List.of("podman", "--runtime", "runc"));
    command.addAll(List.of(arguments));
    return command;
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(condition);
  }
}
