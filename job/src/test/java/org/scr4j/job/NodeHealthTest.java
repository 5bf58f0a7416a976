package org.scr4j.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.scr4j.cluster.Health;
import org.scr4j.cluster.NodeCheck;
import org.scr4j.cluster.NodeSet;

class NodeHealthTest {

  private static final Duration LIMIT = Duration.ofSeconds(5);

  private static NodeCheck check(String called, Function<String, Health> judge) {
    return new NodeCheck() {
      @Override
      public String name() {
        return called;
      }

      @Override
      public Map<String, Health> check(NodeSet nodes, Duration deadline) {
        Map<String, Health> found = new LinkedHashMap<>();
        nodes.forEach(node -> found.put(node, judge.apply(node)));
        return found;
      }
    };
  }

  private static Health failIf(boolean failed, String reason) {
    return failed ? new Health.Failed(reason) : new Health.Healthy();
  }

  @Test
  void everyNodeIsUpDownOrUnknown() throws Exception {
    NodeCheck first = check("a", node -> failIf(node.equals("n2"), "no power"));
    NodeCheck second =
        check("b", node -> node.equals("n3") ? new Health.Unknown("slow") : new Health.Healthy());
    NodeReport report =
        new NodeHealth(List.of(first), List.of(second), NodeSet.empty(), LIMIT)
            .check(NodeSet.parse("n[1-4]"), Map.of());
    assertThat(report.up()).isEqualTo(NodeSet.of("n1", "n4"));
    assertThat(report.down()).containsExactly(entry("n2", "no power"));
    assertThat(report.unknown()).containsOnlyKeys("n3");
  }

  @Test
  void excludedNodesAndThoseOnceDownStayOutWithoutBeingAsked() throws Exception {
    NodeCheck all = check("a", node -> failIf(!node.equals("n1"), "must not be asked"));
    NodeReport report =
        new NodeHealth(List.of(all), List.of(), NodeSet.of("n3"), LIMIT)
            .check(NodeSet.parse("n[1-3]"), Map.of("n2", "was down"));
    assertThat(report.up()).isEqualTo(NodeSet.of("n1"));
    assertThat(report.down()).containsExactly(entry("n2", "was down"));
    assertThat(report.unfit()).containsExactly(entry("n3", "excluded by SCR_EXCLUDE_NODES"));
  }

  @Test
  void nobodyWaitsForANodeThatTheSchedulerKnowsToBeDead() throws Exception {
    NodeCheck scheduler =
        check(
            "resmgr",
            node ->
                switch (node) {
                  case "n1" -> new Health.Failed("down");
                  case "n2" -> new Health.Unfit("drained");
                  case "n3" -> new Health.Unknown("no answer of the scheduler");
                  default -> new Health.Healthy();
                });
    List<String> asked = new ArrayList<>();
    NodeCheck ping =
        check(
            "ping",
            node -> {
              asked.add(node);
              return failIf(node.equals("n5"), "silent");
            });
    NodeReport report =
        new NodeHealth(List.of(scheduler), List.of(ping), NodeSet.empty(), LIMIT)
            .check(NodeSet.parse("n[1-5]"), Map.of());
    assertThat(asked).containsExactly("n2", "n4", "n5");
    assertThat(report.up()).isEqualTo(NodeSet.of("n4"));
    assertThat(report.unfit()).containsExactly(entry("n2", "drained"));
    assertThat(report.unknown()).containsOnlyKeys("n3");
    assertThat(report.down()).containsExactly(entry("n1", "down"), entry("n5", "silent"));
  }
}
