package org.scr4j.cli;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.scr4j.dataset.EventLog;
import org.scr4j.job.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Adds a transfer of files to the event log. */
@picocli.CommandLine.Command(
    description = {
      "Adds a transfer of files to .scr/log under the prefix, where SCR_LOG_ENABLE",
      "is 1."
    })
final class ScrLogTransfer implements Command {

  @Mixin StandardOptions standard;
  @Mixin JobOptions job;
  @Mixin OccurrenceOptions transfer;

  @Option(names = "-X", paramLabel = "DIR", description = "Where the files were.")
  String from;

  @Option(names = "-Y", paramLabel = "DIR", description = "Where they went.")
  String to;

  @Option(names = "-B", paramLabel = "BYTES", description = "How much it was.")
  Double bytes;

  @Option(names = "-F", paramLabel = "N", description = "How many files.")
  Long files;

  @Override
  public StandardOptions standard() {
    return standard;
  }

  @Override
  public int run(Context context) throws Exception {
    Optional<EventLog> log = job.log(context);
    if (log.isPresent()) {
      log.get()
          .append(
              new EventLog.Transfer(
                  transfer.type,
                  Optional.ofNullable(from),
                  Optional.ofNullable(to),
                  transfer.dataset(),
                  transfer.name(),
                  transfer.start(),
                  transfer.seconds(),
                  bytes == null ? OptionalDouble.empty() : OptionalDouble.of(bytes),
                  files == null ? OptionalLong.empty() : OptionalLong.of(files)));
    }
    return ExitCode.DONE;
  }
}
