package antiphon.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.net.ModelBundle;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code train --engine spark} on real clusters of this machine: one plan in this JVM's way, on two
 * threads, on two workers, and on two workers that are killed. What Spark gives is a function of
 * plan, learners and batches, so that the runs can be compared point by point.
 */
@Tag("spark")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SparkIT {
  private static final Duration LIMIT = Duration.ofMinutes(15);
  private static final double NEAR = 0.03;
  private static final double ROUNDING_NATS = 0.005;
  private static final int TOKENS = 0;
  private static final int VALID_NATS = 3;
  private static final String EPOCHS = "50";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;
  private static SparkCluster cluster;
  private static Path pieces;

  @BeforeAll
  static void startCluster() throws IOException {
    pieces = Files.createDirectory(folder.resolve("pieces"));
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/pieces"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".mid")).toList()) {
        Files.copy(file, pieces.resolve(file.getFileName()));
      }
    }
    cluster = SparkCluster.start(2, folder);
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @Test
  @Order(1)
  void shouldComeNearTheLocalEngineOnTwoWorkers() throws Exception {
    Path local = folder.resolve("local");
    try (Program program = train(local, List.of())) {
      assertEquals(0, program.awaitExit(LIMIT), program.err().toString());
    }
    Path out = folder.resolve("two-workers");
    try (Program program = train(out, onCluster())) {
      assertEquals(0, program.awaitExit(LIMIT), program.err().toString());
    }
    double here = bestValidNats(local);
    double there = bestValidNats(out);
    System.err.printf("local %.4f, two workers %.4f nats an event%n", here, there);
    assertTrue(there < here * (1 + NEAR), there + " on two workers, " + here + " locally");
    assertEquals(
        Files.readAllLines(local.resolve("history.csv")).get(0),
        Files.readAllLines(out.resolve("history.csv")).get(0));
    assertTrue(Files.size(out.resolve("history.png")) > 1000);
    assertEquals("pieces", ModelBundle.read(out).manifest().training().corpora().get(0).name());
  }

  @Test
  @Order(2)
  void shouldLearnTheSameOnTwoThreads() throws Exception {
    Path out = folder.resolve("two-threads");
    try (Program program =
        train(out, List.of("--engine", "spark", "--master", "local[2]", "--average-every", "1"))) {
      assertEquals(0, program.awaitExit(LIMIT), program.err().toString());
    }
    assertSameLosses("two-workers", "two-threads");
  }

  @Test
  @Order(3)
  void shouldLoseNothingWhenAnExecutorAndThenAWorkerAreKilled() throws Exception {
    Path out = folder.resolve("killed");
    try (Program program = train(out, onCluster())) {
      awaitBatches(out, 2);
      cluster.killExecutor(0);
      awaitBatches(out, 16);
      cluster.killWorker(1);
      assertEquals(0, program.awaitExit(LIMIT), program.err().toString());
      String said = String.join("\n", program.err());
      assertTrue(
          said.contains("Lost executor"), "a task was under way when it was killed: " + said);
    }
    ModelBundle.read(out);
    assertSameLosses("two-workers", "killed");
  }

  @Test
  @Order(4)
  void shouldResumeAfterTheDriverIsKilled() throws Exception {
    Path out = folder.resolve("resumed");
    List<String> twoThreads =
        List.of("--engine", "spark", "--master", "local[2]", "--average-every", "1");
    try (Program program = train(out, twoThreads)) {
      awaitBatches(out, 2);
      program.kill();
      assertFalse(program.awaitExit(LIMIT) == 0);
    }
    long before = batches(out);
    List<String> resumed = new ArrayList<>(twoThreads);
    resumed.add("--resume");
    try (Program program = train(out, resumed)) {
      assertEquals(0, program.awaitExit(LIMIT), program.err().toString());
    }
    assertTrue(batches(out) > before);
    assertEquals(batches(folder.resolve("two-workers")), batches(out));
    assertSamePoint(last(history("two-workers")), last(history("resumed")));
  }

  @Test
  @Order(5)
  void shouldRefuseInOneLineWhatIsNoMaster() throws Exception {
    try (Program program =
        train(
            folder.resolve("nowhere"), List.of("--engine", "spark", "--master", "nonsense://x"))) {
      assertEquals(2, program.awaitExit(), program.err().toString());
      assertEquals(
          List.of(
              "antiphon: --master must be local, local[N] or spark://HOST:PORT, not nonsense://x"),
          program.err().stream().filter(line -> !line.startsWith("WARNING: Using inc")).toList());
    }
  }

  private static List<String> onCluster() {
    return List.of(
        "--engine", "spark", "--master", cluster.url(), "--learners", "2", "--average-every", "1");
  }

  private static Program train(Path out, List<String> engine) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(SparkCluster.launcher());
    command.add("train");
    command.addAll(List.of("--corpus", pieces.toString(), "--out", out.toString()));
    if (!engine.contains("--resume")) {
      command.addAll(List.of("--layers", "1", "--hidden", "64"));
    }
    command.addAll(List.of("--epochs", EPOCHS, "--transpose", "0", "--seed", "3"));
    command.addAll(engine);
    return Program.start(Map.of("SPARK_LOCAL_IP", "127.0.0.1"), command);
  }

  private static void awaitBatches(Path out, long count) {
    Callable<Boolean> there =
        () -> Files.exists(out.resolve("network.zip")) && batches(out) >= count;
    Awaitility.await(count + " batches").atMost(LIMIT).ignoreExceptions().until(there);
  }

  private static long batches(Path out) throws IOException {
    return progress(out).get("batches").asLong();
  }

  private static double bestValidNats(Path out) throws IOException {
    return progress(out).get("bestValidNats").asDouble();
  }

  private static JsonNode progress(Path out) throws IOException {
    try (ZipFile zip = new ZipFile(out.resolve("network.zip").toFile())) {
      return JSON.readTree(zip.getInputStream(zip.getEntry("progress.json")));
    }
  }

  /** The same tokens, and the same losses but for rounding, which a training makes larger. */
  private static void assertSameLosses(String expected, String actual) throws IOException {
    List<String[]> one = history(expected);
    List<String[]> other = history(actual);
    assertEquals(one.size(), other.size());
    for (int i = 0; i < one.size(); i++) {
      assertSamePoint(one.get(i), other.get(i));
    }
  }

  private static void assertSamePoint(String[] one, String[] other) {
    assertEquals(one[TOKENS], other[TOKENS]);
    assertEquals(
        Double.parseDouble(one[VALID_NATS]), Double.parseDouble(other[VALID_NATS]), ROUNDING_NATS);
  }

  private static String[] last(List<String[]> history) {
    return history.get(history.size() - 1);
  }

  private static List<String[]> history(String name) throws IOException {
    return Files.readAllLines(folder.resolve(name).resolve("history.csv")).stream()
        .skip(1)
        .map(line -> line.split(","))
        .toList();
  }
}
