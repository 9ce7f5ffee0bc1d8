package antiphon.app;

import antiphon.app.command.TrainCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The entry point of every command. */
@Command(
    name = "antiphon",
    description = "A MIDI daemon that hears every note and answers in tempo.",
    subcommands = {TrainCommand.class})
public final class Main {
  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }
}
