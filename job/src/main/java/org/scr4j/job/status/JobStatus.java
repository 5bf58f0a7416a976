package org.scr4j.job.status;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.scr4j.dataset.HaltConditions;
import org.scr4j.dataset.HaltReason;
import org.scr4j.job.NodeHistory;

/**
 * Where a job stands at one moment, from the files under its prefix.
 *
 * @param prefix the prefix directory
 * @param at the moment
 * @param life whether scr_run lives
 * @param job what scr_run has recorded of itself, if any has run there
 * @param timeLeft until the end of the allocation, where known; zero once past
 * @param lastRunNodes how many nodes the last run used, as the program's library recorded
 * @param nodesOut nodes that no run uses any more
 * @param halt the halt conditions that are set
 * @param haltSeconds SCR_HALT_SECONDS, or what the halt file has instead
 * @param halting the condition that holds now, if any does
 * @param datasets newest first
 * @param failures latest first
 * @param problems files that could not be read, one line each
 */
public record JobStatus(
    Path prefix,
    Instant at,
    Life life,
    Optional<JobRecord> job,
    Optional<Duration> timeLeft,
    OptionalLong lastRunNodes,
    List<NodeHistory.Out> nodesOut,
    HaltConditions halt,
    long haltSeconds,
    Optional<HaltReason> halting,
    List<DatasetStatus> datasets,
    List<Failure> failures,
    List<String> problems) {

  /** Whether scr_run lives. */
  public enum Life {
    /** None has recorded itself in this prefix. */
    NONE,
    /** It is there. */
    ALIVE,
    /** It has said that it ended. */
    ENDED,
    /** It is gone and has not said how it ended. */
    DEAD,
    /** Its record says that it goes on; it is on another host, which alone could tell. */
    UNKNOWN
  }

  /** Copies the lists. */
  public JobStatus {
    nodesOut = List.copyOf(nodesOut);
    datasets = List.copyOf(datasets);
    failures = List.copyOf(failures);
    problems = List.copyOf(problems);
  }

  /** Whether {@code other} differs in no more than the time that has passed. */
  public boolean sameAs(JobStatus other) {
    return life == other.life
        && job.equals(other.job)
        && lastRunNodes.equals(other.lastRunNodes)
        && nodesOut.equals(other.nodesOut)
        && halt.equals(other.halt)
        && halting.isPresent() == other.halting.isPresent()
        && datasets.equals(other.datasets)
        && failures.equals(other.failures)
        && problems.equals(other.problems);
  }
}
