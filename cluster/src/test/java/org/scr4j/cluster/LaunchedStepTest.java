package org.scr4j.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a step is ended of which a node is gone. */
@Timeout(60)
class LaunchedStepTest {

  private static final NodeSet NODES = NodeSet.of("n1", "n2", "n3");

  private final Set<String> asked = new ConcurrentSkipListSet<>();

  /** Nothing is left on any node; whoever is asked is noted. */
  private final RemoteShell shell =
      new RemoteShell() {
        @Override
        public String name() {
          return "noting";
        }

        @Override
        public Map<String, Result> run(NodeSet nodes, List<String> command, Duration deadline) {
          Map<String, Result> results = new LinkedHashMap<>();
          nodes.forEach(node -> results.put(node, new Finished(0, "", "", Duration.ZERO)));
          asked.addAll(nodes.toList());
          return results;
        }
      };

  private final ResourceManager manager =
      new ResourceManager() {
        @Override
        public String name() {
          return "none";
        }

        @Override
        public Allocation allocation() {
          return new Allocation("7", "user", NODES, Optional.empty());
        }
      };

  private LaunchedStep start(LaunchedStep.Behaviour behaviour) throws ClusterException {
    Map<String, String> environment = Map.of("PATH", System.getenv("PATH"));
    return LaunchedStep.start(
        List.of("sleep", "300"),
        environment,
        NODES,
        StepMark.create("7"),
        new Site(environment, manager, Optional.empty(), Optional.of(shell)),
        behaviour,
        StepOutput.inherited());
  }

  /** A launcher whose step loses {@code node}. */
  private static LaunchedStep.Behaviour losing(String node) {
    return new LaunchedStep.Behaviour() {
      @Override
      public Launcher.Outcome outcome(int status, Optional<String> obstacle) {
        return new Launcher.Exited(status);
      }

      @Override
      public boolean isLost(String one) {
        return one.equals(node);
      }

      @Override
      public NodeSet lost(NodeSet nodes) throws InterruptedException {
        return NodeSet.of(node).intersection(nodes);
      }
    };
  }

  @Test
  void aNodeThatWasFoundLostIsNotAskedForWhatIsLeft() throws Exception {
    LaunchedStep step = start(losing("n2"));
    step.end(Duration.ZERO);
    assertThat(step.awaitClean(Duration.ofSeconds(20))).isTrue();
    assertThat(asked).containsExactly("n1", "n3");
    assertThat(step.await()).isInstanceOf(Launcher.NodesLost.class);
  }

  @Test
  void allOthersAre() throws Exception {
    LaunchedStep step = start(losing("n9"));
    step.end(Duration.ZERO);
    assertThat(step.awaitClean(Duration.ofSeconds(20))).isTrue();
    assertThat(asked).containsExactly("n1", "n2", "n3");
    assertThat(step.await()).isNotInstanceOf(Launcher.NodesLost.class);
  }
}
