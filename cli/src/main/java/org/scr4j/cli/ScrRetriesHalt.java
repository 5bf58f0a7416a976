package org.scr4j.cli;

import java.io.IOException;
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
      "Tells whether the halt file forbids another run.",
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
    HaltConditions halt;
    try {
      halt = file.read();
    } catch (IOException damaged) {
      // Whoever asked to halt must not be overruled by a file that cannot be read.
      context.out().println("scr_retries_halt: HALT RUN: " + damaged.getMessage());
      return ExitCode.DONE;
    }
    long seconds = configuration.get(Parameters.HALT_SECONDS).toSeconds();
    Optional<HaltReason> reason =
        halt.orHaltSeconds(OptionalLong.of(seconds))
            .active(context.clock().instant(), Optional.empty());
    context
        .out()
        .println(
            "scr_retries_halt: "
                + reason.map(why -> "HALT RUN: " + why.text()).orElse("CONTINUE RUN"));
    return reason.isPresent() ? ExitCode.DONE : ExitCode.NO;
  }
}
