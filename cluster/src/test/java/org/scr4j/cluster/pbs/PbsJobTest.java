package org.scr4j.cluster.pbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scr4j.cluster.ClusterException;

class PbsJobTest {

  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  /** From OpenPBS 23.06. */
  private static final String OPENPBS =
      """
      Job Id: 0.p1
          Job_Name = scrjob
          Job_Owner = user1@p1
          job_state = R
          queue = workq
          exec_host = p2/0*2+p3/0*2+p4/0*2
          exec_vnode = (p2:ncpus=2)+(p3:ncpus=2)+(p4:ncpus=2)
          Resource_List.nodect = 3
          Resource_List.walltime = 00:20:00
          schedselect = 3:ncpus=2:mpiprocs=2
          stime = Sun Nov 22 11:51:39 2026
          substate = 41
          Variable_List = PBS_O_HOME=/home/user1,PBS_O_LANG=C.UTF-8,
      \tPBS_O_LOGNAME=user1,
      \tusr/bin:/sbin:/bin,PBS_O_SHELL=/bin/bash,
      \tjob_state = F,stime = never
          comment = Job run at Sun Nov 22 at 11:51 on (p2:ncpus=2)+(p3:ncpus=2)+(p4:n
      \tcpus=2)
          run_count = 1
      """;

  /** From Torque. */
  private static final String TORQUE =
      """
      Job Id: 548.moab
          Job_Name = STDIN
          Job_Owner = fred@moab
          job_state = R
          exec_host = n003/0-1+n004/0,3-5
          Resource_List.nodes = 1:ppn=2
          Resource_List.walltime = 01:00:00
          start_time = Thu Feb 22 14:27:48 2018
          Walltime.Remaining = 3593
      """;

  @Test
  void aJobOfOpenPbsEndsWhenItsTimeIsOver() throws ClusterException {
    PbsJob job = PbsJob.parse(OPENPBS, NOW);
    assertThat(job.id()).isEqualTo("0.p1");
    assertThat(job.user()).contains("user1");
    assertThat(job.isOver()).isFalse();
    assertThat(job.hosts()).containsExactly("p2", "p3", "p4");
    assertThat(job.vnodes()).containsExactly("p2", "p3", "p4");
    assertThat(job.end()).contains(Instant.parse("2026-11-22T12:11:39Z"));
  }

  @Test
  void torqueTellsTheTimeThatIsLeft() throws ClusterException {
    PbsJob job = PbsJob.parse(TORQUE, NOW);
    assertThat(job.hosts()).containsExactly("n003", "n004");
    assertThat(job.end()).contains(NOW.plusSeconds(3593));
    String hours = TORQUE.replace("Remaining = 3593", "Remaining = 0:59:53");
    assertThat(PbsJob.parse(hours, NOW).end()).contains(NOW.plusSeconds(3593));
    String over = TORQUE.replace("Remaining = 3593", "Exceeded = -120");
    assertThat(PbsJob.parse(over, NOW).end()).contains(NOW.minusSeconds(120));
    String older = TORQUE.replace("    Walltime.Remaining = 3593\n", "");
    assertThat(PbsJob.parse(older, NOW).end()).contains(Instant.parse("2018-02-22T15:27:48Z"));
  }

  @Test
  void slotsOfOldTorqueAreOneHost() throws ClusterException {
    String old = TORQUE.replace("n003/0-1+n004/0,3-5", "node14/3+node14/2+node14/1+node13/0");
    assertThat(PbsJob.parse(old, NOW).hosts()).containsExactly("node14", "node13");
  }

  static Stream<String> withoutAnEnd() {
    return Stream.of(
        OPENPBS.replace("    Resource_List.walltime = 00:20:00\n", ""),
        OPENPBS.replace("    stime = Sun Nov 22 11:51:39 2026\n", ""),
        OPENPBS.replace("Sun Nov 22 11:51:39 2026", "So 22. Nov 11:51:39 CET 2026"),
        OPENPBS.replace("00:20:00", "UNLIMITED"));
  }

  @ParameterizedTest
  @MethodSource("withoutAnEnd")
  void anEndThatIsNotToldIsNotKnown(String text) throws ClusterException {
    assertThat(PbsJob.parse(text, NOW).end()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"F", "C", "Q", "H"})
  void aJobThatDoesNotRunIsOver(String state) throws ClusterException {
    assertThat(PbsJob.parse(OPENPBS.replace("_state = R", "_state = " + state), NOW).isOver())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n\n",
        "Job Id: 0.p1\n",
        "Job Id: 0.p1\n    Job_Name = x\n",
        "Knoten: außer Betrieb\n",
        "{\n\t\"timestamp\":\t1795348301\n}\n",
        "\u0001\u00ff<<<|||= = =\n\n\tx"
      })
  void whatIsNoJobIsToldInOneLine(String text) {
    assertThatThrownBy(() -> PbsJob.parse(text, NOW))
        .isInstanceOf(ClusterException.class)
        .hasMessageStartingWith("qstat printed '")
        .message()
        .doesNotContain("\n");
  }

  @Test
  void everyTruncationGivesAJobOrAFault() {
    for (int length = 0; length < OPENPBS.length(); length++) {
      String cut = OPENPBS.substring(0, length);
      try {
        PbsJob job = PbsJob.parse(cut, NOW);
        assertThat(List.of("p2", "p3", "p4")).as(cut).containsAll(job.hosts());
      } catch (ClusterException e) {
        assertThat(cut).doesNotContain("job_state = R");
      }
    }
  }

  @Test
  void lineEndsOfAnotherSystemMakeNoDifference() throws ClusterException {
    assertThat(PbsJob.parse(OPENPBS.replace("\n", "\r\n"), NOW))
        .isEqualTo(PbsJob.parse(OPENPBS, NOW));
  }
}
