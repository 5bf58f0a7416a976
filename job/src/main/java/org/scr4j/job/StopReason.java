package org.scr4j.job;

/** Why no further run is started. */
public enum StopReason {
  /** The halt file says that the program has finished. */
  FINISHED,
  /** Another halt condition holds. */
  HALTED,
  /** The allocation ends too soon. */
  OUT_OF_TIME,
  /** No run is left of those that were asked for. */
  NO_RUNS_LEFT,
  /** Runs end without a new checkpoint. */
  NO_PROGRESS,
  /** Fewer usable nodes are left than the program needs. */
  TOO_FEW_NODES
}
