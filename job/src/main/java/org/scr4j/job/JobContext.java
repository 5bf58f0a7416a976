package org.scr4j.job;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.scr4j.cluster.Allocation;
import org.scr4j.cluster.NodeCheck;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.Platform;
import org.scr4j.config.Directories;
import org.scr4j.dataset.DatasetDescriptor;
import org.scr4j.dataset.FlushFile;
import org.scr4j.dataset.FlushState;
import org.scr4j.dataset.HaltFile;
import org.scr4j.dataset.IndexFile;
import org.scr4j.dataset.NodesFile;
import org.scr4j.dataset.PrefixLayout;
import org.scr4j.kvtree.StateFiles;

/**
 * One job in its allocation: what every step of its life works with.
 *
 * @param settings its parameters
 * @param platform how to reach nodes and start programs
 * @param allocation as it was granted
 * @param home where this software is installed: programs for nodes are in its {@code libexec}
 * @param limits how long things may take
 * @param clock what time it is
 * @param messages what the user is told
 * @param log the event log
 */
public record JobContext(
    Settings settings,
    Platform platform,
    Allocation allocation,
    Path home,
    Limits limits,
    Clock clock,
    Messages messages,
    JobLog log) {

  /** The files under the prefix. */
  public PrefixLayout layout() {
    return new PrefixLayout(settings.prefix());
  }

  /** Access to state files. */
  public StateFiles files() {
    return new StateFiles(settings.lock(), warning -> messages.say("warning: " + warning));
  }

  /** The halt file. */
  public HaltFile halt() {
    return new HaltFile(files(), layout().halt());
  }

  /** The flush file. */
  public FlushFile flush() {
    return new FlushFile(files(), layout().flush());
  }

  /** The index of datasets in the prefix. */
  public IndexFile index() {
    return new IndexFile(files(), layout(), clock, warning -> messages.say("warning: " + warning));
  }

  /** The nodes file. */
  public NodesFile nodesFile() {
    return new NodesFile(files(), layout().nodes());
  }

  /** The control directory, as it is called on the nodes. */
  public String controlDir() {
    return new Directories(
            settings.storage().control().base(), List.of(), settings.user(), allocation.jobId())
        .control();
  }

  /** Whether the cache can hold {@code dataset}: that of another allocation is gone. */
  boolean isOwn(FlushState.Entry dataset) {
    return dataset
        .descriptor()
        .flatMap(DatasetDescriptor::jobId)
        .map(allocation.jobId()::equals)
        .orElse(true);
  }

  /** Which of {@code granted} are to be used: all, or those that SCR_NODELIST names. */
  public NodeSet chosen(NodeSet granted) {
    return settings.nodeList().map(granted::intersection).orElse(granted);
  }

  /** Judges nodes of this job, their storage by its capacity. */
  public NodeHealth health() {
    return health(false);
  }

  /**
   * Judges nodes of this job by the platform's checks and by those of SCR_NODE_TESTS.
   *
   * @param free whether storage is judged by what is free instead of by its capacity
   */
  public NodeHealth health(boolean free) {
    List<NodeCheck> checks =
        settings.nodeTests().checks(platform, settings.storage().probeArguments(free), messages);
    return new NodeHealth(platform.checks(), checks, settings.excludeNodes(), limits.check());
  }
}
