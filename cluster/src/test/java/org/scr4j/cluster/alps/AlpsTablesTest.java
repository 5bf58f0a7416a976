package org.scr4j.cluster.alps;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scr4j.cluster.Health;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.NodeSet;

/** What xtprocadmin, apstat and aprun print, right and wrong. */
class AlpsTablesTest {

  private static final String XTPROCADMIN =
      """
        NID    (HEX)    NODENAME     TYPE    STATUS        MODE
          1      0x1  c0-0c0s0n1  service        up       batch
          4      0x4  c0-0c0s1n0  compute  admindown       batch
       7293   0x1c7d  c7-3c2s15n1  compute      down interactive
         12      0xc  c0-0c0s3n0  compute   suspect       batch
      """;

  private static final String APSTAT_NODES =
      """
        NID Arch State CU Rv Pl PgSz     Avl    Conf  Placed PEs Apids
          4   XT UP  B  8  -  -   4K 8192000       0       0   0
         12   XT DN  B  8  8  8   4K 8192000 8192000 8192000   8 295
      Compute node summary
         arch config     up   resv    use  avail   down
           XT     96     95      0      0     95      1
      """;

  private static final String APSTAT_APPLICATIONS =
      """
      Total (filtered) placed applications: 2
      Ap[0]: apid 294, pagg 0x1a2a, resId 189, user other,
           gid 9901, account 9901, time 0, normal
           Batch System ID = 102756.2
           Originator: aprun on NID 71, pid 4131
      Ap[1]: apid 295, pagg 0x1a2b, resId 190, user sgetest,
           gid 9901, account 9901, time 0, normal
           Batch System ID = 102757.2
           Originator: aprun on NID 72, pid 4131
           Number of commands 1, control network fanout 32
           Cmd[0]: a.out -n 2 -N 2 -d 1, 1024MB, XT, nodes 1
           Placement list: 4
      """;

  /** LLNL's looks at the wrong column, so that no node was ever down. */
  @Test
  void theStatusOfANodeIsInItsColumnWhateverTheBlanks() {
    assertThat(AlpsNode.parseXtprocadmin(XTPROCADMIN))
        .isEqualTo(
            Map.of(
                "nid00001", "up",
                "nid00004", "admindown",
                "nid07293", "down",
                "nid00012", "suspect"));
    String moved = "NID (HEX) NODENAME STATUS TYPE\r\n4 0x4 c0-0c0s1n0 down compute\r\n";
    assertThat(AlpsNode.parseXtprocadmin(moved)).isEqualTo(Map.of("nid00004", "down"));
  }

  @Test
  void apstatTellsStatesInTwoWords() {
    assertThat(AlpsNode.parseApstat(APSTAT_NODES))
        .isEqualTo(Map.of("nid00004", "up", "nid00012", "dn"));
  }

  @ParameterizedTest
  @CsvSource({"down, ALPS: down", "admindown, ALPS: admindown", "dn, ALPS: down"})
  void nodesThatAreDownHaveFailed(String state, String reason) {
    assertThat(AlpsNode.health(state)).isEqualTo(new Health.Failed(reason));
  }

  @ParameterizedTest
  @ValueSource(strings = {"suspect", "route", "unknown", "whatever"})
  void doubtIsUnknown(String state) {
    assertThat(AlpsNode.health(state)).isInstanceOf(Health.Unknown.class);
    assertThat(AlpsNode.health("up")).isEqualTo(new Health.Healthy());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "NID STATUS\n",
        "4 0x4 c0-0c0s1n0 compute down batch\n",
        "xtprocadmin: Fehler: außer Betrieb\n",
        "\u0001\u00ff<<<|||= = =\n\n\tx",
        "  NID    (HEX)    NODENAME     TYPE    STATUS        MODE\n    4      0x4  c0-0c0\n",
        "  NID Arch State\n    4   XT\n"
      })
  void garbageTellsNoState(String text) {
    assertThat(AlpsNode.parseXtprocadmin(text)).isEmpty();
    assertThat(AlpsNode.parseApstat(text)).isEmpty();
  }

  @Test
  void everyTruncationTellsTheTruthOrNothing() {
    Map<String, String> whole = AlpsNode.parseXtprocadmin(XTPROCADMIN);
    for (int length = 0; length < XTPROCADMIN.length(); length++) {
      assertThat(whole)
          .containsAllEntriesOf(AlpsNode.parseXtprocadmin(XTPROCADMIN.substring(0, length)));
    }
  }

  @Test
  void manyNodesAreAskedForAllTogether() {
    assertThat(AlpsNode.xtprocadmin(NodeSet.of("nid00031", "nid00004")))
        .containsExactly("xtprocadmin", "-n", "4,31");
    assertThat(AlpsNode.xtprocadmin(NodeSet.parse("nid[00001-05000]")))
        .containsExactly("xtprocadmin");
  }

  /** LLNL's returns the last application of all. */
  @Test
  void theApplicationIsTheOneThatOurAprunStarted() {
    List<AlpsApplication> found = AlpsApplication.parse(APSTAT_APPLICATIONS);
    assertThat(found).extracting(AlpsApplication::apid).containsExactly("294", "295");
    OptionalInt here = OptionalInt.of(71);
    assertThat(found.get(0).isOf(here, 4131, "102756.sdb")).isTrue();
    assertThat(found.get(1).isOf(here, 4131, "102756.sdb")).isFalse();
    assertThat(found.get(0).isOf(here, 4132, "102756.sdb")).isFalse();
  }

  @Test
  void withoutTheNumberOfThisNodeTheJobDecides() {
    AlpsApplication second = AlpsApplication.parse(APSTAT_APPLICATIONS).get(1);
    assertThat(second.isOf(OptionalInt.empty(), 4131, "102757.sdb")).isTrue();
    assertThat(second.isOf(OptionalInt.empty(), 4131, "102756.sdb")).isFalse();
    assertThat(second.isOf("102757")).isTrue();
    assertThat(second.isOf("1027579.sdb")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Ap[0]: apid x, pagg\n", "Originator: aprun on NID 1, pid 2\n", "\u0001= =\n"})
  void garbageDescribesNoApplication(String text) {
    assertThat(AlpsApplication.parse(text)).isEmpty();
  }

  /** LLNL's keeps an empty name and the last line as nodes. */
  @Test
  void nodesOfTheJobAreNumbersAndNothingElse() {
    assertThat(
            AlpsNodeList.parse(
                    "13\n12\nApplication 295 resources: utime ~0s, stime ~0s, Rss ~4020\n\n12\n")
                .toList())
        .containsExactly("nid00012", "nid00013");
    assertThat(AlpsNodeList.parse("garbage\n\u0001")).isEmpty();
  }

  @Test
  void aprunTellsOfNodesThatAreGone() {
    AprunMessages messages = new AprunMessages();
    messages.read("[NID 05538] 2014-12-17 05:58:50 Apid 9: initiated application termination");
    messages.read("[NID 00012] 2016-01-01 00:00:00 Apid 9: Received node event ec_node_failed");
    messages.read("Received node event ec_node_halt");
    assertThat(messages.lost()).isEqualTo(NodeSet.of("nid00012"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "apsched: claim exceeds reservation's node-count",
        "aprun: file ./nope not found",
        "aprun: unrecognized option '--foo'"
      })
  void aClaimThatIsRefusedStartedNothing(String line) {
    assertThat(AprunMessages.isObstacle(line)).isTrue();
    assertThat(AprunMessages.outcome(1, java.util.Optional.of(line)))
        .isEqualTo(new Launcher.NotStarted(line));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[NID 04371] 2016-10-19 22:21:28 Apid 23764253: OOM killer terminated this process.",
        "aprun: Caught signal Terminated, sending to application",
        "my aprun: file not found",
        ""
      })
  void whatRanksSayIsNoObstacle(String line) {
    assertThat(AprunMessages.isObstacle(line)).isFalse();
  }

  @Test
  void theStatusOfAprunIsThatOfItsTasks() {
    assertThat(AprunMessages.outcome(0, java.util.Optional.empty()))
        .isEqualTo(new Launcher.Exited(0));
    assertThat(AprunMessages.outcome(127, java.util.Optional.empty()))
        .isEqualTo(new Launcher.Exited(127));
    assertThat(AprunMessages.outcome(137, java.util.Optional.empty()))
        .isEqualTo(new Launcher.Signalled(9));
  }

  @Test
  void linesOfAFanOutGoToTheirNodes() {
    AprunFanOut answers = new AprunFanOut("mark");
    answers.read(
        """
        mark 12 O one
        noise
        mark nid00031 E oh
        mark 12 O  two
        other 12 S 5
        mark nid00031 E\s
        mark 12 O\s
        mark nid00031 S 3
        mark 12 S 0
        mark 14 O cut
        mark 15 S no
        """);
    assertThat(answers.answer("nid00012")).contains(new AprunFanOut.Answer(0, "one\n two\n", ""));
    assertThat(answers.answer("nid00031")).contains(new AprunFanOut.Answer(3, "", "oh\n"));
    assertThat(answers.answer("nid00014")).isEmpty();
    assertThat(answers.answer("nid00015")).isEmpty();
  }
}
