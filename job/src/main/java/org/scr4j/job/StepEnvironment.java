package org.scr4j.job;

import java.util.HashMap;
import java.util.Map;
import org.scr4j.cluster.Allocation;

/** What scr_run tells the program by variables. */
final class StepEnvironment {

  private StepEnvironment() {}

  /**
   * SCR_PREFIX always, since {@code --prefix} may have set it; SCR_JOB_ID and SCR_USER_NAME so that
   * library and commands name the same directories; SCR_END_TIME where the end is known.
   *
   * @param allocation as it is now: its end can be moved
   */
  static Map<String, String> of(JobContext job, Allocation allocation) {
    Map<String, String> variables = new HashMap<>();
    variables.put("SCR_PREFIX", job.settings().prefix().toString());
    variables.put("SCR_JOB_ID", allocation.jobId());
    variables.put("SCR_USER_NAME", job.settings().user());
    allocation
        .endTime()
        .ifPresent(end -> variables.put("SCR_END_TIME", Long.toString(end.getEpochSecond())));
    return variables;
  }
}
