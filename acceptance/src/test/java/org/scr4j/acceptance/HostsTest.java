package org.scr4j.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Heat on real hosts without a scheduler: by ssh alone, by Open MPI's mpirun and by MPICH's. The
 * hosts are those of the test cluster, of whose Slurm nothing is used.
 */
class HostsTest {

  private static final String SSH = "ssh -N4 -n4";
  private static final String OPEN_MPI = "mpirun.openmpi -n 4 -N 1";
  private static final String MPICH = "mpirun.mpich -n 4 -ppn 1";

  @TempDir static Path shared;
  private static String undisturbed;
  private static TestCluster cluster;

  @TempDir Path directory;
  private Installed scr;

  @BeforeAll
  static void startTheCluster() throws IOException, InterruptedException {
    cluster = TestCluster.up();
    undisturbed = HeatRun.undisturbedChecksum(shared.resolve("undisturbed"));
  }

  @BeforeEach
  void install() throws IOException {
    scr = new Installed(directory);
    scr.set("PATH", Installed.HOME.resolve("bin") + ":" + System.getenv("PATH"));
    scr.set("SCR_RUNS", "4").set("SCR_FLUSH", "100").set("SCR_COPY_TYPE", "XOR");
    scr.set("SCR_HOSTS", "n[1-5]").set("SCR_JOB_ID", "hosts-test");
    scr.set("OMPI_ALLOW_RUN_AS_ROOT", "1").set("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1");
  }

  @AfterEach
  void bringNodesBack() throws IOException, InterruptedException {
    cluster.startAll();
    for (String node : cluster.nodes()) {
      // The storage of hosts outlives a job.
      cluster.onNode(node, "sh", "-c", "rm -rf /dev/shm/*/scr.hosts-test");
    }
  }

  private static void assumeInstalled(String launcher) {
    String program = launcher.split(" ")[0];
    boolean found =
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    assumeTrue(
        found,
        program
            + " is not installed (Debian: "
            + (program.endsWith("mpich") ? "mpich" : "openmpi-bin")
            + ")");
  }

  private static Stream<Arguments> losses() {
    return Stream.of(SSH, OPEN_MPI, MPICH)
        .flatMap(
            launcher ->
                Stream.of(TestCluster.How.POWER, TestCluster.How.SILENT)
                    .map(how -> Arguments.of(launcher, how)));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void heatSurvivesTheLossOfANode(String launcher, TestCluster.How how)
      throws IOException, InterruptedException {
    assumeInstalled(launcher);
    String[] arguments = HeatRun.arguments(Installed.program("scr_run") + " " + launcher);
    Installed.Running run = cluster.start(scr, arguments);
    HeatRun.awaitCheckpoints(scr, run, 8);
    cluster.kill("n3", how);

    Installed.Result result = run.await();

    assertThat(result.status()).as(result.out() + result.err()).isZero();
    HeatRun.Answer answer = HeatRun.answer(result.out());
    assertThat(answer.checksum()).as(result.out() + result.err()).isEqualTo(undisturbed);
    assertThat(answer.restartedFromStep()).isGreaterThanOrEqualTo(8 * HeatRun.EVERY);
    assertThat(result.err())
        .contains("launched on nodes n[1-4]: run=1")
        .contains("relaunched on nodes n[1-2,4-5]: run=2")
        .contains("failed_nodes=n3 ");
    HeatRun.assertThatTheNewestIsIndexed(scr);
  }

  @ParameterizedTest
  @ValueSource(strings = {SSH, OPEN_MPI, MPICH})
  void theProgramsStatusAndStreamsAreItsOwn(String launcher)
      throws IOException, InterruptedException {
    assumeInstalled(launcher);
    scr.set("SCR_RUNS", "1").set("SCR_HOSTS", "n[2-5]");
    // The first that ends with a failure ends the others: none does before all have begun.
    String rank =
        "r=${SCR_SSH_RANK-}${OMPI_COMM_WORLD_RANK-}${PMI_RANK-}; echo $r on $(hostname);"
            + " echo err $r >&2; : > $SCR_PREFIX/up.$r;"
            + " while [ $(ls $SCR_PREFIX | grep -c '^up') -lt 4 ]; do sleep 0.1; done;"
            + " sleep 0.5; exit 3";
    String[] start = (Installed.program("scr_run") + " " + launcher + " sh -c").split(" ");
    Installed.Result result =
        cluster.run(scr, Stream.concat(Stream.of(start), Stream.of(rank)).toArray(String[]::new));
    assertThat(result.status()).as(result.out() + result.err()).isEqualTo(3);
    assertThat(result.out().lines().filter(line -> line.contains(" on n")))
        .containsExactlyInAnyOrder("0 on n2", "1 on n3", "2 on n4", "3 on n5");
    assertThat(result.err()).contains("err 0\n", "err 3\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {SSH, OPEN_MPI, MPICH})
  void anImmediateHaltEndsAProgramThatDoesNotWantToEnd(String launcher)
      throws IOException, InterruptedException {
    assumeInstalled(launcher);
    StuckProgram program = new StuckProgram(scr.prefix());
    Installed.Running run =
        cluster.start(scr, program.arguments(Installed.program("scr_run") + " " + launcher));
    program.awaitStarted();
    scr.ok("scr_halt", "--immediate");

    Installed.Result result = run.await();

    assertThat(result.status()).as(result.err()).isEqualTo(75);
    assertThat(result.err()).contains("scr_halt --immediate: ending step ");
    program.assertGone(cluster);
  }

  @ParameterizedTest
  @ValueSource(strings = {SSH, OPEN_MPI, MPICH})
  void theWatchdogEndsAProgramThatIsStuck(String launcher)
      throws IOException, InterruptedException {
    assumeInstalled(launcher);
    scr.set("SCR_RUNS", "1").set("SCR_WATCHDOG", "1");
    scr.set("SCR_WATCHDOG_TIMEOUT", "1").set("SCR_WATCHDOG_TIMEOUT_PFS", "3");
    StuckProgram program = new StuckProgram(scr.prefix());
    Installed.Result result =
        cluster.run(scr, program.arguments(Installed.program("scr_run") + " " + launcher));
    assertThat(result.status()).as(result.err()).isNotZero();
    assertThat(result.err()).contains("watchdog: no dataset for 8 s ");
    program.assertGone(cluster);
  }

  @Test
  void theExampleForSshSurvives() throws IOException, InterruptedException {
    survives("scr_ssh.sh", "-N4 -n4", TestCluster.How.SILENT);
  }

  @Test
  void theExampleForMpirunSurvives() throws IOException, InterruptedException {
    survives("scr_mpirun.sh", "-n 4 -N 1", TestCluster.How.SILENT);
  }

  @Test
  void theLoopSurvives() throws IOException, InterruptedException {
    survives("scr_mpirun_loop.sh", "4 1", TestCluster.How.POWER);
  }

  private void survives(String example, String options, TestCluster.How how)
      throws IOException, InterruptedException {
    if (example.contains("mpirun")) {
      assumeInstalled(OPEN_MPI);
      useOpenMpi();
    }
    Path script = Installed.HOME.resolve("share/examples").resolve(example);
    Installed.Running run = cluster.start(scr, HeatRun.arguments(script + " " + options));
    HeatRun.awaitCheckpoints(scr, run, 8);
    cluster.kill("n3", how);

    Installed.Result result = run.await();

    assertThat(result.status()).as(result.out() + result.err()).isZero();
    HeatRun.Answer answer = HeatRun.answer(result.out());
    assertThat(answer.checksum()).as(result.out() + result.err()).isEqualTo(undisturbed);
    assertThat(answer.restartedFromStep()).isGreaterThanOrEqualTo(8 * HeatRun.EVERY);
    HeatRun.assertThatTheNewestIsIndexed(scr);
  }

  /** Which of several is called mpirun is the site's choice. */
  private void useOpenMpi() throws IOException {
    Path programs = Files.createDirectory(directory.resolve("bin"));
    Files.createSymbolicLink(programs.resolve("mpirun"), Path.of("/usr/bin/mpirun.openmpi"));
    scr.set("PATH", programs + ":" + Installed.HOME.resolve("bin") + ":" + System.getenv("PATH"));
  }
}
