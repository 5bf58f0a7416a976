package org.scr4j.cluster.moab;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.ProcessRunner;
import org.scr4j.cluster.pbs.PbsText;
import org.scr4j.cluster.pbs.PbsTools;

/** Runs the commands of MOAB, each with a deadline. None of them changes anything. */
final class MoabTools {

  private final PbsTools runner;
  private final Clock clock;

  MoabTools(PbsTools runner, Clock clock) {
    this.runner = runner;
    this.clock = clock;
  }

  /**
   * What MOAB says of job {@code id} now: {@code checkjob}, or where that fails, {@code showq}.
   *
   * @throws ClusterException if neither knows it
   */
  MoabJob job(String id, Duration limit) throws ClusterException, InterruptedException {
    try {
      ProcessRunner.Finished done = runner.run(MoabJob.checkjob(id), limit.dividedBy(2));
      return MoabJob.parse(PbsTools.good("checkjob", done), clock.instant());
    } catch (ClusterException first) {
      return listed(id, limit.dividedBy(2))
          .orElseThrow(() -> new ClusterException(first.getMessage(), first));
    }
  }

  private Optional<MoabJob> listed(String id, Duration limit) throws InterruptedException {
    try {
      ProcessRunner.Finished done = runner.run(MoabJob.showq(), limit);
      return MoabJob.parseShowq(PbsTools.good("showq", done), id, clock.instant());
    } catch (ClusterException second) {
      // The first one's fault is told.
      return Optional.empty();
    }
  }

  /**
   * The states of all nodes, by their names.
   *
   * @throws ClusterException if MOAB tells none
   */
  Map<String, String> nodes(Duration limit) throws ClusterException, InterruptedException {
    ProcessRunner.Finished done = runner.run(MoabNode.command(), limit);
    Map<String, String> states = MoabNode.parse(PbsTools.good("mdiag", done));
    if (states.isEmpty()) {
      throw new ClusterException("mdiag -n printed no nodes: '" + PbsText.shown(done.out()) + "'");
    }
    return states;
  }
}
