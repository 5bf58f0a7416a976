package org.scr4j.cluster.pbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scr4j.cluster.Allocation;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.Health;
import org.scr4j.cluster.NodeChecks;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.ResourceManager;

/** PBS, by commands that answer as its own. */
@Timeout(120)
class PbsResourceManagerTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path directory;
  private World pbs;

  private static final class World extends EmulatedPbs {

    World(Path home) throws IOException {
      super(home, NodeSet.of("p9", "p2", "p3", "p10"), "pbs", List.of());
    }

    @Override
    public String manager() {
      return "PBS";
    }

    @Override
    public List<String> arguments(int nodes, List<String> program) {
      return program;
    }

    @Override
    public String nodeName() {
      return "uname -n";
    }
  }

  @BeforeEach
  void begin() throws IOException {
    pbs = new World(Files.createDirectory(directory.resolve("system")));
  }

  @AfterEach
  void end() throws Exception {
    assertThat(pbs.isAllocationAlive()).isTrue();
    pbs.close();
  }

  private Map<String, String> withNodeFile() throws IOException {
    Map<String, String> environment = pbs.environment();
    Path file = Files.writeString(directory.resolve("nodefile"), "p9\np9\np2\np3\np10\np10\n");
    environment.put("PBS_NODEFILE", file.toString());
    return environment;
  }

  private static ResourceManager open(Map<String, String> environment) throws ClusterException {
    return PbsPlatform.RESOURCE_MANAGER.open(environment);
  }

  private Map<String, Health> judge() throws Exception {
    return NodeChecks.all(open(withNodeFile()).checks(), pbs.nodes(), LONG);
  }

  @Test
  void theAllocationIsThatOfTheNodeFileAndItsEndThatOfTheServer() throws Exception {
    Allocation allocation = open(withNodeFile()).allocation();
    assertThat(allocation.jobId()).isEqualTo(EmulatedPbs.JOB);
    assertThat(allocation.user()).isEqualTo("alice");
    assertThat(allocation.nodes().toList()).containsExactly("p9", "p2", "p3", "p10");
    assertThat(allocation.endTime()).isEqualTo(pbs.end());
  }

  @Test
  void theEndIsTheSameInEveryTimeZone() throws Exception {
    Map<String, String> environment = withNodeFile();
    environment.put("TZ", "Asia/Tokyo");
    assertThat(open(environment).allocation().endTime()).isEqualTo(pbs.end());
  }

  @Test
  void withoutANodeFileTheServerNamesTheHosts() throws Exception {
    assertThat(open(pbs.environment()).allocation().nodes().toList())
        .containsExactly("p9", "p2", "p3", "p10");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fail", "garbage"})
  void whileTheServerIsAwayTheJobGoesOnAndNodesAreUnknown(String fault) throws Exception {
    ResourceManager manager = open(withNodeFile());
    assertThat(manager.allocation().endTime()).isEqualTo(pbs.end());
    Files.writeString(pbs.state("behaviour/all"), fault + "\n");
    assertThat(manager.allocation().nodes().size()).isEqualTo(4);
    assertThat(manager.allocation().endTime()).as("what was known last").isEqualTo(pbs.end());
    assertThat(open(withNodeFile()).allocation().endTime()).isEmpty();
    assertThat(judge().values()).allMatch(Health.Unknown.class::isInstance);
    ResourceManager withoutFile = open(pbs.environment());
    assertThatThrownBy(withoutFile::allocation)
        .isInstanceOf(ClusterException.class)
        .message()
        .startsWith("qstat ")
        .doesNotContain("\n");
  }

  @Test
  void aServerThatHangsIsNotWaitedForLongerThanTheChecks() throws Exception {
    Files.writeString(pbs.state("behaviour/pbsnodes"), "hang\n");
    assertThat(
            NodeChecks.all(open(withNodeFile()).checks(), pbs.nodes(), Duration.ofSeconds(1))
                .values())
        .allMatch(Health.Unknown.class::isInstance);
  }

  @Test
  void statesAreKnownThoughTheJobCannotBeAskedFor() throws Exception {
    Files.writeString(pbs.state("behaviour/qstat"), "fail\n");
    pbs.kill("p3");
    assertThat(judge())
        .containsEntry("p3", new Health.Failed("PBS: down (node down: communication closed)"))
        .containsEntry("p9", new Health.Healthy());
  }

  @Test
  void theServerIsAskedOnceForAllNodes() throws Exception {
    judge();
    assertThat(pbs.calls("pbsnodes")).containsExactly("-a");
    assertThat(pbs.calls("qstat")).containsExactly("-f " + EmulatedPbs.JOB);
  }

  @Test
  void aNodeThatWasReleasedHasFailed() throws Exception {
    Files.writeString(pbs.state("order"), "p9\np2\np3\n");
    assertThat(judge())
        .containsEntry("p10", new Health.Failed("PBS: the job has it no more"))
        .containsEntry("p9", new Health.Healthy());
  }

  @Test
  void aJobThatHasEndedIsAFault() throws Exception {
    Map<String, String> environment = withNodeFile();
    environment.put("PBS_JOBID", "1.sdb");
    ResourceManager gone = open(environment);
    assertThatThrownBy(gone::allocation)
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("job 1.sdb (PBS_JOBID) has ended");
  }

  @Test
  void withoutAJobTheRemedyIsTold() {
    assertThat(PbsPlatform.RESOURCE_MANAGER.evidence(Map.of())).isEmpty();
    assertThatThrownBy(() -> open(Map.of()))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("start one with qsub");
  }
}
