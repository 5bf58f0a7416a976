package org.scr4j.cluster.moab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.Health;

/** What checkjob, showq and mdiag print, right and wrong. */
class MoabTablesTest {

  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private static final String CHECKJOB =
      """

      job 4761849

      AName: hostname
      State: Running\s
      Creds:  user:abc1234  group:abcdef  account:ab12cd34  class:compute
      WallTime:   9:23:52 of 2:00:00:00
      SubmitTime: Wed Jan 23 15:01:47
        (Time Queued  Total: 00:30:00  Eligible: 00:29:55)

      StartTime: Wed Jan 23 15:31:47
      Total Requested Tasks: 20

      Req[0]  TaskCount: 20  Partition: torque

      Allocated Nodes:
      [n4310.nemo.privat:20][n4311.nemo.pri
      vat:20][smic361:20]

      StartCount:     1
      Reservation '4932931' (-9:25:13 -> 1:14:34:47  Duration: 2:00:00:00)
      [notanode:1]
      """;

  private static final String SHOWQ =
      """

      active jobs------------------------
      JOBID              USERNAME      STATE PROCS   REMAINING            STARTTIME

      32264217           abelasen    Running     2  2:08:49:24  Tue Dec  4 15:02:27
      103253*            mcarlise    Running     1     1:59:47  Sat Jun 11 16:33:12
      Moab.17            bob         Running     1   -00:00:10  Sat Jun 11 16:33:12

      2 active jobs          3 of 19144 processors in use by local jobs (0.02%)
      """;

  private static final String MDIAG =
      """
      diagnosing node table (5120 slots)
      Name                    State  Procs     Memory         Disk          Swap      Speed
      n1                       Busy   0:2     1912:2020     1961:1961     1961:1961    2.40
      n2                       Down   0:2     1912:2020     1961:1961     1961:1961    2.40
      WARNING:  node 'n1' is active for 00:22:11 but load is LOW.  load:  0.000 (check job ...)
      n3                    Drained   0:2     1912:2020     1961:1961     1961:1961    2.40
      n4                    Unknown   0:2     1912:2020     1961:1961     1961:1961    2.40
      -----                     ---   0:2     1912:2020     1961:1961     1961:1961

      Total Nodes: 4  (Active: 1  Idle: 0  Down: 1)
      """;

  @Test
  void checkjobTellsStateNodesAndTheTimeThatIsLeft() throws ClusterException {
    MoabJob job = MoabJob.parse(CHECKJOB, NOW);
    assertThat(job.state()).isEqualTo("Running");
    assertThat(job.isOver()).isFalse();
    assertThat(job.hosts()).containsExactly("n4310.nemo.privat", "n4311.nemo.privat", "smic361");
    assertThat(job.end()).contains(NOW.plusSeconds(172800 - 33832));
    assertThat(MoabJob.parse(CHECKJOB.replace("\n", "\r\n"), NOW).end()).isEqualTo(job.end());
  }

  @Test
  void aJobWithoutALimitHasNoEnd() throws ClusterException {
    String text = CHECKJOB.replace("2:00:00:00", "INFINITY");
    assertThat(MoabJob.parse(text, NOW).end()).isEmpty();
    assertThat(MoabJob.parse(CHECKJOB.replace("WallTime", "Dauer"), NOW).end()).isEmpty();
  }

  @Test
  void aCompletedJobIsOver() throws ClusterException {
    assertThat(MoabJob.parse(CHECKJOB.replace("State: Running", "State: Completed"), NOW).isOver())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ERROR:  invalid job specified (4761849)\n",
        "ERROR:  client timed out after 30 seconds (hostname:port=host:42559)\n",
        "\njob 4761849\n\nAName: x\n",
        "State: Running\n",
        "Auftrag 17\nZustand: läuft\n",
        "\u0001\u00ff<<<|||= = =\n\n\tx"
      })
  void whatIsNoJobIsToldInOneLine(String text) {
    assertThatThrownBy(() -> MoabJob.parse(text, NOW))
        .isInstanceOf(ClusterException.class)
        .hasMessageStartingWith("checkjob printed '")
        .message()
        .doesNotContain("\n");
  }

  @Test
  void everyTruncationGivesAJobOrAFault() {
    for (int length = 0; length < CHECKJOB.length(); length++) {
      String cut = CHECKJOB.substring(0, length);
      try {
        assertThat(MoabJob.parse(cut, NOW).hosts().size()).isLessThanOrEqualTo(3);
      } catch (ClusterException e) {
        assertThat(cut).doesNotContain("State: Running");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"32264217, 204564", "103253, 7187", "17, -10"})
  void showqTellsTheTimeThatIsLeft(String id, long seconds) {
    assertThat(MoabJob.parseShowq(SHOWQ, id, NOW).orElseThrow().end())
        .contains(NOW.plusSeconds(seconds));
  }

  @Test
  void showqMayNotListTheJob() {
    assertThat(MoabJob.parseShowq(SHOWQ, "1", NOW)).isEmpty();
    assertThat(MoabJob.parseShowq("\u0001\u00ff", "1", NOW)).isEmpty();
  }

  @Test
  void mdiagTellsTheStateOfNodes() {
    assertThat(MoabNode.parse(MDIAG))
        .isEqualTo(Map.of("n1", "Busy", "n2", "Down", "n3", "Drained", "n4", "Unknown"));
    assertThat(MoabNode.parse("ERROR:  not authorized\n")).isEmpty();
    assertThat(MoabNode.parse("")).isEmpty();
  }

  @Test
  void unusableIsFailedAndUnknownIsUnknown() {
    assertThat(MoabNode.health("Busy")).isEqualTo(new Health.Healthy());
    assertThat(MoabNode.health("Down")).isEqualTo(new Health.Failed("MOAB: down"));
    assertThat(MoabNode.health("Draining")).isEqualTo(new Health.Failed("MOAB: draining"));
    assertThat(MoabNode.health("Unknown")).isInstanceOf(Health.Unknown.class);
  }
}
