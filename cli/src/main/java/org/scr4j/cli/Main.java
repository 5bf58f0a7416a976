package org.scr4j.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.scr4j.job.ExitCode;

/** The entry of all commands: {@code org.scr4j.cli.Main COMMAND ARGUMENTS...}. */
public final class Main {

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
            new LocalClock());
    int status = run(context, Arrays.copyOfRange(args, Math.min(1, args.length), args.length));
    out.flush();
    if (out.checkError() && status == ExitCode.DONE) {
      System.err.println(
          context.command() + ": standard output cannot be written; its disk may be full");
      status = ExitCode.IO;
    }
    ClassArchive.renew();
    if (Commands.endsAtOnce(context.command())) {
      // Leaving nothing to shutdown hooks: Java 21 and newer would look for a logger of exits in
      // every jar.
      System.err.flush();
      Runtime.getRuntime().halt(status);
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
      return run(context, context.command(), args);
    } catch (Exception | StackOverflowError | OutOfMemoryError fault) {
      return report(context, fault, verbose);
    }
  }

  private static int run(Context context, String name, String[] args) throws Exception {
    Command command = create(name);
    String home = System.getProperty("scr4j.home", "");
    return QuickOptions.fill(home, name, command, args)
        ? command.run(context)
        : FullOptions.run(context, create(name), args);
  }

  private static Command create(String name) throws UsageException {
    Optional<Command> command = Commands.create(name);
    if (command.isEmpty()) {
      throw new UsageException(
          "'" + name + "' is not one of the commands: " + String.join(" ", Commands.NAMES));
    }
    return command.get();
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
}
