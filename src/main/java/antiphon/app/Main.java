package antiphon.app;

import antiphon.app.command.BenchCommand;
import antiphon.app.command.DoctorCommand;
import antiphon.app.command.EvaluateCommand;
import antiphon.app.command.GenerateCommand;
import antiphon.app.command.ModelsCommand;
import antiphon.app.command.PortsCommand;
import antiphon.app.command.RenderCommand;
import antiphon.app.command.ReplayCommand;
import antiphon.app.command.RunCommand;
import antiphon.app.command.TokensCommand;
import antiphon.app.command.TrainCommand;
import antiphon.app.config.UsageException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** The entry point of every command. */
@Command(
    name = "antiphon",
    description = "Hears every note a player makes, and answers in tempo.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    footer = {"", "Example:", "  antiphon run      then play on http://127.0.0.1:8330"})
public final class Main {
  private static final Map<String, Class<?>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("run", RunCommand.class);
    COMMANDS.put("render", RenderCommand.class);
    COMMANDS.put("generate", GenerateCommand.class);
    COMMANDS.put("ports", PortsCommand.class);
    COMMANDS.put("train", TrainCommand.class);
    COMMANDS.put("evaluate", EvaluateCommand.class);
    COMMANDS.put("tokens", TokensCommand.class);
    COMMANDS.put("models", ModelsCommand.class);
    COMMANDS.put("replay", ReplayCommand.class);
    COMMANDS.put("bench", BenchCommand.class);
    COMMANDS.put("doctor", DoctorCommand.class);
  }

  private static final int FAILED = 1;
  private static final int WRONG_USE = 2;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show where an error came from.")
  private boolean verbose;

  public static void main(String[] args) {
    System.exit(new Main().execute(args));
  }

  int execute(String... args) {
    CommandLine commandLine = new CommandLine(this);
    // to read the options of every command takes as long as to start the JVM; one is enough
    if (args.length > 0 && COMMANDS.containsKey(args[0])) {
      commandLine.addSubcommand(args[0], COMMANDS.get(args[0]));
    } else {
      COMMANDS.forEach(commandLine::addSubcommand);
    }
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setParameterExceptionHandler((error, arguments) -> wrongUse(error));
    commandLine.setExecutionExceptionHandler((error, command, result) -> failed(error, command));
    if (args.length == 0) {
      commandLine.usage(System.out);
      return 0;
    }
    int code = commandLine.execute(args);
    if (code == 0 && System.out.checkError()) {
      System.err.println("antiphon: standard output could not be written to the end");
      return FAILED;
    }
    return code;
  }

  private int wrongUse(ParameterException error) {
    CommandLine command = error.getCommandLine();
    report(
        command.getErr(),
        error.getMessage() + "; see '" + command.getCommandSpec().qualifiedName() + " --help'",
        error);
    return WRONG_USE;
  }

  private int failed(Exception error, CommandLine command) {
    String message = error.getMessage() == null ? error.toString() : error.getMessage();
    report(command.getErr(), message, error);
    return error instanceof UsageException ? WRONG_USE : FAILED;
  }

  private void report(PrintWriter err, String message, Exception error) {
    err.println("antiphon: " + message.lines().findFirst().orElse("failed"));
    if (verbose) {
      error.printStackTrace(err);
    }
    err.flush();
  }
}
