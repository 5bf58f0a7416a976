package org.scr4j.job;

import java.time.Duration;

/**
 * How long the steps of a job may take. None of them is waited for in full: each wait ends with the
 * event that it is for.
 *
 * @param check all checks on all nodes
 * @param clean until no process of an ended step is left
 * @param grace between asking a step to end and killing it
 * @param orphans ending what a dead scr_run left
 * @param collect copying one dataset from all nodes
 */
public record Limits(
    Duration check, Duration clean, Duration grace, Duration orphans, Duration collect) {

  /** Enough for ten thousand nodes. */
  public static final Limits DEFAULT =
      new Limits(
          Duration.ofSeconds(15),
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          Duration.ofSeconds(20),
          Duration.ofMinutes(30));
}
