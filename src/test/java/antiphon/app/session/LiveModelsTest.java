package antiphon.app.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.live.api.Counter;
import antiphon.live.api.Mode;
import antiphon.live.api.ModelCard;
import antiphon.live.engine.Engine;
import antiphon.live.engine.FarSide;
import antiphon.live.engine.Sessions;
import antiphon.net.LstmSpec;
import antiphon.net.LstmState;
import antiphon.net.LstmStepper;
import antiphon.net.LstmWeights;
import antiphon.net.Manifest;
import antiphon.net.ModelBundle;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveModelsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String AUTO = "auto";

  /** No array of Java's holds so many. */
  private static final long TOO_LARGE_BYTES = 3L << 30;

  @TempDir Path folder;

  private final Listed stage = new Listed();
  private Path shelf;
  private Path elsewhere;
  private LiveModels models;

  @BeforeEach
  void fillTheShelf() {
    shelf = folder.resolve("models");
    elsewhere = folder.resolve("elsewhere");
    write(shelf.resolve("one"), 1, 8);
    write(shelf.resolve("two"), 2, 8);
    write(elsewhere, 3, 8);
    models = models(AUTO);
  }

  @AfterEach
  void close() {
    models.close();
    Awaitility.await().atMost(PATIENCE).until(() -> !loaderLives());
  }

  @Test
  void shouldNameWhatLiesOnTheShelf() throws IOException {
    Files.createDirectory(shelf.resolve("empty"));
    assertEquals(List.of("one", "two"), models.names());
  }

  @Test
  void shouldTellTheCardOfAModelWithoutLoadingIt() throws IOException {
    Path rich = shelf.resolve("rich");
    ModelBundle.write(
        rich,
        "in the manifest",
        LstmWeights.random(LstmSpec.ofVocabulary(1, 8), 1),
        new Manifest.Training(List.of(new Manifest.Corpus("songs", "CC0", 40, 4)), 99, 12, 3),
        Map.of("validNatsPerEvent", 1.25),
        false);
    Files.writeString(
        rich.resolve("README.md"),
        "# rich\n\nIt **has** learnt\nfrom [songs](https://songs.example), see `x_y`.\n\nNo more.\n");
    ModelCard card = models.card("rich");
    assertEquals("rich", card.name());
    assertEquals(1, card.layers());
    assertEquals(8, card.hidden());
    assertEquals(LstmSpec.ofVocabulary(1, 8).parameters(), card.parameters());
    assertEquals(Files.size(rich.resolve(ModelBundle.WEIGHTS)), card.bytes());
    assertEquals(Manifest.FORMAT, card.formatVersion());
    assertEquals(List.of(new ModelCard.Corpus("songs", 40, "CC0")), card.corpora());
    assertEquals(Map.of("validNatsPerEvent", 1.25), card.figures());
    assertEquals("It has learnt from songs, see x_y.", card.about().orElseThrow());
    assertTrue(models.card("one").about().isEmpty());
    assertEquals("elsewhere by name", models.card(elsewhere.toString()).name());
    assertFalse(loaderLives(), "nothing is loaded");
    Files.writeString(rich.resolve("README.md"), "long ".repeat(10_000));
    assertEquals(
        ModelReadme.MOST_CHARACTERS + 1, models.card("rich").about().orElseThrow().length());
    for (String unknown : List.of("three", "../elsewhere", "")) {
      assertContains(
          assertThrows(IllegalArgumentException.class, () -> models.card(unknown)).getMessage(),
          "no model named '" + unknown + "'; there are: one, rich, two");
    }
    Files.writeString(rich.resolve(ModelBundle.MANIFEST), "{");
    assertContains(
        assertThrows(IllegalArgumentException.class, () -> models.card("rich")).getMessage(),
        "manifest");
  }

  @Test
  void shouldForgetAFailureWhenAnotherIsChosen() throws IOException {
    write(shelf.resolve("ill"), ill());
    models.choose("ill");
    awaitFailure();
    Awaitility.await().atMost(PATIENCE).until(() -> models.failure().isPresent());
    CountDownLatch busy = new CountDownLatch(1);
    stage.waitFor(busy);
    models.choose("one");
    assertTrue(models.failure().isEmpty(), "while it is on its way");
    busy.countDown();
  }

  @Test
  void shouldLoadAModelAndHandItOverByItsName() {
    models.choose("two");
    LstmStepper stepper = await(1).get(0).stepper();
    assertEquals("two", stage.taken().get(0).name());
    assertEquals(firstLogit(shelf.resolve("two")), firstLogit(stepper), 0.05);
    assertNotEquals(firstLogit(shelf.resolve("one")), firstLogit(stepper), 1e-6);
    assertTrue(models.failure().isEmpty());
  }

  @Test
  void shouldLoadAgainWhatHasBeenTrainedMeanwhile() {
    models.choose("one");
    await(1);
    write(shelf.resolve("one"), 9, 16);
    models.choose("one");
    assertEquals(16, await(2).get(1).stepper().spec().hidden());
  }

  @Test
  void shouldGoBackToWhatTheSessionWasStartedWithByPathOrName() {
    models.choose(elsewhere.toString());
    await(1);
    models.choose("elsewhere by name");
    for (Taken taken : await(2)) {
      assertEquals("elsewhere by name", taken.name());
      assertEquals(firstLogit(elsewhere), firstLogit(taken.stepper()), 0.05);
    }
  }

  @Test
  void shouldOpenNoOtherPath() {
    for (String wish : List.of("../elsewhere", "one/", "./one", "ONE", "", "three")) {
      assertEquals("no model named '" + wish + "'; there are: one, two", refused(wish));
    }
    for (String path :
        List.of(shelf.resolve("one").toString(), elsewhere + "/", "x\n".repeat(99))) {
      assertTrue(refused(path).endsWith("'; there are: one, two"), path);
    }
    assertTrue(refused("x\n".repeat(99)).length() < 120);
  }

  @Test
  void shouldRefuseWhatCannotBePlayedBeforeAnythingChanges() throws IOException {
    Path one = shelf.resolve("one");
    Path weights = one.resolve(ModelBundle.WEIGHTS);
    Path manifestFile = one.resolve(ModelBundle.MANIFEST);
    byte[] bytes = Files.readAllBytes(weights);
    String manifest = Files.readString(manifestFile);
    Files.write(weights, Arrays.copyOf(bytes, bytes.length / 2));
    assertContains(refused("one"), "bytes");
    Files.delete(weights);
    assertContains(refused("one"), "is missing");
    Files.write(weights, bytes);
    Files.writeString(manifestFile, manifest.replaceAll("\"hash\" : \"..", "\"hash\" : \"zz"));
    assertContains(refused("one"), "vocabulary");
    Files.writeString(manifestFile, manifest.replace("\"hidden\" : 8", "\"hidden\" : -8"));
    assertContains(refused("one"), "hidden");
    Files.writeString(manifestFile, "{");
    assertContains(refused("one"), "manifest");
    Files.delete(manifestFile);
    assertContains(refused("one"), "no model named 'one'; there are: two");
    Files.writeString(manifestFile, manifest);
    models.require("one");
    models.choose("one");
    await(1);
    assertEquals(List.of(), stage.failures());
  }

  @Test
  void shouldPlayOnWhenTheWeightsTurnOutToBeDamaged() throws IOException {
    Path weights = shelf.resolve("one").resolve(ModelBundle.WEIGHTS);
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length / 2] ^= 1;
    Files.write(weights, bytes);
    models.choose("one");
    assertContains(awaitFailure(), "SHA-256");
    assertContains(models.failure().orElseThrow(), "one");
    models.choose("two");
    assertEquals("two", await(1).get(0).name());
    assertTrue(models.failure().isEmpty(), "the last choice plays");
  }

  @Test
  void shouldPlayOnWhenAModelSaysWhatIsNoNumber() {
    write(shelf.resolve("ill"), ill());
    models.choose("ill");
    assertContains(awaitFailure(), "not a number");
    assertEquals(List.of(), stage.taken());
  }

  @Test
  void shouldPlayOnWhenThereIsNoMemoryForAModel() throws IOException {
    Path one = shelf.resolve("one");
    Path manifestFile = one.resolve(ModelBundle.MANIFEST);
    long bytes = Files.size(one.resolve(ModelBundle.WEIGHTS));
    try (RandomAccessFile weights =
        new RandomAccessFile(one.resolve(ModelBundle.WEIGHTS).toFile(), "rw")) {
      weights.setLength(TOO_LARGE_BYTES);
    }
    String manifest = Files.readString(manifestFile);
    Files.writeString(manifestFile, manifest.replace("" + bytes, "" + TOO_LARGE_BYTES));
    models.choose("one");
    assertContains(awaitFailure(), "memory");
    models.choose("two");
    assertEquals("two", await(1).get(0).name());
  }

  @Test
  void shouldKeepNothingOfAModelThatIsPlayedNoMore() {
    models.choose("one");
    WeakReference<LstmStepper> old = new WeakReference<>(await(1).get(0).stepper());
    stage.forget();
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> {
              System.gc();
              return old.get() == null;
            });
  }

  @Test
  void shouldCountAndSayWhatTheEngineDidNotGet() throws IOException {
    write(shelf.resolve("ill"), ill());
    FarSide farSide = new FarSide();
    try (Engine engine =
            Sessions.engine(Sessions.settings(Mode.SOLO), Sessions.stepper(), farSide);
        LiveModels withEngine =
            new LiveModels(shelf, elsewhere.toString(), "it", AUTO, LiveModels.Stage.of(engine))) {
      engine.start();
      withEngine.choose("ill");
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> engine.view().count(Counter.MODELS_REFUSED) == 1);
      long before = farSide.onsets();
      Awaitility.await().atMost(PATIENCE).until(() -> farSide.onsets() > before);
      assertEquals("a random one", engine.status().model());
      withEngine.choose("two");
      Awaitility.await().atMost(PATIENCE).until(() -> engine.status().model().equals("two"));
      assertEquals(0, engine.view().count(Counter.ERRORS));
    }
    assertEquals(0, farSide.hanging());
  }

  @Test
  void shouldEndWithTheLastOfManyWishes() {
    CountDownLatch busy = new CountDownLatch(1);
    stage.waitFor(busy);
    models.choose("one");
    await(1);
    for (int i = 0; i < 1_000; i++) {
      models.choose(i % 2 == 0 ? "one" : "two");
    }
    busy.countDown();
    await(2);
    models.close(); // lets what has begun end
    assertEquals(List.of("one", "two"), stage.taken().stream().map(Taken::name).toList());
  }

  @Test
  void shouldNotHandOverAfterTheEnd() {
    CountDownLatch busy = new CountDownLatch(1);
    stage.waitFor(busy);
    models.choose("one");
    await(1);
    models.choose("two");
    models.close();
    busy.countDown();
    Awaitility.await().atMost(PATIENCE).until(() -> !loaderLives());
    assertEquals(1, stage.taken().size());
    models.choose("two");
    assertFalse(loaderLives());
  }

  @Test
  void shouldRefuseWhatTheChosenEngineCannotStep() {
    models.close();
    models = models("float64");
    assertContains(refused("one"), "engine");
  }

  private LiveModels models(String engine) {
    return new LiveModels(shelf, elsewhere.toString(), "elsewhere by name", engine, stage);
  }

  private String refused(String wish) {
    String required =
        assertThrows(IllegalArgumentException.class, () -> models.require(wish)).getMessage();
    String chosen =
        assertThrows(IllegalArgumentException.class, () -> models.choose(wish)).getMessage();
    assertEquals(required, chosen);
    assertFalse(required.contains("\n"), required);
    assertFalse(loaderLives(), "nothing is loaded");
    return chosen;
  }

  private List<Taken> await(int count) {
    Awaitility.await().atMost(PATIENCE).until(() -> stage.taken().size() >= count);
    return stage.taken();
  }

  private String awaitFailure() {
    Awaitility.await().atMost(PATIENCE).until(() -> !stage.failures().isEmpty());
    return stage.failures().get(0);
  }

  private static void assertContains(String text, String word) {
    assertTrue(text.contains(word), text);
  }

  private static boolean loaderLives() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("antiphon-model"));
  }

  private static float firstLogit(Path bundle) {
    try {
      return firstLogit(ModelShelf.stepper(ModelBundle.read(bundle).weights(), "plain"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static float firstLogit(LstmStepper stepper) {
    LstmState state = new LstmState(stepper.spec());
    stepper.feed(state, 0, 0);
    return stepper.logits(state)[0];
  }

  private static LstmWeights ill() {
    LstmWeights ill = LstmWeights.random(LstmSpec.ofVocabulary(1, 8), 4);
    Arrays.fill(ill.outputBias(), Float.NaN);
    return ill;
  }

  private static void write(Path folder, long seed, int hidden) {
    write(folder, LstmWeights.random(LstmSpec.ofVocabulary(1, hidden), seed));
  }

  private static void write(Path folder, LstmWeights weights) {
    try {
      ModelBundle.write(
          folder,
          "in the manifest",
          weights,
          new Manifest.Training(List.of(), 0, 1, 3),
          Map.of(),
          false);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  record Taken(LstmStepper stepper, String name) {}

  /** Writes down what it is given. */
  static final class Listed implements LiveModels.Stage {
    private final List<Taken> taken = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private CountDownLatch busy = new CountDownLatch(0);

    /** From now on it is busy with each model until the latch opens. */
    synchronized void waitFor(CountDownLatch latch) {
      busy = latch;
    }

    synchronized void forget() {
      taken.clear();
    }

    synchronized List<Taken> taken() {
      return List.copyOf(taken);
    }

    synchronized List<String> failures() {
      return List.copyOf(failures);
    }

    @Override
    public void swap(LstmStepper stepper, String name, String identity) {
      CountDownLatch latch;
      synchronized (this) {
        taken.add(new Taken(stepper, name));
        latch = busy;
      }
      try {
        latch.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public synchronized void swapFailed(String name, String reason) {
      failures.add(name + ": " + reason);
    }
  }
}
