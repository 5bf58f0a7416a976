package org.scr4j.cli;

import java.io.IOException;
import java.util.Optional;
import org.scr4j.config.Configuration;
import org.scr4j.config.Parameters;
import org.scr4j.dataset.EventLog;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which job a line in the event log is about; the options of LLNL's helpers for it. */
final class JobOptions {

  @Mixin PrefixOption prefix;

  @Option(names = "-u", paramLabel = "USER", description = "Owner of the job; for databases.")
  String user;

  @Option(names = "-j", paramLabel = "NAME", description = "Name of the job; for databases.")
  String jobName;

  @Option(names = "-i", paramLabel = "JOBID", description = "Id of the job; default SCR_JOB_ID.")
  String jobId;

  @Option(names = "-s", paramLabel = "SECS", description = "Start of the job; for databases.")
  Long jobStart;

  /** The log of that job; nothing where parameters say that there is none. */
  Optional<EventLog> log(Context context) throws IOException {
    Configuration configuration = Jobs.configuration(context, prefix.value());
    if (!configuration.get(Parameters.LOG_ENABLE)
        || !configuration.get(Parameters.LOG_TXT_ENABLE)) {
      return Optional.empty();
    }
    Jobs.requireDirectory(configuration.prefix());
    String id = jobId == null ? configuration.find(Parameters.JOB_ID).orElse("") : jobId;
    return Optional.of(
        new EventLog(
            Jobs.layout(configuration).log(), context.clock(), Jobs.hostName(context), id));
  }
}
