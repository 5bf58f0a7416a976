package org.scr4j.cli;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.scr4j.config.Configuration;
import org.scr4j.config.Parameters;
import org.scr4j.dataset.EventLog;
import org.scr4j.job.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Adds a line to the event log. */
@picocli.CommandLine.Command(
    description = "Adds an event to .scr/log under the prefix, where SCR_LOG_ENABLE is 1.")
final class ScrLogEvent implements Command {

  @Mixin StandardOptions standard;
  @Mixin PrefixOption prefix;

  @Option(names = "-u", paramLabel = "USER", description = "Owner of the job; for databases.")
  String user;

  @Option(names = "-j", paramLabel = "NAME", description = "Name of the job; for databases.")
  String jobName;

  @Option(names = "-i", paramLabel = "JOBID", description = "Id of the job.")
  String jobId = "";

  @Option(names = "-s", paramLabel = "SECS", description = "Start of the job; for databases.")
  Long jobStart;

  @Option(names = "-T", paramLabel = "TYPE", required = true, description = "Type of the event.")
  String type;

  @Option(names = "-N", paramLabel = "TEXT", description = "A note.")
  String note;

  @Option(names = "-D", paramLabel = "ID", description = "Id of the dataset concerned.")
  Integer dataset;

  @Option(names = "-n", paramLabel = "NAME", description = "Name of the dataset.")
  String name;

  @Option(names = "-S", paramLabel = "SECS", description = "Start of the event since 1970.")
  Long start;

  @Option(names = "-L", paramLabel = "SECS", description = "How long it took.")
  Double seconds;

  @Override
  public StandardOptions standard() {
    return standard;
  }

  @Override
  public int run(Context context) throws Exception {
    Configuration configuration = Jobs.configuration(context, prefix.value());
    if (configuration.get(Parameters.LOG_ENABLE) && configuration.get(Parameters.LOG_TXT_ENABLE)) {
      new EventLog(Jobs.layout(configuration).log(), context.clock(), Jobs.hostName(context), jobId)
          .append(
              new EventLog.Event(
                  type,
                  Optional.ofNullable(note),
                  dataset == null ? OptionalInt.empty() : OptionalInt.of(dataset),
                  Optional.ofNullable(name),
                  Optional.ofNullable(start).map(Instant::ofEpochSecond),
                  seconds == null ? OptionalDouble.empty() : OptionalDouble.of(seconds)));
    }
    return ExitCode.DONE;
  }
}
