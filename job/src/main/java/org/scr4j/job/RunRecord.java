package org.scr4j.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.scr4j.cluster.FoldedOutput;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.NodeSet;

/**
 * One run that has ended.
 *
 * @param number counted from 1
 * @param nodes those that its ranks ran on
 * @param start when it was launched
 * @param end when its last rank had ended
 * @param outcome how it ended
 * @param lost nodes that were lost under it, each with the reason
 * @param ended why scr_run ended it; nothing where it ended by itself
 * @param logFrom first byte in the event log that can be its own
 * @param logEnd byte after the last
 */
public record RunRecord(
    int number,
    NodeSet nodes,
    Instant start,
    Instant end,
    Launcher.Outcome outcome,
    Map<String, String> lost,
    Optional<String> ended,
    long logFrom,
    long logEnd) {

  /** Copies the map. */
  public RunRecord {
    lost = Collections.unmodifiableMap(new LinkedHashMap<>(lost));
  }

  /** How long it took. */
  public Duration took() {
    return Duration.between(start, end);
  }

  /** Its exit status: 128 and the signal where one ended it. */
  public int status() {
    return Outcomes.exitCode(outcome);
  }

  /** Whether the program ended by itself with status 0. */
  public boolean succeeded() {
    return outcome.equals(new Launcher.Exited(0)) && ended.isEmpty();
  }

  /** This run, where it failed, with those of {@code down} that it ran on as lost too. */
  RunRecord withLost(Map<String, String> down) {
    Map<String, String> more = new LinkedHashMap<>(down);
    more.keySet().removeIf(node -> !nodes.contains(node));
    if (more.isEmpty() || succeeded()) {
      return this;
    }
    Map<String, String> all = new LinkedHashMap<>(lost);
    more.forEach(all::putIfAbsent);
    return new RunRecord(number, nodes, start, end, outcome, all, ended, logFrom, logEnd);
  }

  /** Why it failed, in one line; nothing where it succeeded. */
  public Optional<String> failure() {
    if (succeeded()) {
      return Optional.empty();
    }
    if (!lost.isEmpty()) {
      return Optional.of("lost " + String.join(", ", FoldedOutput.lines(lost)));
    }
    if (ended.isPresent()) {
      return Optional.of("ended by scr_run: " + ended.get());
    }
    if (outcome instanceof Launcher.Exited exited) {
      return Optional.of("exit status " + exited.status());
    }
    if (outcome instanceof Launcher.Signalled signalled) {
      return Optional.of("signal " + signalled.signal());
    }
    if (outcome instanceof Launcher.NotStarted failed) {
      return Optional.of("did not start: " + failed.reason());
    }
    return Optional.of(Outcomes.text(outcome));
  }
}
