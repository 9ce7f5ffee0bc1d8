package antiphon.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.net.ModelBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingKilledIT {
  private static final int KILLS = 5;
  private static final long SEED = 7;
  private static final int VALID_NATS = 3; // column of history.csv

  @TempDir Path folder;

  @Test
  void shouldLearnTheSameWhenItIsKilledFiveTimesAndNeverLoseTheBestBundle() throws Exception {
    Path undisturbed = folder.resolve("undisturbed");
    assertEquals(0, train(undisturbed, false).awaitExit());
    List<Double> expected = validNats(undisturbed);

    Path killed = folder.resolve("killed");
    Random random = new Random(SEED);
    for (int kill = 0; kill < KILLS; kill++) {
      try (Program program = train(killed, Files.exists(killed.resolve("network.zip")))) {
        program.awaitErr("seed");
        Thread.sleep(500 + random.nextInt(4000));
        program.kill();
        program.awaitExit();
      }
      if (Files.exists(killed.resolve("history.csv"))) {
        ModelBundle bundle = ModelBundle.read(killed);
        double best = validNats(killed).stream().mapToDouble(nats -> nats).min().orElseThrow();
        double saved = bundle.manifest().evaluation().get("validNatsPerEvent");
        assertTrue(saved <= best + 1e-4, saved + " in the bundle, " + best + " seen");
      }
    }
    assertEquals(0, train(killed, Files.exists(killed.resolve("network.zip"))).awaitExit());
    List<Double> actual = validNats(killed);
    assertEquals(expected.size(), actual.size(), "each validation once: seed " + SEED);
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i), actual.get(i), 0.01, "validation " + i + ", seed " + SEED);
    }
    assertTrue(expected.get(expected.size() - 1) < expected.get(0) - 0.2, "it has learnt");
  }

  private Program train(Path out, boolean resume) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("train", "--corpus", Path.of("src/test/resources/pieces").toString()));
    arguments.addAll(List.of("--out", out.toString(), "--layers", "2", "--hidden", "64"));
    arguments.addAll(List.of("--epochs", "30", "--batch", "4", "--seed", "3"));
    if (resume) {
      arguments.add("--resume");
      arguments.removeAll(List.of("--layers", "2", "--hidden", "64"));
    }
    return Distribution.start(arguments.toArray(String[]::new));
  }

  private static List<Double> validNats(Path model) throws IOException {
    return Files.readAllLines(model.resolve("history.csv")).stream()
        .skip(1)
        .map(line -> Double.parseDouble(line.split(",")[VALID_NATS]))
        .toList();
  }
}
