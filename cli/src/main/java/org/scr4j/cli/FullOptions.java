package org.scr4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Properties;
import org.scr4j.job.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;

/** Options as picocli reads them from a command's annotations, with help, version and mistakes. */
final class FullOptions {

  private static final int HELP_WIDTH = 80;

  private FullOptions() {}

  /**
   * Reads the words and runs the command.
   *
   * @param args without the command's name
   * @return the exit status
   */
  static int run(Context context, Command command, String[] args) throws Exception {
    CommandLine line = new CommandLine(command);
    line.setCommandName(context.command());
    line.setUsageHelpWidth(HELP_WIDTH);
    line.setStopAtPositional(Commands.startsProgram(context.command()));
    line.setUnmatchedOptionsArePositionalParams(Commands.namesLauncher(context.command()));
    line.setOverwrittenOptionsAllowed(true);
    try {
      line.parseArgs(args);
    } catch (ParameterException wrong) {
      throw new UsageException(explain(wrong, line, args));
    }
    if (line.isUsageHelpRequested()) {
      line.usage(context.out(), CommandLine.Help.Ansi.OFF);
      return ExitCode.DONE;
    }
    if (line.isVersionHelpRequested()) {
      context.out().println(context.command() + " (scr4j) " + version());
      return ExitCode.DONE;
    }
    return command.run(context);
  }

  /** A misspelt option is the better explanation of one that is missing. */
  private static String explain(ParameterException wrong, CommandLine line, String[] args) {
    if (wrong instanceof MissingParameterException) {
      for (String word : args) {
        String option = word.split("=", 2)[0];
        if (word.startsWith("--") && !line.getCommandSpec().optionsMap().containsKey(option)) {
          return "unknown option '" + option + "'";
        }
      }
    }
    String text = wrong.getMessage().lines().findFirst().orElse("wrong usage");
    return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }

  private static String version() throws IOException {
    Properties properties = new Properties();
    try (InputStream in = Main.class.getResourceAsStream("version.properties")) {
      properties.load(in);
    }
    return properties.getProperty("version");
  }
}
