package org.scr4j.library;

import java.time.Duration;

/**
 * Is told on each rank, by the thread that calls {@link Scr}, where phases begin and end. All ranks
 * of a run go through the same phases in the same order. A listener must not call {@code Scr} or
 * the communicator; what it throws ends the run as any exception does.
 */
public interface PhaseListener {

  /** A phase begins on this rank. */
  default void begun(Phase phase, String dataset) {}

  /**
   * A phase has ended on this rank.
   *
   * @param time since it began, here
   * @param good whether it did what it should
   */
  default void ended(Phase phase, String dataset, Duration time, boolean good) {}
}
