package org.scr4j.cluster.lsf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scr4j.cluster.Health;
import org.scr4j.cluster.NodeSet;

/** What bhosts prints of hosts. */
class LsfHostTest {

  private static final NodeSet ASKED = NodeSet.of("hostA", "hostB", "hostC");

  @Test
  void membersOfHostGroupsAreAskedForOneByOne() {
    assertThat(LsfHost.command(ASKED))
        .containsExactly(
            "bhosts",
            "-X",
            "-noheader",
            "-o",
            "host_name status delimiter='^'",
            "hostA",
            "hostB",
            "hostC");
  }

  @Test
  void statesAreReadByHost() {
    String output = "hostB^unavail\r\nhostA^closed_Excl\n hostD^ok\n";
    assertThat(LsfHost.parse(output, ASKED))
        .isEqualTo(Map.of("hostA", "closed_Excl", "hostB", "unavail"));
  }

  @Test
  void tenThousandHostsAreRead() {
    StringBuilder output = new StringBuilder();
    List<String> names = new ArrayList<>();
    for (int i = 10_000; i > 0; i--) {
      names.add("c" + i);
      output.append("c").append(i).append(i % 100 == 0 ? "^unavail\n" : "^closed_Full\n");
    }
    Map<String, String> found = LsfHost.parse(output.toString(), NodeSet.of(names));
    assertThat(found).hasSize(10_000);
    assertThat(found.values().stream().filter("unavail"::equals)).hasSize(100);
    assertThat(LsfHost.parse("x".repeat(1 << 20) + "^ok\n", ASKED)).isEmpty();
  }

  @Test
  void domainsAreLeftAside() {
    assertThat(LsfHost.parse("hostA.example.org^ok\n", ASKED)).isEqualTo(Map.of("hostA", "ok"));
    assertThat(LsfHost.parse("hostA^ok\n", NodeSet.of("hostA.example.org")))
        .isEqualTo(Map.of("hostA.example.org", "ok"));
  }

  @Test
  void linesThatTellNothingArePassedOver() {
    String output =
        String.join(
            "\n",
            List.of(
                "HOST_NAME          STATUS       JL/U    MAX  NJOBS   RUN  SSUSP  USUSP   RSV",
                "hostA              unavail       -      55    2      2    0      0       0",
                "hostB: Not a host name, host group name or compute unit name",
                "^",
                "hostC^",
                "hostC^un\u0000avail",
                "hostC^ok^more",
                "hos"));
    assertThat(LsfHost.parse(output, ASKED)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ok",
        "closed",
        "closed_Adm",
        "closed_Busy",
        "closed_Excl",
        "closed_cu_Excl",
        "closed_Full",
        "closed_LIM",
        "closed_Lock",
        "closed_Wind",
        "closed_EGO",
        "closed_RC"
      })
  void aHostThatTakesNoNewJobsGoesOnWithOurs(String status) {
    assertThat(LsfHost.health(status)).isEqualTo(new Health.Healthy());
  }

  @ParameterizedTest
  @ValueSource(strings = {"unavail", "unreach"})
  void aHostThatCannotBeReachedIsDownWithTheReason(String status) {
    assertThat(LsfHost.health(status))
        .isInstanceOfSatisfying(
            Health.Failed.class,
            failed -> assertThat(failed.reason()).startsWith("LSF: " + status));
  }

  @Test
  void whatIsNotKnownIsUnknown() {
    assertThat(LsfHost.health("UNAVAIL")).isEqualTo(new Health.Unknown("LSF: UNAVAIL"));
    assertThat(LsfHost.health("frei")).isEqualTo(new Health.Unknown("LSF: frei"));
    assertThat(LsfStateCheck.judge(ASKED, Map.of("hostA", "ok")).get("hostB"))
        .isEqualTo(new Health.Unknown("bhosts does not list it"));
  }
}
