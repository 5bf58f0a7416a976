package org.scr4j.cluster.alps;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.ProcessRunner;
import org.scr4j.cluster.pbs.PbsJob;
import org.scr4j.cluster.pbs.PbsText;
import org.scr4j.cluster.pbs.PbsVariables;

/**
 * The compute nodes of the job. Where PBS does not name them, {@code aprun} is run once on each;
 * what came of it is kept in a file, since it does not work any more once a node is dead.
 */
final class AlpsNodeList {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Set by Torque always; 1 where a job was asked for in another way. */
  private static final String COUNT = "PBS_NUM_NODES";

  private final AlpsTools tools;
  private final Map<String, String> environment;
  private final AlpsNodeFile file;
  private Optional<NodeSet> known = Optional.empty();

  AlpsNodeList(AlpsTools tools, Map<String, String> environment, String jobId) {
    this.tools = tools;
    this.environment = Map.copyOf(environment);
    this.file = new AlpsNodeFile(environment, jobId);
  }

  /**
   * All nodes that the job was given.
   *
   * @param job what PBS says of it
   * @throws ClusterException if they cannot be found out
   */
  synchronized NodeSet nodes(Optional<PbsJob> job) throws ClusterException, InterruptedException {
    if (known.isEmpty()) {
      known = Optional.of(find(job));
    }
    return known.get();
  }

  private NodeSet find(Optional<PbsJob> job) throws ClusterException, InterruptedException {
    Optional<NodeSet> listed = PbsVariables.nodes(environment).map(AlpsNodeList::onlyCompute);
    if (listed.isPresent() && !listed.get().isEmpty()) {
      return listed.get();
    }
    for (List<String> names :
        List.of(
            job.map(PbsJob::vnodes).orElse(List.of()), job.map(PbsJob::hosts).orElse(List.of()))) {
      NodeSet nodes = Nids.ofVnodes(names);
      if (!nodes.isEmpty()) {
        return nodes;
      }
    }
    Optional<NodeSet> kept = file.read();
    return kept.isPresent() ? kept.get() : ask();
  }

  /** On many systems the node file names the service node, which runs no application. */
  private static NodeSet onlyCompute(NodeSet hosts) {
    return Nids.ofVnodes(hosts.stream().filter(host -> Nids.number(host).isPresent()).toList());
  }

  private NodeSet ask() throws ClusterException, InterruptedException {
    String count = PbsVariables.get(COUNT, environment).orElse("");
    if (!count.matches("[1-9][0-9]{0,6}")) {
      throw new ClusterException(
          "the compute nodes of this job are not known: neither PBS_NODEFILE nor qstat -f names"
              + " them, and PBS_NUM_NODES is not set; set PBS_NUM_NODES to the number of nodes");
    }
    List<String> command =
        List.of("aprun", "-q", "-n", count, "-N", "1", "cat", "/proc/cray_xt/nid");
    ProcessRunner.Outcome outcome = tools.aprun(command, LIMIT);
    if (outcome instanceof ProcessRunner.Finished done) {
      NodeSet nodes = parse(done.out());
      if (nodes.size() == Long.parseLong(count)) {
        file.write(nodes);
        return nodes;
      }
      throw new ClusterException(
          "aprun found "
              + nodes.size()
              + " of "
              + count
              + " nodes of this job: "
              + PbsText.lastLine(done.err().isBlank() ? done.out() : done.err()));
    }
    throw new ClusterException(
        outcome instanceof ProcessRunner.NotStarted not
            ? not.reason()
            : "aprun gave no answer in " + LIMIT.toSeconds() + " s");
  }

  /** One number a line in any order, and what aprun says itself. */
  static NodeSet parse(String output) {
    return Nids.ofVnodes(
        output
            .lines()
            .map(String::strip)
            .filter(line -> line.matches("[0-9]{1,7}"))
            .sorted(java.util.Comparator.comparingInt(Integer::parseInt))
            .collect(Collectors.toList()));
  }
}
