package org.scr4j.cluster.alps;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.Health;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.ProcessRunner;
import org.scr4j.cluster.pbs.PbsText;
import org.scr4j.cluster.pbs.PbsTools;

/** Runs the commands of ALPS, each with a deadline. */
final class AlpsTools {

  /** The number of the node that a process runs on; there on every node of a Cray. */
  private static final Path THIS_NODE = Path.of("/proc/cray_xt/nid");

  private final PbsTools runner;

  AlpsTools(PbsTools runner) {
    this.runner = runner;
  }

  /** The number of this node, which is no compute node as a rule. */
  static OptionalInt thisNode() {
    try {
      return Files.isReadable(THIS_NODE)
          ? Nids.number(Files.readString(THIS_NODE).strip())
          : OptionalInt.empty();
    } catch (IOException e) {
      // Not on a Cray: applications are told apart by their job.
      return OptionalInt.empty();
    }
  }

  /** The applications that run now, of all users and jobs. */
  List<AlpsApplication> applications(Duration limit) throws ClusterException, InterruptedException {
    ProcessRunner.Finished done = runner.run(AlpsApplication.command(), limit);
    return AlpsApplication.parse(PbsTools.good("apstat", done));
  }

  /**
   * What the system says of {@code nodes}: {@code xtprocadmin}, or where that is missing or says
   * nothing, {@code apstat}.
   *
   * @return those that it says something of
   * @throws ClusterException if neither says anything
   */
  Map<String, Health> states(NodeSet nodes, Duration limit)
      throws ClusterException, InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    String first;
    try {
      // Half of the time is left for the other.
      ProcessRunner.Finished done = runner.run(AlpsNode.xtprocadmin(nodes), limit.dividedBy(2));
      return judged(
          nodes,
          AlpsNode.parseXtprocadmin(PbsTools.good("xtprocadmin", done)),
          "xtprocadmin",
          done);
    } catch (ClusterException e) {
      first = e.getMessage();
    }
    Duration left = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
    try {
      ProcessRunner.Finished done = runner.run(AlpsNode.apstat(), left);
      return judged(nodes, AlpsNode.parseApstat(PbsTools.good("apstat", done)), "apstat", done);
    } catch (ClusterException e) {
      throw new ClusterException(first + "; " + e.getMessage(), e);
    }
  }

  private static Map<String, Health> judged(
      NodeSet nodes, Map<String, String> states, String tool, ProcessRunner.Finished done)
      throws ClusterException {
    Map<String, Health> found = new LinkedHashMap<>();
    for (String node : nodes) {
      String state = states.get(node);
      if (state != null) {
        found.put(node, AlpsNode.health(state));
      }
    }
    if (found.isEmpty()) {
      throw new ClusterException(
          tool + " printed no state of a node: '" + PbsText.shown(done.out()) + "'");
    }
    return found;
  }

  /**
   * Kills an application.
   *
   * @return whether there was one
   */
  boolean kill(String apid, Duration limit) throws ClusterException, InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    if (!runs(apid, limit)) {
      return false;
    }
    Duration left = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
    ProcessRunner.Finished done = runner.run(List.of("apkill", "-9", checked(apid)), left);
    if (done.status() != 0 && runs(apid, limit)) {
      PbsTools.good("apkill", done);
    }
    return true;
  }

  /** Whether an application is listed. */
  boolean runs(String apid, Duration limit) throws ClusterException, InterruptedException {
    return applications(limit).stream().anyMatch(one -> one.apid().equals(apid));
  }

  private static String checked(String apid) throws ClusterException {
    if (!apid.matches("[0-9]{1,18}")) {
      throw new ClusterException("'" + PbsText.shown(apid) + "' is not the id of an application");
    }
    return apid;
  }

  /** Runs an {@code aprun} of ours, and tells what became of it. */
  ProcessRunner.Outcome aprun(List<String> command, Duration limit) throws InterruptedException {
    return runner.outcome(command, limit);
  }
}
