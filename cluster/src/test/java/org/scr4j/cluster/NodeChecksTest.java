package org.scr4j.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class NodeChecksTest {

  private static final NodeSet NODES = NodeSet.parse("n[1-3]");
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final Health HEALTHY = new Health.Healthy();

  private interface Body {
    Health of(String node) throws ClusterException, InterruptedException;
  }

  private static NodeCheck check(String name, Body body) {
    return new NodeCheck() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Map<String, Health> check(NodeSet nodes, Duration deadline)
          throws ClusterException, InterruptedException {
        Map<String, Health> found = new LinkedHashMap<>();
        for (String node : nodes) {
          found.put(node, body.of(node));
        }
        return found;
      }
    };
  }

  private static Map<String, Health> all(NodeCheck... checks) throws InterruptedException {
    return NodeChecks.all(List.of(checks), NODES, LONG);
  }

  @Test
  void theFirstFailureWinsAndUnknownIsNotHealthy() throws Exception {
    Function<String, Health> failed = Health.Failed::new;
    Map<String, Health> found =
        all(
            check("a", n -> n.equals("n1") ? new Health.Unknown("late") : HEALTHY),
            check("b", n -> n.equals("n2") ? HEALTHY : failed.apply("b says no")),
            check("c", n -> n.equals("n2") ? new Health.Unknown("hm") : failed.apply("c too")));

    assertThat(found)
        .containsExactly(
            Map.entry("n1", new Health.Failed("b says no")),
            Map.entry("n2", new Health.Unknown("hm")),
            Map.entry("n3", new Health.Failed("b says no")));
  }

  @Test
  void withoutChecksAllAreHealthy() throws Exception {
    assertThat(all()).containsOnlyKeys("n1", "n2", "n3").containsValue(HEALTHY);
    assertThat(NodeChecks.all(List.of(), NodeSet.empty(), LONG)).isEmpty();
  }

  @Test
  void checksRunAtTheSameTime() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    Body meet =
        node -> {
          both.countDown();
          return both.await(5, TimeUnit.SECONDS) ? HEALTHY : new Health.Failed("alone");
        };

    assertThat(all(check("a", meet), check("b", meet)).values()).containsOnly(HEALTHY);
  }

  @Test
  void aCheckThatBreaksOrHangsLeavesNodesUnknown() throws Exception {
    NodeCheck breaks =
        check(
            "x",
            node -> {
              throw new ClusterException("squeue does not answer");
            });
    assertThat(all(breaks).values())
        .containsOnly(new Health.Unknown("check x: squeue does not answer"));

    NodeCheck hangs =
        check(
            "y",
            node -> {
              new CountDownLatch(1).await();
              return HEALTHY;
            });
    assertThat(NodeChecks.all(List.of(hangs), NODES, Duration.ofMillis(50)).values())
        .containsOnly(new Health.Unknown("check y: no answer in 0.05 s"));
  }

  @Test
  void unfitIsWorseThanHealthyAndLessSureThanUnknown() throws Exception {
    NodeCheck drained = check("a", node -> new Health.Unfit("drained"));
    NodeCheck one =
        check(
            "b",
            node ->
                switch (node) {
                  case "n1" -> HEALTHY;
                  case "n2" -> new Health.Unknown("late");
                  default -> new Health.Failed("no power");
                });

    assertThat(all(drained, one))
        .containsExactly(
            Map.entry("n1", new Health.Unfit("drained")),
            Map.entry("n2", new Health.Unknown("late")),
            Map.entry("n3", new Health.Failed("no power")));
  }
}
