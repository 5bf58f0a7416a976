package org.scr4j.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code scr_run} with a launcher that the command's own name says. */
@picocli.CommandLine.Command(
    description = {
      "scr_run with the launcher that the name of this command says: scr_srun is",
      "scr_run srun. Its own options come first; from the first word on that is",
      "none of them, all is the launcher's."
    })
final class ScrRunWith implements Command {

  private final String launcher;

  /** Launchers have a {@code -v} and a {@code -p} of their own. */
  @Option(names = "--verbose", description = "Say more; with an error, where it came from.")
  boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this help.")
  boolean help;

  @Option(names = "--version", versionHelp = true, description = "Print the version.")
  boolean version;

  @Option(
      names = "--prefix",
      paramLabel = "DIR",
      description = "Prefix directory; default SCR_PREFIX, then the current directory.")
  String prefix;

  @Mixin RunOptions options;

  @picocli.CommandLine.Parameters(
      paramLabel = "ARGUMENTS",
      arity = "0..*",
      description = "The launcher's arguments, the program and its arguments.")
  List<String> words = new ArrayList<>();

  ScrRunWith(String launcher) {
    this.launcher = launcher;
  }

  @Override
  public StandardOptions standard() {
    StandardOptions standard = new StandardOptions();
    standard.verbose = verbose;
    return standard;
  }

  @Override
  public int run(Context context) throws Exception {
    RunArguments parsed = RunArguments.parse(launcher, words, context.environment());
    boolean program =
        options.runCommand != null
            || parsed.runCommand().isPresent()
            || parsed.launcherArguments().stream().anyMatch(word -> !word.startsWith("-"));
    if (!program) {
      throw new UsageException(
          words.isEmpty()
              ? "no program to run"
              : "no program to run behind '" + String.join(" ", words) + "'");
    }
    ScrRun run = new ScrRun();
    run.standard = standard();
    run.prefix = new PrefixOption();
    run.prefix.prefix = prefix;
    run.options = options;
    run.words = new ArrayList<>(List.of(launcher));
    run.words.addAll(words);
    return run.run(context);
  }
}
