package org.scr4j.cluster.moab;

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
import org.scr4j.cluster.pbs.EmulatedPbs;

/** MOAB, by commands that answer as its own, over PBS and alone. */
@Timeout(120)
class MoabPlatformTest {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String ID = "4761849";

  @TempDir Path directory;
  private World moab;

  /** A job of MOAB over PBS on nodes n1 to n4. */
  private static final class World extends EmulatedPbs {

    World(Path home) throws IOException {
      super(
          home,
          NodeSet.parse("n[1-4]"),
          "moab",
          List.of("checkjob", "showq", "mdiag", "canceljob", "mjobctl"));
    }

    @Override
    public Map<String, String> environment() {
      Map<String, String> environment = super.environment();
      environment.put("MOAB_JOBID", ID);
      environment.put("MOAB_NODELIST", "n1&n2&n3&n4");
      return environment;
    }

    Map<String, String> alone() {
      Map<String, String> environment = environment();
      environment.remove("PBS_JOBID");
      return environment;
    }

    @Override
    public String manager() {
      return "MOAB";
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
    moab = new World(Files.createDirectory(directory.resolve("system")));
  }

  @AfterEach
  void end() throws Exception {
    assertThat(moab.isAllocationAlive()).isTrue();
    moab.close();
  }

  private static ResourceManager open(Map<String, String> environment) throws ClusterException {
    return MoabPlatform.RESOURCE_MANAGER.open(environment);
  }

  private Map<String, Health> judge(Map<String, String> environment) throws Exception {
    return NodeChecks.all(open(environment).checks(), moab.nodes(), LONG);
  }

  @Test
  void theJobIsFoundByItsVariable() {
    assertThat(MoabPlatform.RESOURCE_MANAGER.evidence(moab.environment()))
        .contains("MOAB_JOBID=4761849");
    assertThat(MoabPlatform.RESOURCE_MANAGER.evidence(Map.of())).isEmpty();
  }

  @Test
  void overPbsTheAllocationIsThatOfPbs() throws ClusterException {
    Allocation allocation = open(moab.environment()).allocation();
    assertThat(allocation.jobId()).isEqualTo(EmulatedPbs.JOB);
    assertThat(allocation.user()).isEqualTo("alice");
    assertThat(allocation.nodes()).isEqualTo(moab.nodes());
    assertThat(allocation.endTime()).as("MOAB sets no limit here").isEqualTo(moab.end());
  }

  @Test
  void aloneTheAllocationIsThatOfItsVariables() throws ClusterException {
    Allocation allocation = open(moab.alone()).allocation();
    assertThat(allocation.jobId()).isEqualTo(ID);
    assertThat(allocation.nodes().toList()).containsExactly("n1", "n2", "n3", "n4");
    assertThat(allocation.endTime()).isEmpty();
  }

  @Test
  void withoutVariablesTheNodesAreThoseOfCheckjob() throws ClusterException {
    Map<String, String> environment = moab.alone();
    environment.remove("MOAB_NODELIST");
    assertThat(open(environment).allocation().nodes()).isEqualTo(moab.nodes());
  }

  @Test
  void whereCheckjobFailsShowqIsAsked() throws Exception {
    Files.writeString(moab.state("behaviour/checkjob"), "fail\n");
    Map<String, String> environment = moab.alone();
    environment.put("MOAB_JOBID", "103253");
    assertThat(open(environment).allocation().endTime()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"fail", "garbage", "locale"})
  void whileMoabIsAwayTheJobGoesOn(String fault) throws Exception {
    for (String command : List.of("checkjob", "showq", "mdiag")) {
      Files.writeString(moab.state("behaviour").resolve(command), fault + "\n");
    }
    assertThat(open(moab.environment()).allocation().nodes()).isEqualTo(moab.nodes());
    assertThat(open(moab.alone()).allocation().nodes()).isEqualTo(moab.nodes());
    assertThat(judge(moab.environment()).values()).allMatch(Health.Healthy.class::isInstance);
    boolean speaksC = fault.equals("locale");
    assertThat(judge(moab.alone()).values())
        .allMatch(speaksC ? Health.Healthy.class::isInstance : Health.Unknown.class::isInstance);
  }

  @Test
  void aJobThatNobodyKnowsIsAFaultInOneLine() {
    Map<String, String> environment = moab.alone();
    environment.remove("MOAB_NODELIST");
    environment.put("MOAB_JOBID", "1");
    assertThatThrownBy(() -> open(environment).allocation())
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("invalid job specified (1)")
        .message()
        .doesNotContain("\n");
  }

  @Test
  void withoutAJobTheRemedyIsTold() {
    assertThatThrownBy(() -> open(Map.of()))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("msub -E -l resfailpolicy=ignore");
  }

  @Test
  void aDeadNodeHasFailed() throws Exception {
    moab.kill("n2");
    assertThat(judge(moab.alone()))
        .containsEntry("n2", new Health.Failed("MOAB: down"))
        .containsEntry("n1", new Health.Healthy());
    assertThat(judge(moab.environment()))
        .containsEntry("n2", new Health.Failed("PBS: down (node down: communication closed)"))
        .containsEntry("n3", new Health.Healthy());
  }
}
