package org.scr4j.job;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.scr4j.dataset.EventLog;

/**
 * The events of a job, for {@code .scr/log}. That the log cannot be written is told once and stops
 * nothing.
 */
public final class JobLog {

  private static final double MILLIS = 1000.0;

  private final Optional<EventLog> log;
  private final Messages messages;
  private boolean warned;

  /**
   * A log.
   *
   * @param log nothing where logging is off
   */
  public JobLog(Optional<EventLog> log, Messages messages) {
    this.log = log;
    this.messages = messages;
  }

  /** {@code node} was found down. */
  public void nodeFailed(String node, String reason) {
    append(EventLog.Event.of("NODE_FAIL").withNote(node + ": " + reason).withSeconds(0));
  }

  /** As {@link #nodeFailed(String, String)}, with the time that the job has run. */
  public void nodeFailed(String node, String reason, double seconds) {
    append(EventLog.Event.of("NODE_FAIL").withNote(node + ": " + reason).withSeconds(seconds));
  }

  void runStarted(int run) {
    append(EventLog.Event.of("RUN_START").withNote("run=" + run));
  }

  void runEnded(int run, Duration took) {
    append(
        EventLog.Event.of("RUN_END").withNote("run=" + run).withSeconds(took.toMillis() / MILLIS));
  }

  /** A run is ended because somebody wants the job to stop: its end is no failure. */
  void halted(String reason) {
    append(EventLog.Event.of("HALT").withNote(reason));
  }

  void scavengeStarted(int id, String name) {
    append(EventLog.Event.of("SCAVENGE_START").withDataset(id, name));
  }

  void scavengeEnded(int id, String name, Duration took) {
    append(
        EventLog.Event.of("SCAVENGE_END")
            .withDataset(id, name)
            .withSeconds(took.toMillis() / MILLIS));
  }

  private synchronized void append(EventLog.Event event) {
    if (log.isEmpty()) {
      return;
    }
    try {
      log.get().append(event);
    } catch (IOException e) {
      if (!warned) {
        warned = true;
        messages.say("warning: events are not logged: " + e.getMessage());
      }
    }
  }
}
