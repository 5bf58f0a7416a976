package org.scr4j.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Flux of one broker on this host: what ends runs there without the loss of a node. */
class FluxAloneTest {

  private static final String RUN = "scr_run flux run -N1 -n2";

  private static Path flux;

  @TempDir Path directory;
  private Installed scr;

  @BeforeAll
  static void findFlux() {
    flux = FluxTest.program();
  }

  @BeforeEach
  void install() throws IOException {
    scr = new Installed(directory);
    String path = Installed.HOME.resolve("bin") + ":" + flux.getParent();
    scr.set("PATH", path + ":" + System.getenv("PATH"));
    scr.set("SCR_CNTL_BASE", directory.resolve("control").toString());
    scr.set("SCR_CACHE_BASE", directory.resolve("cache").toString());
    scr.set("SCR_RUNS", "1").set("SCR_FLUSH", "100").set("SCR_COPY_TYPE", "SINGLE");
  }

  private Installed.Running inFlux(String... words) throws IOException {
    List<String> line = new ArrayList<>(List.of(flux.toString(), "start"));
    line.addAll(List.of(words));
    return scr.start("flux", line);
  }

  @Test
  void theEndOfTheTimeEndsTheRunAndWhatIsInCacheIsSaved() throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("flux", "alloc", "-N1", "-n1", "-t30s"));
    words.addAll(List.of(HeatRun.arguments("scr_run flux run -N1 -n1", 400)));

    Installed.Result result = inFlux(words.toArray(String[]::new)).await();

    // Both signals come at the same moment.
    assertThat(result.status()).as(result.toString()).isIn(128 + 1, 128 + 14);
    assertThat(result.err()).containsPattern("ended by SIG(ALRM|HUP)");
    assertThat(result.out()).doesNotContain("checksum=");
    HeatRun.assertThatTheNewestIsIndexed(scr);
  }

  @Test
  void theEndOfTheTimeLeavesAJobScriptTimeToSave() throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("flux", "alloc", "-N1", "-n1", "-t30s"));
    Path script = Installed.HOME.resolve("share/examples/scr_flux_run.sh");
    words.addAll(List.of(HeatRun.arguments(script + " -N1 -n1", 400)));

    Installed.Result result = inFlux(words.toArray(String[]::new)).await();

    assertThat(result.status()).as(result.toString()).isNotZero();
    assertThat(result.out()).doesNotContain("checksum=");
    HeatRun.assertThatTheNewestIsIndexed(scr);
  }

  @Test
  void aHaltAtOnceEndsTheRun() throws IOException, InterruptedException {
    Installed.Running run = inFlux(HeatRun.arguments(RUN, 30));
    HeatRun.awaitCheckpoints(scr, run, 3);
    scr.ok("scr_halt", "--immediate", scr.prefix().toString());

    Installed.Result result = run.await();

    assertThat(result.status()).as(result.toString()).isEqualTo(75);
    assertThat(result.out()).doesNotContain("checksum=");
  }

  @Test
  void theWatchdogEndsAJobThatHangs() throws IOException, InterruptedException {
    scr.set("SCR_WATCHDOG", "1");
    scr.set("SCR_WATCHDOG_TIMEOUT", "1").set("SCR_WATCHDOG_TIMEOUT_PFS", "1");
    String script = "\"$@\"; echo \"ended with $?\"; flux jobs -n -f pending,running | wc -l";
    List<String> words = new ArrayList<>(List.of("sh", "-c", script, "sh"));
    words.addAll(List.of(HeatRun.arguments(RUN, 600_000)));

    Installed.Result result = inFlux(words.toArray(String[]::new)).await();

    assertThat(result.err()).contains("watchdog: no dataset for 4 s");
    assertThat(result.out().lines()).containsExactly("ended with 143", "0");
  }

  @Test
  void withoutItsFirstBrokerTheRunEndsAndSaysWhy() throws IOException, InterruptedException {
    Path pid = directory.resolve("pid");
    String script = "flux getattr broker.pid > " + pid + "; exec \"$@\"";
    List<String> words = new ArrayList<>(List.of("sh", "-c", script, "sh"));
    words.addAll(List.of(HeatRun.arguments(RUN, 30)));
    Installed.Running run = inFlux(words.toArray(String[]::new));
    HeatRun.awaitCheckpoints(scr, run, 3);
    long broker = Long.parseLong(Files.readString(pid).strip());
    assertThat(ProcessHandle.of(broker).orElseThrow().destroyForcibly()).isTrue();

    await("the end of scr_run")
        .atMost(Duration.ofSeconds(100))
        .until(() -> run.err().contains(" exit="));

    assertThat(run.err())
        .contains("flux lsattr ended with status 1: flux: flux_open: Connection refused")
        .containsPattern("runs=1 .* exit=[1-9]");
  }

  @Test
  void theInstanceOfAnotherUserIsRefusedInOneLine() throws IOException, InterruptedException {
    assumeTrue(
        Files.isWritable(Path.of("/proc/1/oom_score_adj")), "only root can be another user too");
    String script =
        """
        chmod 755 "$(flux getattr rundir)"
        cd / && SCR_PREFIX=/tmp setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
        echo "ended with $?"
        """;

    Installed.Result result =
        inFlux("sh", "-c", script, "sh", "scr_run", "flux", "run", "-N1", "true").await();

    assertThat(result.out()).isEqualTo("ended with 69\n");
    assertThat(result.err().lines().filter(line -> line.startsWith("scr_run: ")))
        .containsExactly(
            "scr_run: flux lsattr ended with status 1: flux: flux_open: Operation not permitted;"
                + " FLUX_URI names the instance of another user: work in one of your own, such as"
                + " that of flux alloc");
  }
}
