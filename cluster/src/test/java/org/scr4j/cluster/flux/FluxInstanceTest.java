package org.scr4j.cluster.flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.NodeSet;

/** What {@code flux lsattr -v} prints. */
class FluxInstanceTest {

  /** Of an instance in an allocation of Slurm, as captured. */
  private static final String OUTERMOST =
      """
      broker.boot-method                      simple
      broker.mapping                          [[0,4,1,1]]
      broker.quorum                           4
      conf.shell_pluginpath                   <prefix>/lib/flux/shell/plugins
      hostlist                                node[1-4]
      hostname                                node1
      instance-level                          0
      jobid-path                              /
      local-uri                               local:///tmp/flux-F0kBNg/local-0
      parent-uri                              -
      rank                                    0
      security.owner                          0
      size                                    4
      tbon.endpoint                           tcp://[::ffff:10.77.0.11]:43497
      version                                 0.88.0-59-g4a5e79f56
      """;

  @Test
  void anOutermostInstanceHasNoJob() throws Exception {
    FluxInstance instance = FluxInstance.parse(OUTERMOST);
    assertThat(instance.nodes()).isEqualTo(NodeSet.parse("node[1-4]"));
    assertThat(instance.jobId()).isEmpty();
    assertThat(instance.rank()).isZero();
    assertThat(instance.uri()).isEqualTo("local:///tmp/flux-F0kBNg/local-0");
    assertThat(instance.owner()).isEqualTo("0");
  }

  @Test
  void aNestedInstanceIsAJobOfTheOneAroundIt() throws Exception {
    FluxInstance instance = FluxInstance.parse("jobid  ƒHsUpzb\nhostlist n7,n[2-3]\nrank 2\n");
    assertThat(instance.jobId()).contains("fHsUpzb");
    assertThat(instance.nodes().toList()).containsExactly("n7", "n2", "n3");
    assertThat(instance.ranks()).isEqualTo(Map.of("n7", 0, "n2", 1, "n3", 2));
  }

  @Test
  void severalBrokersOfAHostAreOneNode() throws Exception {
    FluxInstance instance = FluxInstance.parse("hostlist vm[1,1],vm[2-3],vm2\nrank 3\n");
    assertThat(instance.hosts()).hasSizeGreaterThan((int) instance.nodes().size());
    assertThat(instance.nodes().toList()).containsExactly("vm1", "vm2", "vm3");
    assertThat(FluxInstance.parse("hostlist vm,vm,vm\nrank 2").ranks()).isEqualTo(Map.of("vm", 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hostlist -\nrank 0",
        "hostlist node[1-\nrank 0",
        "hostlist a[1-2],,]b\nrank x",
        "hostlist node[1-4]",
        "hostlist node[1-4]\nrank 4",
        "hostlist node[1-4]\nrank -1",
        "hostlist node[1-4]\nrank 99999999999",
        "hostlist n[1-9999999]\nrank 0",
        "hostlist node1\nrank 0\njobid 12;rm",
        "\u0001\u00ff<<<||| = = ="
      })
  void whatIsNoInstanceIsAnErrorOfOneLine(String output) {
    assertThatThrownBy(() -> FluxInstance.parse(output))
        .isInstanceOf(ClusterException.class)
        .satisfies(error -> assertThat(error.getMessage()).doesNotContain("\n"));
  }
}
