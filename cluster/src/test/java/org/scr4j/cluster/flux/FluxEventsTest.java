package org.scr4j.cluster.flux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scr4j.cluster.NodeSet;

/** Logs of jobs, as captured. */
class FluxEventsTest {

  private static final String BEGIN =
      """
      1795348118.603425 submit userid=0 urgency=16 flags=0 version=1
      1795348118.614972 validate
      1795348118.626194 priority priority=16
      """;

  private static final String STARTED =
      BEGIN
          + """
          1795348118.631674 alloc annotations={"sched":{"resource_summary":"rank[0-3]/core0"}}
          1795348118.645838 start
          """;

  @Test
  void aNodeThatFailsUnderAJobIsNamed() {
    FluxEvents events =
        FluxEvents.parse(
            STARTED
                + """
                1795348121.872644 exception type="exec" severity=0 userid=0 note="node failure on node3 (rank 2)"
                1795348121.886894 finish status=36608
                1795348121.888550 release ranks="all" final=true
                1795348121.888578 free
                1795348121.888586 clean
                """);
    assertThat(events.started()).isTrue();
    assertThat(events.over()).isTrue();
    assertThat(events.lost()).isEqualTo(NodeSet.of("node3"));
    assertThat(events.fatal()).contains("node failure on node3 (rank 2)");
  }

  @Test
  void aNodeThatFailsUnderANestedInstanceIsNamedThoughTheJobGoesOn() {
    FluxEvents events =
        FluxEvents.parse(
            STARTED
                + "1795348788.6 memo uri=\"ssh://node1/tmp/flux-gycAlN/local-0\"\n"
                + "1795348789.8 exception type=\"node-failure\" severity=2 userid=0 note=\"node"
                + " failure on node[3-4] (shell ranks 2-3)\"\n");
    assertThat(events.lost()).isEqualTo(NodeSet.parse("node[3-4]"));
    assertThat(events.fatal()).isEmpty();
    assertThat(events.over()).isFalse();
  }

  @Test
  void aJobThatCannotGetItsNodesHasNotStarted() {
    FluxEvents events =
        FluxEvents.parse(
            BEGIN
                + "1795348120.1 exception type=\"alloc\" severity=0 userid=0 note=\"unsatisfiable"
                + " request: need 4 node(s) with 1 cores each, only 3 eligible\"\n"
                + "1795348120.2 clean\n");
    assertThat(events.started()).isFalse();
    assertThat(events.fatal().orElseThrow()).startsWith("unsatisfiable request: need 4 node(s)");
  }

  @Test
  void anExceptionWithoutANoteIsCalledByItsType() {
    String cancelled = "1795347602.673621 exception type=\"cancel\" severity=0 note=\"\" userid=0";
    assertThat(FluxEvents.parse(cancelled).fatal()).contains("cancel");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "flux-job: No such file or directory",
        "1795347602.6 exception",
        "1795347602.6 exception note=\"node failure on node[3 (rank 2)\" severity=x",
        "1795347602.6 exception note=\"node failure on",
        "\u0001\u00ff<<<||| = = =\n1795347602"
      })
  void garbageLosesNoNode(String output) {
    FluxEvents events = FluxEvents.parse(output);
    assertThat(events.lost().isEmpty()).isTrue();
    assertThat(events.fatal()).isEmpty();
    assertThat(events.started()).isFalse();
  }
}
