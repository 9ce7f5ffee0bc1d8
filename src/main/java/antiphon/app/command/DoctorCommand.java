package antiphon.app.command;

import antiphon.app.bench.Machine;
import antiphon.app.config.UsageException;
import antiphon.app.doctor.Check;
import antiphon.app.doctor.Checkup;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code doctor}: whether this machine is fit for a performance. */
@Command(
    name = "doctor",
    description = "Checks this machine for a performance, and says what would help.",
    footer = {"", "Example:", "  antiphon doctor --model studio"})
public final class DoctorCommand implements Callable<Integer> {
  @Option(
      names = "--model",
      paramLabel = "NAME|PATH",
      defaultValue = "studio",
      description = "The model that will be played (default: ${DEFAULT-VALUE}).")
  private String model;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  /**
   * @return 0 when all is well or could be better only, 1 when a performance would suffer
   * @throws UsageException when there is no such model
   */
  @Override
  public Integer call() {
    List<Check> checks = new Checkup(model).run();
    if (json) {
      ObjectNode document = new ObjectMapper().createObjectNode();
      Machine.describe(document.putObject("machine"));
      ArrayNode nodes = document.putArray("checks");
      for (Check check : checks) {
        nodes
            .addObject()
            .put("name", check.name())
            .put("verdict", word(check))
            .put("finding", check.finding())
            .put("remedy", check.remedy());
      }
      System.out.println(document.toPrettyString());
    } else {
      for (Check check : checks) {
        System.out.printf("%-5s %-10s %s%n", word(check), check.name(), check.finding());
        if (!check.remedy().isEmpty()) {
          System.out.printf("%17s%s%n", "", check.remedy());
        }
      }
    }
    return checks.stream().anyMatch(c -> c.verdict() == Check.Verdict.BAD) ? 1 : 0;
  }

  private static String word(Check check) {
    return check.verdict().name().toLowerCase(Locale.ROOT);
  }
}
