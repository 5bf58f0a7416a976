package org.scr4j.cli;

import java.util.Optional;
import org.scr4j.dataset.EventLog;
import org.scr4j.job.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Adds an event to the event log. */
@picocli.CommandLine.Command(
    description = "Adds an event to .scr/log under the prefix, where SCR_LOG_ENABLE is 1.")
final class ScrLogEvent implements Command {

  @Mixin StandardOptions standard;
  @Mixin JobOptions job;
  @Mixin OccurrenceOptions event;

  @Option(names = "-N", paramLabel = "TEXT", description = "A note.")
  String note;

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
              new EventLog.Event(
                  event.type,
                  Optional.ofNullable(note),
                  event.dataset(),
                  event.name(),
                  event.start(),
                  event.seconds()));
    }
    return ExitCode.DONE;
  }
}
