package org.scr4j.cli;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** What a line in the event log says of events and transfers alike. */
final class OccurrenceOptions {

  @Option(names = "-T", paramLabel = "TYPE", required = true, description = "Its type.")
  String type;

  @Option(names = "-D", paramLabel = "ID", description = "Id of the dataset concerned.")
  Integer dataset;

  @Option(names = "-n", paramLabel = "NAME", description = "Name of the dataset.")
  String name;

  @Option(names = "-S", paramLabel = "SECS", description = "Its start since 1970; default now.")
  Long start;

  @Option(names = "-L", paramLabel = "SECS", description = "How long it took.")
  Double seconds;

  OptionalInt dataset() {
    return dataset == null ? OptionalInt.empty() : OptionalInt.of(dataset);
  }

  Optional<String> name() {
    return Optional.ofNullable(name);
  }

  Optional<Instant> start() {
    return Optional.ofNullable(start).map(Instant::ofEpochSecond);
  }

  OptionalDouble seconds() {
    return seconds == null ? OptionalDouble.empty() : OptionalDouble.of(seconds);
  }
}
