package org.scr4j.cluster.flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.Health;
import org.scr4j.cluster.NodeSet;

/** States of nodes as {@code flux resource status} prints them. */
class FluxStatusTest {

  private static final NodeSet NODES = NodeSet.parse("node[1-4]");

  private static String why(Health health) {
    return health instanceof Health.Failed failed ? failed.reason() : "";
  }

  @Test
  void aLostNodeIsDownThoughTheListOfResourcesHasForgottenIt() throws Exception {
    FluxStatus status = FluxStatus.parse("avail|node[1-2,4]|\navail*|node3|\n");
    Map<String, Health> found = FluxStateCheck.judge(NODES, status);
    assertThat(why(found.get("node3"))).isEqualTo("lost: its broker is not connected");
    assertThat(found.get("node1")).isInstanceOf(Health.Healthy.class);
    assertThat(status.lost(NODES)).isEqualTo(NodeSet.of("node3"));
    assertThat(status.usable(NODES)).isEqualTo(NodeSet.parse("node[1-2,4]"));
  }

  @Test
  void aDrainedNodeIsDownForItsReasonAndNotLost() throws Exception {
    FluxStatus status = FluxStatus.parse("avail|node[1-2,4]|\ndrained|node3|disk | broken ✗\n");
    assertThat(why(FluxStateCheck.judge(NODES, status).get("node3")))
        .isEqualTo("drained: disk | broken ✗");
    assertThat(status.lost(NODES).isEmpty()).isTrue();
  }

  @Test
  void aDrainedNodeThatIsLostAsWellIsLost() throws Exception {
    assertThat(FluxStatus.parse("drained*|node3|was bad").lost(NODES))
        .isEqualTo(NodeSet.of("node3"));
  }

  @ParameterizedTest
  @CsvSource({
    "drained, drained",
    "draining, draining",
    "torpid, 'torpid: its broker answers slowly, so no job gets it'",
    "exclude, excluded by Flux's configuration",
    "offline, lost: its broker is not connected",
    "allocated*, lost: its broker is not connected"
  })
  void everyUnusableStateHasItsReason(String state, String reason) throws Exception {
    assertThat(why(FluxStatus.parse(state + "|n1|").of("n1").orElseThrow())).isEqualTo(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"avail", "allocated", "housekeeping", "somethingnew"})
  void anyOtherConnectedStateIsHealthy(String state) throws Exception {
    assertThat(FluxStatus.parse(state + "|n1|").of("n1").orElseThrow())
        .isInstanceOf(Health.Healthy.class);
  }

  @Test
  void aNodeThatFluxDoesNotMentionCannotBeHad() throws Exception {
    Map<String, Health> found =
        FluxStateCheck.judge(NodeSet.of("n1", "n9"), FluxStatus.parse("avail|n1|"));
    assertThat(why(found.get("n9"))).isEqualTo("Flux does not know it");
  }

  @Test
  void ofSeveralBrokersOfAHostTheWorseCounts() throws Exception {
    FluxStatus status = FluxStatus.parse("avail|vm,vm|\navail*|vm|\n");
    assertThat(status.lost(NodeSet.of("vm"))).isEqualTo(NodeSet.of("vm"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n\n",
        "Knoten: außer Betrieb",
        "avail|node[1-",
        "avail|node[1-|",
        "avail node1",
        "|node1|",
        "avail**|n|",
        "flux-resource: ERROR: Invalid resource state avail specified",
        "\u0001\u00ff<<<||| = = ="
      })
  void whatIsNoStatusIsAnErrorAndNobodyIsDown(String output) {
    assertThatThrownBy(() -> FluxStatus.parse(output))
        .isInstanceOf(ClusterException.class)
        .satisfies(error -> assertThat(error.getMessage()).doesNotContain("\n"));
  }
}
