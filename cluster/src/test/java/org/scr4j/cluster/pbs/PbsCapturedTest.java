package org.scr4j.cluster.pbs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.Health;
import org.scr4j.cluster.NodeSet;

/**
 * What OpenPBS 23.06.06 printed, as a whole, of a job on five of six nodes, one of which is dead.
 * Names of users and directories are changed.
 */
class PbsCapturedTest {

  private static String captured(String name) throws IOException {
    try (InputStream in =
        PbsCapturedTest.class.getResourceAsStream("/openpbs-23.06/" + name + ".txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void theDeadNodeOfAJobHasTwoStates() throws IOException {
    List<PbsNode> nodes = PbsNode.parse(captured("pbsnodes-a"));
    assertThat(nodes).hasSize(6);
    assertThat(nodes.get(2).states()).containsExactly("down", "job-exclusive");
    Map<String, Health> found =
        new PbsNodes(nodes).judge(NodeSet.parse("n[1-5]"), List.of("n1", "n2", "n3", "n4", "n5"));
    assertThat(found)
        .containsEntry("n3", new Health.Failed("PBS: down (node down: communication closed)"));
    found.remove("n3");
    assertThat(found).hasSize(4);
    assertThat(found.values()).allMatch(Health.Healthy.class::isInstance);
  }

  @Test
  void theJobStillRunsOnAllOfItsHosts() throws IOException, ClusterException {
    PbsJob job = PbsJob.parse(captured("qstat-f"), Instant.EPOCH);
    assertThat(job)
        .isEqualTo(
            new PbsJob(
                "1.login",
                Optional.of("alice"),
                "R",
                List.of("n1", "n2", "n3", "n4", "n5"),
                List.of("n1", "n2", "n3", "n4", "n5"),
                Optional.of(Instant.parse("2026-11-23T02:18:05Z"))));
  }
}
