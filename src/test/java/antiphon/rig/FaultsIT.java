package antiphon.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.app.session.FaultyDaemon;
import antiphon.rig.JackListener.Heard;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What may go wrong on a stage, done to the daemon while it plays over a real JACK server and a
 * player storms: nothing hangs at the far side, as jack_midi_dump hears it, the music goes on or
 * stops in order, and each fault is said in one line, as is its end. The figures are in
 * src/docs/test-plan.md.
 */
@Tag("rig")
class FaultsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Three questions at five seconds that wait two for an answer, on a busy machine. */
  private static final Duration PAGE_PATIENCE = Duration.ofSeconds(60);

  private static final Duration ORDERLY_STOP = Duration.ofSeconds(2);
  private static final int STOPPED_BY_SIGINT = 130;
  private static final int STOPPED_BY_SIGTERM = 143;
  private static final int REQUESTS = 10;
  private static final int OWN_CHANNEL = 16;
  private static final int FRAMES_PER_MS = 48;
  private static final String STOOD_STILL =
      "antiphon-[a-z]+ (has stood still for a second|moves again)";
  private static final String ALL_STOOD_STILL = "all of this process stood still for ";
  private static final Pattern LOGGED =
      Pattern.compile("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} (INFO |WARN |ERROR) \\w+: (.*)");
  private static final Pattern CLIENT = Pattern.compile("^(keyboard|midi-monitor|direct|antiphon)");
  private static final Pattern WEB = Pattern.compile("web (http://\\S+)");

  private static JackServer jack;

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void startServer() throws IOException {
    jack = new JackServer();
  }

  @AfterAll
  static void stopServer() {
    jack.close();
  }

  @Test
  void shouldWaitForAServerThatStandsStillAndGoOnWithIt() throws Exception {
    try (Play play = new Play("JACK stands still for 3 s")) {
      jack.freeze();
      try {
        Thread.sleep(3_000);
        play.daemon.awaitErr("the server stands still");
      } finally {
        jack.thaw();
      }
      play.awaitMusic();
      play.end("jack: the server stands still; playing on, and waiting for it", "jack: back again");
    }
  }

  @Test
  void shouldEndInTimeThoughTheServerStandsStillAndLeaveTheEndsToTheNextStart() throws Exception {
    try (Play play = new Play("SIGTERM while JACK stands still, and another start")) {
      jack.freeze();
      try {
        play.daemon.awaitErr("the server stands still");
        play.daemon.terminate();
        assertEquals(STOPPED_BY_SIGTERM, play.daemon.awaitExit(ORDERLY_STOP));
      } finally {
        jack.thaw();
      }
      play.stopStorm();
      play.lift();
      play.tell(play.said());
      try (Program next = play.launch()) {
        next.awaitErr("antiphon: ready in ");
        next.awaitErr("did not end in order");
        next.terminate();
        assertEquals(STOPPED_BY_SIGTERM, next.awaitExit(ORDERLY_STOP));
      }
      play.awaitNothingLeft();
      play.tell(play.said());
    }
  }

  /** A collection waits for a thread that stands still, and all others with it. */
  @Test
  void shouldGoOnAfterAThreadOrAllOfItHasStoodStill() throws Exception {
    try (Play play = new Play("each thread stands still for 2.2 s, then all for 1.2 s")) {
      for (String thread :
          List.of("antiphon-mind", "antiphon-thru", "antiphon-out", "antiphon-journal")) {
        int before = play.said().size();
        play.standStill(thread, 2.2);
        play.awaitMusic();
        play.awaitErr(before, thread + " has stood still|" + ALL_STOOD_STILL);
        play.awaitCalm();
      }
      int before = play.said().size();
      play.daemon.signal("STOP");
      Thread.sleep(1_200);
      play.daemon.signal("CONT");
      play.awaitMusic();
      play.awaitErr(before, ALL_STOOD_STILL);
      play.awaitCalm();
      List<String> said = play.stop();
      assertTrue(
          said.stream().allMatch(line -> line.matches(STOOD_STILL + "|" + ALL_STOOD_STILL + ".*")),
          said::toString);
      assertTrue(said.size() <= 12, () -> "few words: " + said);
    }
  }

  @Test
  void shouldLetGoOfAllThatAFloodLeaves() throws Exception {
    try (Play play = new Play("a flood of 6000 messages a second, and a mind that stands still")) {
      play.stopStorm();
      play.keyboard.type("flood 4 6000 1");
      Thread.sleep(500);
      play.standStill("antiphon-mind", 2);
      await(() -> has(play.keyboard.out(), "flooded"), () -> "" + play.keyboard.err());
      play.lift();
      play.awaitMusic();
      play.awaitErr("moves again");
      play.awaitErr("all that comes in is heard again");
      play.end("more comes in", "antiphon-mind has stood", "antiphon-mind moves", "lost; all");
    }
  }

  @Test
  void shouldSurviveAModelWithFaults() throws Exception {
    try (Play play = new Play("model", Map.of(), "96m")) {
      play.order("throwing");
      Thread.sleep(2_000);
      play.order("sound");
      play.awaitErr("were lost to errors");
      play.order("nonsense");
      Thread.sleep(2_000);
      play.order("sound");
      play.awaitErr("were no use");
      play.order("slow");
      Thread.sleep(5_000);
      play.order("sound");
      play.awaitErr("moves again");
      play.awaitMusic();
      play.end(
          "an event was lost to an error on a live thread (java.lang.IllegalStateException: the"
              + " model has a fault at ",
          "events were lost to errors on live threads; there are no more of them",
          "what the model says is not a number",
          "steps were no use; the model plays again",
          "antiphon-mind has stood still for a second",
          "antiphon-mind moves again");
    }
  }

  @Test
  void shouldPlayOnWithoutAnyMemoryAndOpenThePageAgain() throws Exception {
    try (Play play = new Play("no byte left for 5 s", Map.of(), "96m")) {
      assertEquals(200, play.status());
      long before = play.ownOnsets();
      play.daemon.type("full 5000");
      int refused = 0;
      while (!play.daemon.out().contains("done")) {
        refused += play.refused();
        Thread.sleep(500);
      }
      assertTrue(refused > 0, "there was memory for the page");
      assertTrue(play.ownOnsets() > before, "it played meanwhile");
      play.awaitMusic();
      Awaitility.await().atMost(PAGE_PATIENCE).until(() -> play.status() == 200);
      play.awaitErr("there is memory again");
      List<String> said = play.stop();
      assertEquals(1, said.stream().filter(line -> line.contains("next to no memory")).count());
      assertEquals(1, said.stream().filter(line -> line.contains("memory again")).count());
      assertTrue(said.stream().noneMatch(line -> line.startsWith("\tat ")), said::toString);
      assertTrue(said.size() <= 20, () -> "few words: " + said);
      play.replay(said.stream().anyMatch(line -> line.contains("lost to ")));
    }
  }

  @Test
  void shouldPlayOnAndLoseNothingWhileDisksAreFullOrReadOnly() throws Exception {
    try (SmallDisk journal = new SmallDisk(folder, "journal");
        SmallDisk sessions = new SmallDisk(folder, "sessions");
        Play play = new Play("disks full, read-only")) {
      journal.fill();
      play.awaitErr("cannot be written");
      play.awaitMusic();
      journal.makeRoom();
      play.awaitErr("is written again");
      sessions.setReadOnly(true);
      assertEquals(500, play.save());
      play.awaitMusic();
      sessions.setReadOnly(false);
      assertEquals(200, play.save());
      journal.damage();
      play.awaitErr("(Read-only file system); playing on");
      play.awaitMusic();
      play.end(
          "cannot be written (No space left on device); playing on",
          "is written again",
          "(Read-only file system): what was played is kept in memory until Antiphon ends",
          "session kept as ",
          "cannot be written (Read-only file system); playing on");
      play.replay();
    }
  }

  @Test
  void shouldNotCareForTheWallClock() throws Exception {
    Path library = folder.resolve("wall_clock.so");
    try (Program gcc =
        Program.start(
            Map.of(),
            List.of(
                "gcc",
                "-shared",
                "-fPIC",
                "-o",
                library.toString(),
                resource("wall_clock.c").toString()))) {
      assertEquals(0, gcc.awaitExit(), () -> "" + gcc.err());
    }
    Path offBy = folder.resolve("off-by");
    setClock(offBy, 0);
    Map<String, String> environment =
        Map.of("LD_PRELOAD", library.toString(), "WALL_CLOCK_OFF_BY", offBy.toString());
    try (Play play = new Play("wall clock 1 h on, 1 h back", environment, null)) {
      setClock(offBy, 3_600);
      play.awaitMusic();
      assertEquals(200, play.save());
      setClock(offBy, -3_600);
      play.awaitMusic();
      assertEquals(200, play.save());
      assertEquals(200, play.status());
      Duration off = Duration.between(named(play.said().get(1)), LocalDateTime.now());
      assertTrue(off.abs().toMinutes() > 50, () -> "the clock was set: " + off);
      play.end("session kept as ", "session kept as ");
      play.replay();
    }
  }

  @Test
  void shouldKeepItsConfigurationWhenThatIsNonsense() throws Exception {
    try (Play play = new Play("configuration")) {
      String sane = Files.readString(play.config);
      Files.writeString(play.config, sane.replace("tempo = 200", "tempo = \"brisk\""));
      play.awaitErr("the configuration is left as it was");
      play.awaitMusic();
      Files.writeString(play.config, sane.replace("channel = 16", "channel = 16\ntemperature = 1"));
      play.awaitErr("taken over from the configuration");
      play.awaitMusic();
      play.end("the configuration is left as it was: ", "taken over from the configuration: ");
    }
  }

  @Test
  void shouldEndInOrderOnSigintWithKeysDown() throws Exception {
    try (Play play = new Play("SIGINT")) {
      play.daemon.signal("INT");
      assertEquals(STOPPED_BY_SIGINT, play.daemon.awaitExit(ORDERLY_STOP));
      play.awaitNothingLeft();
      play.tell(play.said());
    }
  }

  /** A daemon that plays, a player who storms, and an ear at the far side. */
  private final class Play implements AutoCloseable {
    private final String fault;
    private final Map<String, String> environment = new HashMap<>();
    private final String heap;
    final Path config = folder.resolve("faults.toml");
    Program keyboard;
    JackListener witness;
    JackListener direct;
    Program daemon;
    private String page;
    private int saidBefore;
    private int heardBefore;

    Play(String fault) throws Exception {
      this(fault, Map.of(), null);
    }

    /**
     * @param environment of the daemon, besides
     * @param heap of a {@link FaultyDaemon}, or null for the one that is built
     */
    Play(String fault, Map<String, String> environment, String heap) throws Exception {
      this.fault = fault;
      this.environment.putAll(jack.environment());
      this.environment.putAll(environment);
      this.heap = heap;
      Files.writeString(
          config,
          """
          model = "pocket"
          [play]
          mode = "solo"
          tempo = 200
          seed = 7
          thru = true
          player_channels = ["15"]
          channel = 16
          [guard]
          longest_rest_beats = 1
          longest_note_beats = 2
          [midi]
          transport = "jack"
          in = "keyboard"
          out = "midi-monitor"
          [web]
          port = 0
          [journal]
          folder = "%1$s/journal"
          [sessions]
          folder = "%1$s/sessions"
          """
              .formatted(folder));
      try {
        start();
      } catch (Exception | AssertionError e) {
        close();
        throw e;
      }
    }

    private void start() throws Exception {
      await(() -> jack.ports().stream().noneMatch(CLIENT.asPredicate()), () -> "those before");
      keyboard = jack.client("/usr/bin/python3", resource("keyboard.py").toString());
      witness = new JackListener(jack);
      direct = new JackListener(jack, "direct");
      await(() -> has(keyboard.out(), "ready"), () -> "keyboard " + keyboard.err());
      jack.connect("keyboard:out", direct.port());
      daemon = launch();
      Matcher ready = WEB.matcher(daemon.awaitErr("antiphon: ready in "));
      assertTrue(ready.find());
      page = ready.group(1);
      keyboard.type("storm 1");
      awaitMusic();
      awaitCalm(); // on a busy machine the first steps may take too long
      saidBefore = daemon.err().size();
      heardBefore = witness.heard().size();
    }

    /** The player plays no more, and leaves down what is down. */
    void stopStorm() throws Exception {
      keyboard.type("stop");
      await(() -> has(keyboard.out(), "stormed"), () -> "storm");
    }

    Program launch() throws IOException {
      return heap == null
          ? Distribution.startInForeground(environment, "run", "-c", config.toString())
          : Program.start(environment, faulty());
    }

    private List<String> faulty() {
      return List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-Xmx" + heap,
          "-XX:+UseSerialGC",
          "--add-modules",
          "jdk.incubator.vector",
          "-Dantiphon.home=" + Distribution.folder(),
          "-cp",
          System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
          FaultyDaemon.class.getName(),
          config.toString());
    }

    void order(String line) throws IOException {
      int before = daemon.out().size();
      daemon.type(line);
      await(() -> daemon.out().size() > before, () -> line + " " + daemon.err());
    }

    void standStill(String thread, double seconds) throws Exception {
      String script = resource("stop_thread.py").toString();
      try (Program stop =
          Program.start(
              Map.of(),
              List.of("/usr/bin/python3", script, "" + daemon.pid(), thread, "" + seconds))) {
        assertEquals(0, stop.awaitExit(), () -> "" + stop.err());
      }
    }

    private long count(String words) {
      return daemon.err().stream().filter(line -> line.contains(words)).count();
    }

    void awaitErr(String words) {
      await(() -> has(said(), words), () -> words + " " + daemon.err());
    }

    /**
     * @param before how many lines had been said before
     * @param words with which one begins, as a regular expression
     */
    void awaitErr(int before, String words) {
      Pattern begins = Pattern.compile(words);
      await(
          () -> said().stream().skip(before).anyMatch(line -> begins.matcher(line).lookingAt()),
          () -> words + " " + daemon.err());
    }

    /** Whatever has stood still moves again. */
    void awaitCalm() {
      await(() -> count("has stood still") == count("moves again"), () -> "calm " + daemon.err());
    }

    int save() throws Exception {
      return send(
          HttpRequest.newBuilder(URI.create(page).resolve("api/session/save"))
              .POST(HttpRequest.BodyPublishers.noBody()));
    }

    int status() throws Exception {
      return send(HttpRequest.newBuilder(URI.create(page).resolve("api/status")));
    }

    /** How many of many requests at a time are not answered. */
    int refused() {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(page).resolve("api/status"))
              .timeout(Duration.ofSeconds(2))
              .build();
      return Stream.generate(() -> http.sendAsync(request, BodyHandlers.ofString()))
          .limit(REQUESTS)
          .toList()
          .stream()
          .map(answer -> answer.thenApply(HttpResponse::statusCode).exceptionally(lost -> 0))
          .mapToInt(status -> status.join() == 200 ? 0 : 1)
          .sum();
    }

    /** 0 where there is none. */
    private int send(HttpRequest.Builder request) throws InterruptedException {
      try {
        return http.send(request.timeout(Duration.ofSeconds(5)).build(), BodyHandlers.ofString())
            .statusCode();
      } catch (IOException e) {
        return 0;
      }
    }

    long ownOnsets() {
      return witness.heard().stream().filter(Play::isOwnOnset).count();
    }

    private static boolean isOwnOnset(Heard event) {
      return event.isOn() && event.channel() == OWN_CHANNEL;
    }

    /** Antiphon plays on. */
    void awaitMusic() {
      long before = ownOnsets();
      await(() -> ownOnsets() > before + 2, () -> fault + ": no music, " + daemon.err());
    }

    /** What has been said since it played, without times. */
    List<String> said() {
      List<String> said = new ArrayList<>();
      for (String line : daemon.err().subList(saidBefore, daemon.err().size())) {
        Matcher logged = LOGGED.matcher(line);
        said.add(logged.matches() ? logged.group(2) : line);
      }
      return said;
    }

    /** The player lets go of everything. */
    void lift() throws Exception {
      keyboard.type("lift");
      await(() -> has(keyboard.out(), "lifted"), () -> "lift");
    }

    void awaitNothingLeft() {
      await(() -> left().isEmpty(), () -> fault + ": " + left() + " are left, " + daemon.err());
    }

    /** What hangs, but for what the player's own device has lost the end of. */
    private Set<Integer> left() {
      Set<Integer> left = JackListener.left(witness.heard());
      left.removeAll(JackListener.left(direct.heard()));
      return left;
    }

    /**
     * The player stops, and then Antiphon.
     *
     * @param lines each part of one that is to have been said, and no others
     */
    void end(String... lines) throws Exception {
      List<String> said = stop();
      List<String> others = new ArrayList<>(said);
      for (String line : lines) {
        String found =
            others.stream()
                .filter(each -> each.contains(line))
                .findFirst()
                .orElseThrow(() -> new AssertionError(fault + ": " + line + " in " + said));
        others.remove(found);
      }
      assertEquals(List.of(), others, fault);
    }

    /** The player stops, and then Antiphon; gives what was said until then. */
    List<String> stop() throws Exception {
      stopStorm();
      lift();
      await(
          () -> left().stream().noneMatch(key -> Math.abs(key) / 128 != OWN_CHANNEL),
          () -> fault + ": of the player " + left() + " are left, " + said());
      List<String> said = said();
      daemon.terminate();
      assertEquals(STOPPED_BY_SIGTERM, daemon.awaitExit(ORDERLY_STOP));
      awaitNothingLeft();
      tell(said);
      return said;
    }

    void tell(List<String> said) {
      System.out.printf(
          "fault: %s: %d messages heard, %d left hanging, %d ms without music at most; said: %s%n",
          fault, witness.heard().size() - heardBefore, left().size(), longestPauseMs(), said);
    }

    /** The journal is whole: what it says was played is played again from it. */
    void replay() throws Exception {
      replay(false);
    }

    /**
     * @param lost whether live threads have lost an event to an error, which the journal does not
     *     know, so that from there on the same need not be played
     */
    private void replay(boolean lost) throws Exception {
      try (Program replay =
          Distribution.start("replay", folder.resolve("journal").toString(), "--check", "--json")) {
        int exit = replay.awaitExit();
        assertTrue(exit == 0 || lost && exit == 1, () -> fault + ": " + replay.err());
        JsonNode told = new ObjectMapper().readTree(String.join("", replay.out()));
        assertTrue(told.has("difference"), () -> "it could be read: " + replay.err());
        assertEquals(exit == 0, told.path("alike").asBoolean(), told::toString);
      }
    }

    private long longestPauseMs() {
      List<Heard> onsets =
          witness.heard().stream().skip(heardBefore).filter(Play::isOwnOnset).toList();
      long longest = 0;
      for (int i = 1; i < onsets.size(); i++) {
        longest = Math.max(longest, onsets.get(i).frame() - onsets.get(i - 1).frame());
      }
      return longest / FRAMES_PER_MS;
    }

    @Override
    public void close() {
      Stream.of(daemon, keyboard).filter(Objects::nonNull).forEach(Program::close);
      Stream.of(witness, direct).filter(Objects::nonNull).forEach(JackListener::close);
    }
  }

  /** When the session began that was kept. */
  private static LocalDateTime named(String said) {
    return LocalDateTime.parse(
        said.split("'")[1], DateTimeFormatter.ofPattern("yyyy-MM-dd HH.mm.ss"));
  }

  private static void setClock(Path offBy, long seconds) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    try (RandomAccessFile file = new RandomAccessFile(offBy.toFile(), "rw")) {
      file.write(bytes.putLong(seconds).array());
    }
  }

  private static Path resource(String name) {
    return Path.of("src", "test", "resources", name);
  }

  private static boolean has(List<String> lines, String words) {
    return Stream.of(lines.toArray(String[]::new)).anyMatch(line -> line.contains(words));
  }

  private static void await(Callable<Boolean> condition, Supplier<String> what) {
    try {
      Awaitility.await()
          .atMost(PATIENCE)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(50))
          .until(condition);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(what.get(), e);
    }
  }
}
