package org.scr4j.library;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.scr4j.dataset.DatasetDescriptor;
import org.scr4j.dataset.EventLog;

/**
 * The event log, written by rank 0 where SCR_LOG_ENABLE asks for it. A log that cannot be written
 * is told once and then left alone: it never ends a run.
 */
final class Journal {

  /** Something to write. */
  @FunctionalInterface
  private interface Entry {
    void to(EventLog log) throws IOException;
  }

  private final Console console;
  private Optional<EventLog> log;

  /** A journal; without a log, one that nothing is written to. */
  Journal(Optional<EventLog> log, Console console) {
    this.log = log;
    this.console = console;
  }

  void start(int ranks, int nodes) {
    write(to -> to.start(ranks, nodes));
  }

  void halt(String reason) {
    write(to -> to.halt(reason));
  }

  void event(String type) {
    write(to -> to.append(EventLog.Event.of(type)));
  }

  void event(String type, double seconds) {
    write(to -> to.append(EventLog.Event.of(type).withSeconds(seconds)));
  }

  void event(String type, int id, Optional<DatasetDescriptor> dataset) {
    write(to -> to.append(named(type, id, dataset)));
  }

  void event(String type, int id, Optional<DatasetDescriptor> dataset, double seconds) {
    write(to -> to.append(named(type, id, dataset).withSeconds(seconds)));
  }

  /** Files that moved; {@code dataset} has their number and size. */
  void transfer(String type, String from, String to, DatasetDescriptor dataset, double seconds) {
    write(
        log ->
            log.append(
                new EventLog.Transfer(
                    type,
                    Optional.of(from),
                    Optional.of(to),
                    dataset.id(),
                    dataset.name(),
                    Optional.empty(),
                    OptionalDouble.of(seconds),
                    OptionalDouble.of((double) dataset.bytes().orElse(0)),
                    OptionalLong.of(dataset.files().orElse(0)))));
  }

  private static EventLog.Event named(String type, int id, Optional<DatasetDescriptor> dataset) {
    Optional<String> name = dataset.flatMap(DatasetDescriptor::name);
    EventLog.Event event = EventLog.Event.of(type);
    return name.isPresent()
        ? event.withDataset(id, name.get())
        : new EventLog.Event(
            type,
            event.note(),
            OptionalInt.of(id),
            Optional.empty(),
            event.start(),
            event.seconds());
  }

  private void write(Entry entry) {
    if (log.isEmpty()) {
      return;
    }
    try {
      entry.to(log.get());
    } catch (IOException failure) {
      log = Optional.empty();
      console.say("the event log cannot be written, and is not from here on: " + failure);
    }
  }
}
