package org.scr4j.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The declarations of all commands, for what is made from them when scr4j is built. */
public final class CommandModels {

  private CommandModels() {}

  /** The model of each command that {@link Main} runs, under its name, in the order of its list. */
  public static List<CommandSpec> all() {
    List<CommandSpec> all = new ArrayList<>();
    for (String name : Commands.NAMES) {
      Command command = Commands.create(name).orElseThrow();
      all.add(new CommandLine(command).setCommandName(name).getCommandSpec());
    }
    return all;
  }

  /** Whether what follows the first word belongs to a program that the command starts. */
  public static boolean startsProgram(String name) {
    return Commands.startsProgram(name);
  }
}
