package org.scr4j.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What administrators and scripts ask about a job whose checkpoints are in cache only. */
class CachedCheckpointTest {

  private static final Pattern STEP = Pattern.compile(" step=(\\S+) ");

  @TempDir Path directory;
  private Installed scr;

  @BeforeEach
  void install() throws IOException {
    scr = new Installed(directory);
    scr.set("SCR_RUNS", "1")
        .set("SCR_FLUSH", "0")
        .set("SCR_COPY_TYPE", "XOR")
        .set("SCR_CACHE_SIZE", "2");
  }

  @AfterEach
  void takeDown() throws IOException, InterruptedException {
    scr.close();
  }

  private static String step(Installed.Running run) {
    Matcher step = STEP.matcher(run.err());
    assertThat(step.find()).as(run.err()).isTrue();
    return step.group(1);
  }

  @Test
  void aStepIsKilledAndWhatItLeftIsInspectedAndRestartedFrom()
      throws IOException, InterruptedException {
    scr.ok("scr_local", "up", "-N", "5");
    Installed.Running run = HeatRun.start(scr);
    HeatRun.awaitCheckpoints(scr, run, 4);
    String step = step(run);
    String allocation = step.substring(0, step.lastIndexOf('.'));
    assertThat(scr.run("scr_kill_jobstep", "-l", "local", "-j", allocation).status())
        .as("the allocation is no step")
        .isEqualTo(69);
    assertThat(scr.run("scr_kill_jobstep", "-l", "local", "-j", allocation + ".99").status())
        .isEqualTo(1);
    scr.ok("scr_kill_jobstep", "--launcher=local", "--jobStepId=" + step);
    assertThat(run.await().status()).as(run.err()).isEqualTo(137);
    assertThat(scr.ok("scr_local", "status").out()).doesNotContain("down");

    String ids = scr.ok("scr_inspect").out().strip();
    assertThat(ids).matches("\\d+( \\d+)*");
    // The newest may have been killed before its redundancy was complete: of use while no part of
    // it is missing.
    String complete = String.valueOf(HeatRun.checkpoints(scr).size());
    assertThat(scr.ok("scr_inspect", "-j", "node[1-4]", "-d", "node2").out().strip().split(" "))
        .isSubsetOf(ids.split(" "))
        .contains(complete);
    Installed.Result tooFew = scr.run("scr_inspect", "-v", "--up=node1,node3");
    assertThat(tooFew.status()).isEqualTo(1);
    assertThat(tooFew.out().strip()).isEmpty();
    assertThat(tooFew.err()).contains("2 of its 4 members");
    assertThat(scr.run("scr_inspect", "--up=node5").status()).isEqualTo(1);

    scr.ok("scr_local", "fail", "node2");
    List<String> words = List.of("local", "-N4", "-n8", Installed.program("scr_have_restart"));
    Installed.Result restart = scr.ok("scr_run", words.toArray(new String[0]));
    int newest = HeatRun.checkpoints(scr).stream().mapToInt(Integer::intValue).max().orElseThrow();
    // The kill may have come between a checkpoint's end and its line in the log.
    assertThat(restart.out())
        .isIn("heat." + newest + "\n", "heat." + (newest + HeatRun.EVERY) + "\n");
    assertThat(scr.ok("scr_inspect").out().strip()).as("rebuilt on node5").isNotEmpty();
  }
}
