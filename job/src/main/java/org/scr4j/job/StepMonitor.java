package org.scr4j.job;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.scr4j.cluster.FoldedOutput;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.NodeMonitor;
import org.scr4j.cluster.NodeSet;

/** Ends a step as soon as one of its nodes is gone, whatever its launcher still believes. */
final class StepMonitor implements AutoCloseable, NodeMonitor.Listener {

  private final JobContext job;
  private final Launcher.Step step;
  private final Map<String, String> lost = new LinkedHashMap<>();
  private Optional<NodeMonitor> monitor = Optional.empty();

  private StepMonitor(JobContext job, Launcher.Step step) {
    this.job = job;
    this.step = step;
  }

  /**
   * Looks after {@code step}, if the platform has means to and SCR_NODE_MONITOR does not say no.
   *
   * @param others nodes of the allocation that should be alive too
   */
  static StepMonitor start(JobContext job, Launcher.Step step, NodeSet others) {
    StepMonitor monitor = new StepMonitor(job, step);
    Duration period = job.settings().nodeMonitor();
    if (!period.isZero()) {
      monitor.monitor =
          job.platform()
              .liveness()
              .map(liveness -> new NodeMonitor(liveness, step.nodes(), others, period, monitor));
    }
    return monitor;
  }

  @Override
  public void gone(Map<String, String> nodes) throws InterruptedException {
    synchronized (this) {
      lost.putAll(nodes);
    }
    FoldedOutput.lines(nodes)
        .forEach(line -> job.messages().say("node " + line + "; ending step " + step.id()));
    // The ranks that are left can only wait for those that are lost.
    step.end(Duration.ZERO);
  }

  @Override
  public void blind(String reason) {
    job.messages().say("warning: nodes are not looked after while the step runs: " + reason);
  }

  /** Nodes that were lost until now, each with the reason. */
  synchronized Map<String, String> lost() {
    return new LinkedHashMap<>(lost);
  }

  @Override
  public void close() {
    monitor.ifPresent(NodeMonitor::close);
  }
}
