package org.scr4j.job;

import org.scr4j.cluster.NodeSet;

/** Whether another run is started. */
public sealed interface Decision {

  /**
   * Start a run.
   *
   * @param nodes usable nodes, at least as many as the program needs
   */
  record Continue(NodeSet nodes) implements Decision {}

  /**
   * Start none.
   *
   * @param exitCode what scr_run ends with where no run of its own says otherwise
   * @param message one line: why, and what to do
   */
  record Stop(StopReason reason, int exitCode, String message) implements Decision {}
}
