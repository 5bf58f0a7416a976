package org.scr4j.cluster.pbs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scr4j.cluster.Health;
import org.scr4j.cluster.NodeSet;

class PbsNodeTest {

  /** From OpenPBS 23.06: one well, one dead, one that the administrator took out. */
  private static final String OPENPBS =
      """
      p2
           Mom = p2
           Port = 15002
           ntype = PBS
           state = free
           jobs = 0.p1/0, 0.p1/1
           resources_available.host = p2
           comment = bad disk

      p3
           Mom = p3
           state = down
           resources_available.host = p3
           comment = node down: communication closed
           last_state_change_time = Sun Nov 22 11:54:38 2026

      p5
           Mom = p5
           state = offline
           comment = bad disk
      """;

  /** From Torque; the long line says something of a state too. */
  private static final String TORQUE =
      """
      wn001.example.org
           state = job-exclusive
           power_state = Running
           np = 8
           status = rectime=1400000000,varattr=,state=down,loadave=7.5,opsys=linux
           note = old trouble

      lcg1367.gridpp.rl.ac.uk
           state = down,offline
           np = 12
           note = memory
      """;

  private static Map<String, Health> judge(String text, String nodes, String... members) {
    return new PbsNodes(PbsNode.parse(text)).judge(NodeSet.parse(nodes), List.of(members));
  }

  @Test
  void downAndOfflineNodesHaveFailedForTheReasonThatIsGiven() {
    assertThat(judge(OPENPBS, "p2,p3,p5"))
        .isEqualTo(
            Map.of(
                "p2", new Health.Healthy(),
                "p3", new Health.Failed("PBS: down (node down: communication closed)"),
                "p5", new Health.Failed("PBS: offline (bad disk)")));
  }

  @Test
  void torqueHasNotesAndStatusLines() {
    assertThat(judge(TORQUE, "wn001.example.org,lcg1367"))
        .isEqualTo(
            Map.of(
                "wn001.example.org", new Health.Healthy(),
                "lcg1367", new Health.Failed("PBS: offline (memory)")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "free|",
        "job-busy|",
        "job-exclusive,busy|",
        "resv-exclusive|",
        "down|PBS: down",
        "Down|PBS: down",
        "offline,job-exclusive|PBS: offline",
        "job-exclusive,down|PBS: down",
        "Stale|PBS: not known to its own daemon any more",
        "wait-provisioning|PBS: about to be provisioned",
        "down,offline_by_mom|PBS: set offline by its own daemon"
      })
  void anyUnusableStateInAListCounts(String states, String reason) {
    Health health = new PbsNode("n", Set.of(), states(states), "").health();
    assertThat(health).isEqualTo(reason == null ? new Health.Healthy() : new Health.Failed(reason));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"state-unknown", "state-unknown,down", "initializing", "nonsense", "free,x"})
  void whatTheServerDoesNotKnowIsUnknown(String states) {
    assertThat(new PbsNode("n", Set.of(), states(states), "").health())
        .isInstanceOf(Health.Unknown.class);
  }

  private static Set<String> states(String text) {
    return PbsNode.parse("n\n     state = " + text + "\n").get(0).states();
  }

  @Test
  void aNodeThatIsNotListedIsUnknown() {
    assertThat(judge(OPENPBS, "p9").get("p9")).isInstanceOf(Health.Unknown.class);
  }

  @Test
  void hostsAreFoundWithAndWithoutTheirDomain() {
    String text = "p2\n     Mom = p2.site.org\n     state = down\n";
    assertThat(judge(text, "p2,p2.site.org").values()).allMatch(Health.Failed.class::isInstance);
    String two = "a.east.org\n     state = down\na.west.org\n     state = free\n";
    assertThat(judge(two, "a,a.west.org"))
        .containsEntry("a.west.org", new Health.Healthy())
        .hasEntrySatisfying("a", one -> assertThat(one).isInstanceOf(Health.Unknown.class));
  }

  @Test
  void aHostIsAsBadAsTheWorstOfItsNodes() {
    String text =
        """
        h[0]
             state = free
             resources_available.host = h
        h[1]
             state = offline
             resources_available.host = h
        """;
    assertThat(judge(text, "h")).containsEntry("h", new Health.Failed("PBS: offline"));
  }

  @Test
  void aNodeThatTheJobHasNoMoreHasFailed() {
    assertThat(judge(OPENPBS, "p2", "p9"))
        .containsEntry("p2", new Health.Failed("PBS: the job has it no more"));
    assertThat(judge(OPENPBS, "p2")).containsEntry("p2", new Health.Healthy());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "pbsnodes: No nodes found\n",
        "Knoten: außer Betrieb\n",
        "\u0001\u00ff<<<|||= = =\n\n\tx",
        "p2\n     state\n",
        "p2\n     state = \n",
        "     state = down\n"
      })
  void garbageDescribesNoNode(String text) {
    assertThat(PbsNode.parse(text)).isEmpty();
  }

  @Test
  void everyTruncationSaysNothingWrong() {
    for (int length = 0; length < OPENPBS.length(); length++) {
      Map<String, Health> found = judge(OPENPBS.substring(0, length), "p2");
      assertThat(found.get("p2")).isNotInstanceOf(Health.Failed.class);
    }
  }

  @Test
  void tenThousandNodesAreReadAtOnce() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      text.append(OPENPBS.replace("p2", "a" + i).replace("p3", "b" + i).replace("p5", "c" + i));
    }
    Map<String, Health> found = judge(text.toString(), "a[0-9999],b[0-9999]");
    assertThat(found.values().stream().filter(Health.Failed.class::isInstance)).hasSize(10_000);
  }
}
