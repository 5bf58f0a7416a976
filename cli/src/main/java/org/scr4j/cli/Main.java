package org.scr4j.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Locale;
import java.util.Properties;
import org.scr4j.job.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;

/** The entry of all commands: {@code org.scr4j.cli.Main COMMAND ARGUMENTS...}. */
public final class Main {

  private static final int HELP_WIDTH = 80;

  private Main() {}

  /** Runs the command named by the first argument and ends the JVM with its status. */
  public static void main(String[] args) {
    PrintStream out = buffered();
    Context context =
        new Context(
            args.length > 0 ? args[0] : "scr4j",
            System.getenv(),
            Path.of("").toAbsolutePath(),
            out,
            System.err,
            Clock.system(ZoneId.systemDefault()));
    int status = run(context, Arrays.copyOfRange(args, Math.min(1, args.length), args.length));
    out.flush();
    if (out.checkError() && status == ExitCode.DONE) {
      System.err.println(context.command() + ": standard output cannot be written");
      status = ExitCode.IO;
    }
    System.exit(status);
  }

  /** System.out flushes at every line, which a million node names would feel. */
  private static PrintStream buffered() {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16),
        false,
        StandardCharsets.UTF_8);
  }

  /**
   * Runs one command.
   *
   * @param args without the command's name
   * @return the exit status
   */
  static int run(Context context, String[] args) {
    boolean verbose = Arrays.asList(args).contains("--verbose");
    try {
      Command command =
          Commands.create(context.command())
              .orElseThrow(
                  () ->
                      new UsageException(
                          "'"
                              + context.command()
                              + "' is not one of the commands: "
                              + String.join(" ", Commands.NAMES)));
      return run(context, command, args);
    } catch (Exception | StackOverflowError | OutOfMemoryError fault) {
      return report(context, fault, verbose);
    }
  }

  private static int run(Context context, Command command, String[] args) throws Exception {
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

  private static int report(Context context, Throwable fault, boolean verbose) {
    Failures.Report report = Failures.of(fault);
    context.out().flush();
    context.err().println(context.command() + ": " + report.line());
    if (verbose) {
      fault.printStackTrace(context.err());
    }
    return report.exitCode();
  }

  private static String version() throws IOException {
    Properties properties = new Properties();
    try (InputStream in = Main.class.getResourceAsStream("version.properties")) {
      properties.load(in);
    }
    return properties.getProperty("version");
  }
}
