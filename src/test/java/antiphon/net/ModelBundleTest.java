package antiphon.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelBundleTest {
  @TempDir Path folder;

  @Test
  void shouldReadBackWhatItWrote() throws IOException {
    LstmWeights weights = LstmWeights.random(LstmSpec.ofVocabulary(2, 8), 5);
    ModelBundle.write(
        folder, "a", weights, new Manifest.Training(List.of(), 1, 12, 5), Map.of("x", 1.5), false);
    ModelBundle bundle = ModelBundle.read(folder);
    assertArrayEquals(weights.recurrent(1), bundle.weights().recurrent(1));
    assertArrayEquals(weights.output(), bundle.weights().output());
    assertEquals(1.5, bundle.manifest().evaluation().get("x"));
  }

  @Test
  void shouldKeepCompactWeightsWithinHalfABfloat16Step() throws IOException {
    LstmWeights weights = LstmWeights.random(LstmSpec.ofVocabulary(1, 8), 5);
    ModelBundle.write(
        folder, "a", weights, new Manifest.Training(List.of(), 1, 12, 5), Map.of(), true);
    float[] read = ModelBundle.read(folder).weights().input(0);
    for (int i = 0; i < read.length; i++) {
      assertEquals(weights.input(0)[i], read[i], Math.abs(weights.input(0)[i]) / 256);
    }
  }

  @Test
  void shouldRefuseDamageInOneSentenceThatNamesTheFile() throws IOException {
    TinyModel.write(folder);
    byte[] good = Files.readAllBytes(folder.resolve(ModelBundle.WEIGHTS));
    byte[] flipped = good.clone();
    flipped[good.length / 2] ^= 1;
    refused(ModelBundle.WEIGHTS, flipped, "SHA-256");
    refused(ModelBundle.WEIGHTS, Arrays.copyOf(good, good.length / 2), "bytes");
    Files.write(folder.resolve(ModelBundle.WEIGHTS), good);
    String manifest = Files.readString(folder.resolve(ModelBundle.MANIFEST));
    refused(ModelBundle.MANIFEST, "{".getBytes(), "manifest");
    refused(
        ModelBundle.MANIFEST,
        manifest.replace("\"format\" : 1", "\"format\" : 9").getBytes(),
        "format 9");
    refused(
        ModelBundle.MANIFEST,
        manifest.replaceAll("\"hash\" : \"..", "\"hash\" : \"zz").getBytes(),
        "vocabulary");
    refused(
        ModelBundle.MANIFEST,
        manifest.replace("\"hidden\" : 32", "\"hidden\" : 36").getBytes(),
        "shape");
    refused(
        ModelBundle.MANIFEST,
        manifest.replace("\"hidden\" : 32", "\"hidden\" : -1").getBytes(),
        "hidden");
    Files.delete(folder.resolve(ModelBundle.MANIFEST));
    assertTrue(
        assertThrows(BundleException.class, () -> ModelBundle.read(folder))
            .getMessage()
            .contains("no model"));
  }

  @Test
  void shouldBeTheOldOneOrTheNewOneWhereverAWriteIsCutOff() throws IOException {
    TinyModel.write(folder);
    ModelBundle old = ModelBundle.read(folder);
    Path other = Files.createDirectory(folder.resolve("new"));
    ModelBundle.write(
        other,
        "new",
        LstmWeights.random(old.weights().spec(), 9),
        new Manifest.Training(List.of(), 1, 12, 5),
        Map.of(),
        true);
    Path waitingManifest = folder.resolve(ModelBundle.MANIFEST + ".partial");
    Path waitingWeights = folder.resolve(ModelBundle.WEIGHTS + ".partial");

    byte[] half = Files.readAllBytes(other.resolve(ModelBundle.WEIGHTS));
    Files.write(waitingWeights, Arrays.copyOf(half, half.length / 2));
    assertEquals(old.manifest().name(), ModelBundle.read(folder).manifest().name());
    Files.copy(other.resolve(ModelBundle.MANIFEST), waitingManifest);
    assertEquals(old.manifest().name(), ModelBundle.read(folder).manifest().name());
    Files.copy(
        other.resolve(ModelBundle.WEIGHTS),
        folder.resolve(ModelBundle.WEIGHTS),
        StandardCopyOption.REPLACE_EXISTING);
    assertEquals("new", ModelBundle.read(folder).manifest().name(), "the manifest follows");
    assertEquals("new", ModelBundle.readManifest(folder).name());
  }

  @Test
  void shouldBeReadWholeWhileATrainingWritesIt() throws Exception {
    LstmSpec spec = LstmSpec.ofVocabulary(1, 8);
    LstmWeights[] weights = {LstmWeights.random(spec, 1), LstmWeights.random(spec, 2)};
    Callable<Void> writing =
        () -> {
          for (int i = 0; i < 200; i++) {
            ModelBundle.write(
                folder,
                "" + i % 2,
                weights[i % 2],
                new Manifest.Training(List.of(), 1, 12, 5),
                Map.of(),
                false);
            LockSupport.parkNanos(3_000_000); // far more often than any training
          }
          return null;
        };
    TinyModel.write(folder);
    ExecutorService training = Executors.newSingleThreadExecutor();
    try {
      Future<Void> written = training.submit(writing);
      int read = 0;
      do {
        ModelBundle bundle = ModelBundle.read(folder);
        if (!bundle.manifest().name().equals("tiny")) {
          int which = Integer.parseInt(bundle.manifest().name());
          assertEquals(weights[which].output()[0], bundle.weights().output()[0]);
          read++;
        }
      } while (!written.isDone());
      written.get();
      assertTrue(read > 5, read + " read meanwhile");
    } finally {
      training.shutdownNow();
    }
  }

  private void refused(String file, byte[] content, String word) throws IOException {
    Files.write(folder.resolve(file), content);
    String message =
        assertThrows(BundleException.class, () -> ModelBundle.read(folder)).getMessage();
    assertTrue(message.contains(word) && message.contains(folder.toString()), message);
  }
}
