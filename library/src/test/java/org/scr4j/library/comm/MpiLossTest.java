package org.scr4j.library.comm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.scr4j.config.CommunicatorKind;

/** Ranks by MPI that die, fall silent, or are of another MPI than they should be. */
@Timeout(90)
final class MpiLossTest {

  private static final int SILENCE = 3;

  @TempDir Path directory;

  private static List<Long> processes(MpiStep step) throws Exception {
    return step.run(comm -> ProcessHandle.current().pid()).stream()
        .map(outcome -> (Long) outcome.result())
        .toList();
  }

  private String ready() {
    return directory.resolve("ready").toString();
  }

  private static void connected(Communicator comm, String ready) throws IOException {
    comm.barrier();
    if (comm.rank() == 0) {
      Files.createFile(Path.of(ready));
    }
  }

  private void awaitConnected() {
    Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> Files.exists(Path.of(ready())));
  }

  @ParameterizedTest
  @EnumSource(MpiStep.Kind.class)
  void aKilledRankIsNamedByTheOthersWhateverTheyWaitFor(MpiStep.Kind kind) throws Exception {
    MpiCommunicatorTest.assumeInstalled(kind);
    try (MpiStep step = new MpiStep(kind, 3, 60, directory)) {
      List<Long> processes = processes(step);
      String ready = ready();
      step.begin(
          comm -> {
            // Rank 0 waits for the one that dies, rank 1 for one that lives.
            connected(comm, ready);
            return comm.receive(comm.rank() == 0 ? 2 : 0, 1, ByteBuffer.allocate(1));
          });
      awaitConnected();
      ProcessHandle.of(processes.get(2)).orElseThrow().destroyForcibly();
      for (int rank : List.of(0, 1)) {
        assertThat(step.end(rank).failure())
            .startsWith("rank 2 on node node1 is lost: its process has ended");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(MpiStep.Kind.class)
  void aRankThatOnlyKeepsSilentIsLostToo(MpiStep.Kind kind) throws Exception {
    MpiCommunicatorTest.assumeInstalled(kind);
    try (MpiStep step = new MpiStep(kind, 3, SILENCE, directory)) {
      String victim = processes(step).get(1).toString();
      String ready = ready();
      step.begin(
          comm -> {
            connected(comm, ready);
            while (true) {
              comm.barrier();
            }
          });
      awaitConnected();
      assertThat(new ProcessBuilder("sh", "-c", "kill -STOP " + victim).start().waitFor()).isZero();
      for (int rank : List.of(0, 2)) {
        assertThat(step.end(rank).failure())
            .startsWith("rank 1 on node node0 is lost: silent for " + SILENCE + " s");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(MpiStep.Kind.class)
  void aRankWhoseJvmEndsWithoutLeavingIsNamedAtOnce(MpiStep.Kind kind) throws Exception {
    MpiCommunicatorTest.assumeInstalled(kind);
    try (MpiStep step = new MpiStep(kind, 3, 60, directory)) {
      step.begin(
          comm -> {
            comm.barrier();
            if (comm.rank() == 1) {
              System.exit(3);
            }
            return comm.receive(1, 1, ByteBuffer.allocate(1));
          });
      for (int rank : List.of(0, 2)) {
        assertThat(step.end(rank).failure())
            .startsWith("rank 1 on node node0 has ended without leaving");
      }
    }
  }

  @Test
  void aLibraryThatIsNotTheLaunchersIsNamed() throws Exception {
    MpiCommunicatorTest.assumeInstalled(MpiStep.Kind.OPEN_MPI);
    MpiCommunicatorTest.assumeInstalled(MpiStep.Kind.MPICH);
    try (MpiStep step =
        new MpiStep(MpiStep.Kind.OPEN_MPI, MpiStep.Kind.MPICH.library(), 2, SILENCE, directory)) {
      for (MpiRank.Outcome outcome : step.run(comm -> 0)) {
        assertThat(outcome.failure())
            .contains("MPICH", "libmpich.so.12) knows 1 processes, the launcher has started 2")
            .contains("SCR_MPI_LIBRARY", "SCR_COMMUNICATOR=SOCKETS");
      }
    }
  }

  @Test
  void aFileThatIsNoMpiIsRefused() {
    assertThatThrownBy(() -> MpiLibrary.load(List.of("/nonexistent/libmpi.so", "libz.so.1")))
        .isInstanceOf(CommunicationException.class)
        .hasMessageStartingWith("no MPI library can be loaded: ")
        .hasMessageContaining("/nonexistent/libmpi.so");
  }

  @ParameterizedTest
  @CsvSource({
    "OMPI_COMM_WORLD_RANK=1, '', libmpi.so.40, false",
    "OMPI_COMM_WORLD_RANK=1, /opt/libmpi.so, /opt/libmpi.so, true",
    "PMI_RANK=1 MPI_LOCALNRANKS=2, '', libmpi.so.12 libmpich.so.12, false",
    "PMI_RANK=1 SLURM_PROCID=1, '', '', false",
    "PMI_RANK=1 SLURM_PROCID=1, libmpich.so.12, libmpich.so.12, true",
    "PMIX_RANK=1 SLURM_PROCID=1, '', '', false",
    "PMIX_RANK=1 SLURM_PROCID=1, libmpi.so.40, libmpi.so.40, true",
    "SLURM_PROCID=1, libmpi.so.40, '', false",
    "SCR_LOCAL_RANK=1 OMPI_COMM_WORLD_RANK=0, libmpi.so.40, '', false",
    "SCR_SSH_RANK=1 PMI_RANK=0 MPI_LOCALNRANKS=1, '', '', false",
  })
  void theLauncherDecidesUnlessTheConfigurationDoes(
      String variables, String named, String libraries, boolean must) throws IOException {
    Optional<String> library = Optional.of(named).filter(name -> !name.isEmpty());
    Map<String, String> env = RankIdentityTest.env(variables);
    MpiChoice choice = MpiChoice.of(CommunicatorKind.AUTO, library, env);
    assertThat(String.join(" ", choice.libraries())).isEqualTo(libraries);
    assertThat(choice.must()).isEqualTo(must);
    assertThat(MpiChoice.of(CommunicatorKind.SOCKETS, library, env).libraries()).isEmpty();
  }

  @Test
  void mpiWithoutALauncherForItIsRefusedWithTheRemedy() {
    Map<String, String> env = Map.of("SLURM_PROCID", "0");
    assertThatThrownBy(() -> MpiChoice.of(CommunicatorKind.MPI, Optional.of("libmpi.so.40"), env))
        .hasMessageContaining("srun --mpi=pmix");
  }
}
