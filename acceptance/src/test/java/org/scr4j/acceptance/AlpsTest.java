package org.scr4j.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Heat under {@code scr_run aprun} on emulated nodes of a Cray that die. */
class AlpsTest {

  @TempDir static Path shared;
  private static String undisturbed;

  @TempDir Path directory;
  private Installed scr;
  private EmulatedCray cray;

  @BeforeAll
  static void computeTheAnswer() throws IOException, InterruptedException {
    undisturbed = HeatRun.undisturbedChecksum(shared.resolve("undisturbed"));
  }

  @BeforeEach
  void install() throws IOException {
    scr = new Installed(directory);
    scr.set("SCR_RUNS", "4").set("SCR_FLUSH", "5").set("SCR_COPY_TYPE", "XOR");
    cray = new EmulatedCray(directory.resolve("cray"), scr);
  }

  @AfterEach
  void takeDown() throws IOException, InterruptedException {
    cray.assertThatNobodyEndedTheJob();
    scr.close();
  }

  private Installed.Running start() throws IOException {
    return scr.start("scr_run", HeatRun.arguments("aprun -n 8 -N 2"));
  }

  private HeatRun.Answer survived(Installed.Running run) throws InterruptedException {
    Installed.Result result = run.await();
    assertThat(result.status()).as(result.out() + result.err()).isZero();
    HeatRun.Answer answer = HeatRun.answer(result.out());
    assertThat(answer.checksum()).as(result.out() + result.err()).isEqualTo(undisturbed);
    return answer;
  }

  private List<String> launches() throws IOException {
    return cray.calls("aprun").stream().filter(call -> call.contains("/heat")).toList();
  }

  @Test
  void aLostNodeIsRebuiltOnASpareOne() throws IOException, InterruptedException {
    Installed.Running run = start();
    HeatRun.awaitCheckpoints(scr, run, 8);
    cray.kill("nid00014");

    HeatRun.Answer answer = survived(run);

    assertThat(answer.ranks()).isEqualTo(8);
    assertThat(answer.restartedFromStep()).isGreaterThanOrEqualTo(8 * HeatRun.EVERY);
    assertThat(launches()).hasSize(2);
    assertThat(launches().get(0)).startsWith("-L 12,14-15,31 -n 8 -N 2 ");
    assertThat(launches().get(1)).startsWith("-L 12,15-16,31 -n 8 -N 2 ");
    assertThat(scr.ok("scr_list_down_nodes", "--reason").out())
        .contains("nid00014")
        .contains("ALPS: down");
  }

  @Test
  void theScriptThatLoopsLeavesOutALostNode() throws IOException, InterruptedException {
    String script =
        Path.of(System.getProperty("scr4j.source"), "dist/src/main/examples/scr_aprun_loop.sh")
            .normalize()
            .toString();
    List<String> line = new ArrayList<>(List.of("sh", script));
    line.addAll(List.of(HeatRun.arguments("-n 8 -N 2")));
    scr.set("PBS_O_WORKDIR", directory.toString());
    Installed.Running run = scr.start("loop", line);
    HeatRun.awaitCheckpoints(scr, run, 8);
    cray.kill("nid00014");

    assertThat(survived(run).restartedFromStep()).isGreaterThanOrEqualTo(8 * HeatRun.EVERY);
    assertThat(launches()).hasSize(2);
    assertThat(launches().get(1)).startsWith("-E 14 -n 8 -N 2 ");
  }

  @Test
  void whereTooFewNodesAreLeftTheCacheIsSaved() throws IOException, InterruptedException {
    Installed.Running run = start();
    HeatRun.awaitCheckpoints(scr, run, 8);
    cray.kill("nid00016");
    cray.kill("nid00031");

    Installed.Result result = run.await();

    assertThat(result.status()).as(result.err()).isEqualTo(76);
    HeatRun.assertThatTheNewestIsIndexed(scr);
    assertThat(launches()).hasSize(1);
  }

  @Test
  void whatWasFoundIsToldWithTheReason() throws IOException, InterruptedException {
    String found = scr.ok("scr_env", "--json").out();
    assertThat(found)
        .contains("\"ALPS\"")
        .contains("PBS_JOBID=138295.sdb, aprun and apstat in PATH")
        .contains("nid[00012,00031,00014-00016]");
    scr.set("SCR_RESOURCE_MANAGER", "APRUN");
    assertThat(scr.ok("scr_env", "--json").out()).contains("SCR_RESOURCE_MANAGER=APRUN");
  }

  @Test
  void anApplicationIsCancelledAndNeverTheJob() throws IOException, InterruptedException {
    Installed.Running run = start();
    HeatRun.awaitCheckpoints(scr, run, 2);
    scr.set("SCR_RUNS", "1");
    assertThat(scr.run("scr_kill_jobstep", "-l", "aprun", "-j", EmulatedCray.JOB).status())
        .as("the id of the job is not taken for that of an application")
        .isNotZero();
    String apid = run.err().replaceFirst("(?s).*? step=(\\d+).*", "$1");
    assertThat(cray.state("apps").resolve(apid)).as(run.err()).isDirectory();
    scr.ok("scr_kill_jobstep", "-l", "aprun", "-j", apid);
    survived(run);
    assertThat(cray.calls("apkill")).containsExactly("-9 " + apid);
  }
}
