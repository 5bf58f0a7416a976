package org.scr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScrCkptIntervalTest {

  @TempDir Path directory;

  private Called call(String... options) {
    String[] words = new String[options.length + 1];
    words[0] = "scr_ckpt_interval";
    System.arraycopy(options, 0, words, 1, options.length);
    return Called.in(directory, words);
  }

  /** Eleven runs of an hour each, with a checkpoint of 5 s; the first ten have failed. */
  @BeforeEach
  void log() throws Exception {
    StringBuilder log = new StringBuilder();
    for (int hour = 0; hour < 11; hour++) {
      String time = "2026-11-22T%02d:".formatted(hour);
      log.append(time).append("00:00: host=n1, jobid=7, event=START, procs=8, nodes=4\n");
      log.append(time).append("00:00: host=n1, jobid=7, event=COMPUTE_START\n");
      log.append(time).append("59:55: host=n1, jobid=7, event=COMPUTE_END, secs=3595.000000\n");
      log.append(time).append("59:55: host=n1, jobid=7, event=CHECKPOINT_START, dset=1\n");
      log.append(time)
          .append("59:59: host=n1, jobid=7, event=CHECKPOINT_END, dset=1, secs=5.000000\n");
    }
    log.append("2026-11-22T11:00:00: host=n1, jobid=7, event=HALT, note=\"SCR_FINALIZE_CALLED\"\n");
    Files.createDirectories(directory.resolve(".scr"));
    Files.writeString(directory.resolve(".scr/log"), log);
  }

  @Test
  void theAnswerIsOneNumberOfSeconds() {
    // Mean time to interrupt: 11 h by 10 failures. Daly: 195.6 s; Young: the root of 39,600.
    Called daly = call();
    assertThat(daly.status()).isZero();
    assertThat(daly.out()).isEqualTo("195\n");
    assertThat(daly.err()).isEmpty();
    assertThat(call("--model", "young").out()).isEqualTo("198\n");
    assertThat(call("--model=daly", "--percent").out()).startsWith("2.5");
  }

  @Test
  void statisticsNameCostFailuresAndLimits() {
    assertThat(call("--stats").out().lines())
        .contains(
            "Checkpoint time total/avg (s): 55.0 5.0",
            "Compute time total/avg (s): 39545.0 3595.0",
            "Starts: 11",
            "Ends: 10 failed, 1 clean, 0 unknown",
            "Total time (s): 39600.0",
            "Mean time to interrupt (s): 3960.0",
            "Model = Daly")
        .anyMatch(line -> line.startsWith("Mean time to interrupt 90 % limits (s): 2334.6"))
        .anyMatch(line -> line.startsWith("Checkpoint Interval (s) = 195."))
        .anyMatch(line -> line.startsWith("Checkpoint Interval 90 % limits (s) = 149."));
    assertThat(call("--stats", "--model", "multilevel").out())
        .contains("Model = Multilevel")
        .contains("Level cache: cost (s) 5.0, failures 10, interval (s) 198.99");
  }

  @Test
  void jsonHasAllOfIt() {
    assertThat(call("--json").out())
        .contains("\"model\" : \"daly\"")
        .contains("\"failed\" : 10")
        .contains("\"interval_seconds_low\" : 149.")
        .contains("\"checkpoints\" : 11");
  }

  @Test
  void withoutHistoryItIsTheDefault() throws Exception {
    Files.delete(directory.resolve(".scr/log"));
    Called none = call();
    assertThat(none.status()).isZero();
    assertThat(none.out()).isEqualTo("600\n");
    assertThat(none.err()).contains("default").contains("SCR_LOG_ENABLE=1");
    assertThat(call("--percent").out()).isEqualTo("10.0\n");
    assertThat(call("--stats").out()).contains("Checkpoint Interval (s) = 600");
    assertThat(call("--json").out()).contains("\"model\" : \"none\"");
  }

  @Test
  void aLogWithoutACheckpointIsNoHistory() throws Exception {
    Files.writeString(
        directory.resolve(".scr/log"),
        "2026-11-22T10:00:00: host=n1, jobid=7, event=START, procs=8, nodes=4\nrubbish\n");
    Called none = call("--stats");
    assertThat(none.out()).contains("Starts: 1").contains("Lines that could not be read: 1");
    assertThat(none.out()).contains("Checkpoint Interval (s) = 600");
  }

  @Test
  void aWrongNameIsAnError() {
    for (Called called :
        new Called[] {call("--logfile", "none"), call("--prefix", directory + "/none")}) {
      assertThat(called.status()).isEqualTo(74);
      assertThat(called.err().lines()).hasSize(1);
      assertThat(called.err()).contains("none").contains("--logfile");
    }
    assertThat(call("--logfile", ".scr/log").out()).isEqualTo("195\n");
    assertThat(call("--model", "guess").status()).isEqualTo(64);
  }
}
