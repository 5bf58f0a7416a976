package org.scr4j.job;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.NodeSetException;
import org.scr4j.config.ConfigException;
import org.scr4j.config.Configuration;
import org.scr4j.config.Parameter;
import org.scr4j.config.Parameters;
import org.scr4j.kvtree.LockKind;

/**
 * The parameters that running a job goes by, checked.
 *
 * @param prefix the prefix directory
 * @param runs most runs in the allocation; nothing where there is no bound
 * @param runsWithoutProgress SCR_RUNS_WITHOUT_PROGRESS; 0 for no bound
 * @param minNodes SCR_MIN_NODES
 * @param haltSeconds time to keep at the end of the allocation
 * @param nodeList SCR_NODELIST: the nodes to use instead of all that were granted
 * @param excludeNodes SCR_EXCLUDE_NODES
 * @param jobName SCR_JOB_NAME
 * @param user whose job it is, as in the names of directories
 * @param storage control and cache directories of the nodes
 * @param nodeTests SCR_NODE_TESTS, or SCR_NODE_TESTS_FILE
 * @param nodeMonitor SCR_NODE_MONITOR: how often the nodes of a running step are looked after; zero
 *     for never
 * @param watchdog SCR_WATCHDOG and its time-outs
 * @param crc whether files are checked while they are copied
 * @param bufferBytes buffer for copying
 * @param log whether events are logged under the prefix
 * @param lock how state files are locked
 */
public record Settings(
    Path prefix,
    OptionalLong runs,
    int runsWithoutProgress,
    OptionalInt minNodes,
    Duration haltSeconds,
    Optional<NodeSet> nodeList,
    NodeSet excludeNodes,
    Optional<String> jobName,
    String user,
    StorageNeeds storage,
    NodeTests nodeTests,
    Duration nodeMonitor,
    Watchdog.Limits watchdog,
    boolean crc,
    long bufferBytes,
    boolean log,
    LockKind lock) {

  /**
   * Reads and checks them.
   *
   * @throws ConfigException naming the first one that cannot be used
   */
  public static Settings of(Configuration from) throws ConfigException {
    return new Settings(
        from.prefix(),
        runs(from),
        from.get(Parameters.RUNS_WITHOUT_PROGRESS),
        from.find(Parameters.MIN_NODES).map(OptionalInt::of).orElse(OptionalInt.empty()),
        from.get(Parameters.HALT_SECONDS),
        nodes(from, Parameters.NODELIST),
        nodes(from, Parameters.EXCLUDE_NODES).orElse(NodeSet.empty()),
        from.find(Parameters.JOB_NAME),
        from.userName(),
        new StorageNeeds(from.controlBase(), from.cacheBases()),
        NodeTests.of(from),
        from.get(Parameters.NODE_MONITOR),
        Watchdog.Limits.of(from),
        from.get(Parameters.CRC_ON_FLUSH),
        from.get(Parameters.FILE_BUF_SIZE),
        from.get(Parameters.LOG_ENABLE) && from.get(Parameters.LOG_TXT_ENABLE),
        LockKind.parse(from.get(Parameters.FILE_LOCK).toString()));
  }

  /** SCR_RUNS, else SCR_RETRIES and one; as with LLNL's, 0 still runs once. */
  private static OptionalLong runs(Configuration from) throws ConfigException {
    boolean runsSet = !(from.origin(Parameters.RUNS) instanceof org.scr4j.config.Origin.Default);
    Optional<Integer> retries = from.find(Parameters.RETRIES);
    if (runsSet || retries.isEmpty()) {
      int runs = from.get(Parameters.RUNS);
      return runs < 0 ? OptionalLong.empty() : OptionalLong.of(Math.max(1, runs));
    }
    return retries.get() < 0 ? OptionalLong.empty() : OptionalLong.of(1L + retries.get());
  }

  private static Optional<NodeSet> nodes(Configuration from, Parameter<String> parameter)
      throws ConfigException {
    Optional<String> text = from.find(parameter).filter(value -> !value.isBlank());
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(NodeSet.parse(text.get()));
    } catch (NodeSetException e) {
      throw new ConfigException(
          parameter + " (" + from.origin(parameter) + "): " + e.getMessage(), e);
    }
  }
}
