package org.scr4j.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run is stopped, looked at and let go on from another terminal. */
class HaltTest {

  @TempDir Path directory;

  @Test
  void stopsAfterTwoMoreCheckpointsAndGoesOnOnceRemoved() throws IOException, InterruptedException {
    String undisturbed = HeatRun.undisturbedChecksum(directory.resolve("undisturbed"));
    try (Installed scr = new Installed(directory)) {
      scr.set("SCR_RUNS", "3").set("SCR_COPY_TYPE", "XOR");
      scr.ok("scr_local", "up", "-N", "4");
      Installed.Running run = HeatRun.start(scr);
      HeatRun.awaitCheckpoints(scr, run, 3);
      int before = HeatRun.checkpoints(scr).size();
      scr.ok("scr_halt", "--checkpoints", "2");
      int then = HeatRun.checkpoints(scr).size();

      Installed.Result halted = run.await();

      assertThat(halted.status()).as(halted.err()).isEqualTo(75);
      // One that was complete before may still have been counted after.
      assertThat(HeatRun.checkpoints(scr).size()).isBetween(before + 1, then + 2);
      assertThat(halted.out()).doesNotContain("checksum=");
      assertThat(scr.ok("scr_halt", "--list").out()).contains("CheckpointsLeft").contains("0");
      assertThat(scr.run("scr_run", HeatRun.arguments()).status()).isEqualTo(75);

      scr.ok("scr_halt", "--remove");
      Installed.Result resumed = scr.ok("scr_run", HeatRun.arguments());

      HeatRun.Answer answer = HeatRun.answer(resumed.out());
      assertThat(answer.checksum()).isEqualTo(undisturbed);
      assertThat(answer.restartedFromStep()).isPositive();
    }
  }

  @Test
  void aFinishedRunIsNotStartedAgainUnasked() throws IOException, InterruptedException {
    try (Installed scr = new Installed(directory)) {
      scr.ok("scr_local", "up", "-N", "4");
      scr.ok("scr_run", HeatRun.arguments());

      Installed.Result again = scr.run("scr_run", HeatRun.arguments());

      assertThat(again.status()).isEqualTo(75);
      assertThat(again.err()).contains("scr_halt");
    }
  }
}
