package antiphon.net;

import antiphon.music.token.MetricPosition;
import antiphon.music.token.Vocabulary;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A model on disk: a folder with {@value #MANIFEST} and {@value #WEIGHTS}. */
public record ModelBundle(Manifest manifest, LstmWeights weights) {
  public static final String MANIFEST = "manifest.json";
  public static final String WEIGHTS = "weights.safetensors";

  private static final int ATTEMPTS = 3;

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /**
   * Reads a manifest alone.
   *
   * @throws BundleException when it is missing, not JSON, of another format, or for another
   *     vocabulary
   */
  public static Manifest readManifest(Path folder) throws BundleException {
    Path file = folder.resolve(MANIFEST);
    if (!Files.isRegularFile(file)) {
      throw new BundleException("no model at " + folder + ": " + MANIFEST + " is missing");
    }
    Manifest manifest;
    try {
      JsonNode tree = JSON.readTree(Files.readAllBytes(file));
      int format = tree.path("format").asInt();
      if (format != Manifest.FORMAT) {
        throw new BundleException(
            folder
                + " has bundle format "
                + format
                + ", this program reads "
                + Manifest.FORMAT
                + "; use a matching version");
      }
      manifest = JSON.treeToValue(tree, Manifest.class);
    } catch (JsonProcessingException e) {
      throw new BundleException(file + " is not a model manifest: " + e.getOriginalMessage(), e);
    } catch (BundleException e) {
      throw e;
    } catch (IOException e) {
      throw new BundleException(file + " cannot be read: " + e.getMessage(), e);
    }
    if (manifest.architecture() == null
        || manifest.vocabulary() == null
        || manifest.weights() == null) {
      throw new BundleException(file + " is incomplete; train or copy the model again");
    }
    return manifest;
  }

  /**
   * Reads a bundle whole, and checks it. Where a write was cut off after the weights and before the
   * manifest, the manifest that was meant for them is put in place first. A training may write it
   * at the same time: what is read then is one bundle or the other.
   *
   * @throws BundleException with a sentence that says what is wrong with it
   */
  public static ModelBundle read(Path folder) throws BundleException {
    for (int left = ATTEMPTS - 1; left > 0; left--) {
      try {
        return readOnce(folder);
      } catch (BundleException e) {
        // manifest and weights may be of two bundles: one has just taken the place of the other
      }
    }
    return readOnce(folder);
  }

  private static ModelBundle readOnce(Path folder) throws BundleException {
    finishWriting(folder);
    Manifest manifest = readUsableManifest(folder);
    try {
      byte[] bytes = Files.readAllBytes(folder.resolve(WEIGHTS));
      requireLength(bytes.length, manifest);
      if (!sha256(bytes).equals(manifest.weights().sha256())) {
        throw new BundleException("its SHA-256 is not the one in " + MANIFEST);
      }
      LstmWeights weights = new LstmWeights(manifest.architecture().spec());
      Safetensors.read(bytes, tensors(weights));
      return new ModelBundle(manifest, weights);
    } catch (IOException | IllegalArgumentException e) {
      throw unusable(folder, e);
    }
  }

  /**
   * Reads a manifest, and looks at the weights without reading them, unless a write was cut off:
   * what it refuses, {@link #read} would refuse.
   *
   * @throws BundleException with a sentence that says what is wrong
   */
  public static Manifest check(Path folder) throws BundleException {
    finishWriting(folder);
    Manifest manifest = readUsableManifest(folder);
    try {
      manifest.architecture().spec();
      requireLength(Files.size(folder.resolve(WEIGHTS)), manifest);
      return manifest;
    } catch (IOException | IllegalArgumentException e) {
      throw unusable(folder, e);
    }
  }

  private static Manifest readUsableManifest(Path folder) throws BundleException {
    Manifest manifest = readManifest(folder);
    Manifest.Architecture architecture = manifest.architecture();
    if (!Vocabulary.hash().equals(manifest.vocabulary().hash())
        || architecture.positions() != MetricPosition.SIZE) {
      throw new BundleException(
          folder + " was trained for another vocabulary; train it again with this version");
    }
    if (!Manifest.Architecture.TYPE.equals(architecture.type())
        || !Manifest.Architecture.GATES.equals(architecture.gates())) {
      throw new BundleException(folder + " is not an LSTM that this version knows");
    }
    return manifest;
  }

  private static void requireLength(long bytes, Manifest manifest) throws BundleException {
    if (bytes != manifest.weights().bytes()) {
      throw new BundleException("it has " + bytes + " bytes, not " + manifest.weights().bytes());
    }
  }

  private static BundleException unusable(Path folder, Exception cause) {
    String reason = cause instanceof NoSuchFileException ? "it is missing" : cause.getMessage();
    return new BundleException(
        folder.resolve(WEIGHTS) + " cannot be used: " + reason + "; copy or train the model again",
        cause);
  }

  /**
   * Writes a bundle; whole files are put in place at the end, the manifest last.
   *
   * @param compact bfloat16 on disk instead of float32
   */
  public static Manifest write(
      Path folder,
      String name,
      LstmWeights weights,
      Manifest.Training training,
      Map<String, Double> evaluation,
      boolean compact)
      throws IOException {
    Safetensors.Dtype dtype = compact ? Safetensors.Dtype.BF16 : Safetensors.Dtype.F32;
    byte[] bytes = Safetensors.write(tensors(weights), dtype);
    Manifest manifest =
        new Manifest(
            Manifest.FORMAT,
            name,
            Manifest.Architecture.of(weights.spec()),
            new Manifest.VocabularyId(Vocabulary.SIZE, Vocabulary.hash()),
            training,
            evaluation,
            new Manifest.WeightsFile(WEIGHTS, dtype.name(), bytes.length, sha256(bytes)));
    Files.createDirectories(folder);
    Path newManifest = partial(folder.resolve(MANIFEST));
    Path newWeights = partial(folder.resolve(WEIGHTS));
    Files.write(newWeights, bytes);
    Files.write(newManifest, JSON.writeValueAsBytes(manifest));
    putInPlace(newWeights, folder.resolve(WEIGHTS));
    try {
      putInPlace(newManifest, folder.resolve(MANIFEST));
    } catch (NoSuchFileException e) {
      // who has read the bundle since has put it in place
      if (!manifest.weights().equals(readManifest(folder).weights())) {
        throw e;
      }
    }
    return manifest;
  }

  private static void finishWriting(Path folder) {
    Path waiting = partial(folder.resolve(MANIFEST));
    if (!Files.isRegularFile(waiting)) {
      return;
    }
    try {
      Manifest manifest = JSON.readValue(Files.readAllBytes(waiting), Manifest.class);
      byte[] bytes = Files.readAllBytes(folder.resolve(WEIGHTS));
      if (manifest.weights() != null && sha256(bytes).equals(manifest.weights().sha256())) {
        putInPlace(waiting, folder.resolve(MANIFEST));
      }
    } catch (IOException e) {
      // it was cut off before the weights: the bundle is the one before, and complete
    }
  }

  /** The names of the bundles in a folder of bundles, sorted. */
  public static List<String> list(Path models) throws IOException {
    if (!Files.isDirectory(models)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(models)) {
      return folders
          .filter(folder -> Files.isRegularFile(folder.resolve(MANIFEST)))
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause(); // from the middle of the folder
    }
  }

  private static Map<String, Safetensors.Tensor> tensors(LstmWeights weights) {
    LstmSpec spec = weights.spec();
    Map<String, Safetensors.Tensor> tensors = new LinkedHashMap<>();
    for (int layer = 0; layer < spec.layers(); layer++) {
      String prefix = "lstm." + layer + ".";
      tensors.put(prefix + "input", matrix(spec.inputs(layer), spec.gates(), weights.input(layer)));
      tensors.put(
          prefix + "recurrent", matrix(spec.hidden(), spec.gates(), weights.recurrent(layer)));
      tensors.put(prefix + "bias", vector(weights.bias(layer)));
    }
    tensors.put("output.weight", matrix(spec.hidden(), spec.tokens(), weights.output()));
    tensors.put("output.bias", vector(weights.outputBias()));
    return tensors;
  }

  private static Safetensors.Tensor matrix(int rows, int columns, float[] values) {
    return new Safetensors.Tensor(new int[] {rows, columns}, values);
  }

  private static Safetensors.Tensor vector(float[] values) {
    return new Safetensors.Tensor(new int[] {values.length}, values);
  }

  private static Path partial(Path file) {
    return file.resolveSibling(file.getFileName() + ".partial");
  }

  private static void putInPlace(Path partial, Path file) throws IOException {
    Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
