package org.scr4j.cluster.lsf;

import org.scr4j.cluster.ClusterException;

/** LSF answered, and the job of the environment does not run any more. */
final class LsfJobEndedException extends ClusterException {

  private static final long serialVersionUID = 1L;

  LsfJobEndedException(String job) {
    super("job " + job + " (LSB_JOBID) has ended; work in an allocation that still runs");
  }
}
