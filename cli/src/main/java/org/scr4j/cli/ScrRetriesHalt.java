package org.scr4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.scr4j.config.Configuration;
import org.scr4j.config.Parameters;
import org.scr4j.dataset.HaltConditions;
import org.scr4j.dataset.HaltFile;
import org.scr4j.dataset.HaltReason;
import org.scr4j.job.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether the halt file forbids another run. */
@picocli.CommandLine.Command(
    description = {
      "Tells whether the halt file forbids another run, a line for each condition",
      "that holds.",
      "Exit status 0: it does; 1: it does not."
    })
final class ScrRetriesHalt implements Command {

  @Mixin StandardOptions standard;

  @Option(
      names = {"-d", "--dir"},
      paramLabel = "DIR",
      required = true,
      description = "Prefix directory.")
  String directory;

  @Override
  public StandardOptions standard() {
    return standard;
  }

  @Override
  public int run(Context context) throws Exception {
    Configuration configuration = Jobs.configuration(context, Optional.of(directory));
    HaltFile file =
        new HaltFile(Jobs.files(context, configuration), Jobs.layout(configuration).halt());
    if (!Files.exists(file.path())) {
      say(context, "CONTINUE RUN: No halt file found.");
      return ExitCode.NO;
    }
    HaltConditions halt;
    try {
      halt = file.read();
    } catch (IOException damaged) {
      // Whoever asked to halt must not be overruled by a file that cannot be read.
      say(context, "HALT RUN: " + damaged.getMessage());
      return ExitCode.DONE;
    }
    long seconds = configuration.get(Parameters.HALT_SECONDS).toSeconds();
    List<HaltReason> reasons =
        halt.orHaltSeconds(OptionalLong.of(seconds)).allActive(context.clock().instant());
    for (HaltReason reason : reasons) {
      say(context, "HALT RUN: " + HaltText.line(reason, halt, seconds, context.clock().instant()));
    }
    return reasons.isEmpty() ? ExitCode.NO : ExitCode.DONE;
  }

  private static void say(Context context, String text) {
    context.out().println("scr_retries_halt: " + text);
  }
}
