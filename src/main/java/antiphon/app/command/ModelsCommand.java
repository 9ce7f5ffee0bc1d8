package antiphon.app.command;

import antiphon.app.config.Home;
import antiphon.app.config.UsageException;
import antiphon.app.session.ModelShelf;
import antiphon.net.BundleException;
import antiphon.net.LstmSpec;
import antiphon.net.Manifest;
import antiphon.net.ModelBundle;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code models}: what models there are. */
@Command(
    name = "models",
    description = "Lists the models, or inspects one.",
    footer = {"", "Examples:", "  antiphon models", "  antiphon models inspect studio --json"})
public final class ModelsCommand implements Callable<Integer> {
  @Override
  public Integer call() throws IOException {
    for (String name : ModelBundle.list(Home.models())) {
      Manifest.Architecture architecture = manifest(Home.models().resolve(name)).architecture();
      System.out.printf("%-12s %d × %d%n", name, architecture.layers(), architecture.hidden());
    }
    return 0;
  }

  /** {@code models inspect}. */
  @Command(
      name = "inspect",
      mixinStandardHelpOptions = true,
      description = "Reads a model whole, checks it, and tells what it is.",
      footer = {"", "Example:", "  antiphon models inspect studio --json"})
  int inspect(
      @Parameters(paramLabel = "NAME|PATH") String model,
      @Option(names = "--json", description = "Print one JSON document.") boolean json) {
    ModelBundle bundle = ModelShelf.load(model);
    LstmSpec spec = bundle.weights().spec();
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode document = mapper.valueToTree(bundle.manifest());
    document.put("parameters", spec.parameters());
    if (json) {
      System.out.println(document.toPrettyString());
    } else {
      System.out.printf(
          "%s: %d × %d, %,d parameters%n",
          bundle.manifest().name(), spec.layers(), spec.hidden(), spec.parameters());
      bundle
          .manifest()
          .evaluation()
          .forEach((name, value) -> System.out.printf("  %s: %.4f%n", name, value));
      bundle
          .manifest()
          .training()
          .corpora()
          .forEach(
              corpus ->
                  System.out.printf(
                      "  trained on %s (%d pieces), licence: %s%n",
                      corpus.name(), corpus.trainPieces(), corpus.licence().split("\\. ", 2)[0]));
    }
    return 0;
  }

  private static Manifest manifest(Path folder) {
    try {
      return ModelBundle.readManifest(folder);
    } catch (BundleException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }
}
