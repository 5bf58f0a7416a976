package org.scr4j.cluster.alps;

import java.util.List;
import java.util.Optional;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.NodeSet;
import org.scr4j.fuzz.Holds;
import org.scr4j.fuzz.Input;
import org.scr4j.fuzz.Target;

/** What ALPS prints, lists of its numbers and the arguments of aprun. */
public final class AlpsTargets {

  private AlpsTargets() {}

  /** All of them. */
  public static List<Target> all() {
    return List.of(
        new Target("alps-apstat", AlpsTargets::applications),
        new Target("alps-nodes", AlpsTargets::nodes),
        new Target("alps-nids", AlpsTargets::nids),
        new Target("aprun-arguments", AlpsTargets::arguments),
        new Target("aprun-output", AlpsTargets::output));
  }

  private static void applications(Input input) {
    AlpsApplication.parse(input.text());
  }

  private static void nodes(Input input) {
    AlpsNode.parseXtprocadmin(input.text()).values().forEach(AlpsNode::health);
    AlpsNode.parseApstat(input.text()).values().forEach(AlpsNode::health);
    AlpsNodeList.parse(input.text());
  }

  private static void nids(Input input) {
    Optional<NodeSet> nodes = Nids.parse(input.text());
    nodes.ifPresent(set -> Holds.same(nodes, Nids.parse(Nids.list(set))));
    Nids.number(input.text());
    Nids.ofVnodes(input.lines());
  }

  private static void arguments(Input input) throws Exception {
    Holds.orDocumented(ClusterException.class, () -> AprunArguments.parse(input.words()));
  }

  private static void output(Input input) {
    AprunFanOut fanOut = new AprunFanOut("mark");
    fanOut.read(input.text());
    fanOut.answer("nid00001");
    input.lines().forEach(AprunMessages::isObstacle);
    AprunMessages.isRefusal(input.text());
  }
}
