package org.scr4j.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.scr4j.job.status.JobRecord;
import org.scr4j.job.status.JobStatus;
import org.scr4j.job.status.StatusReader;

/** What scr_run leaves for scr_status, while it runs and after, on virtual nodes. */
@Timeout(90)
class RecordedRunTest {

  @TempDir Path directory;
  private VirtualJob job;

  @BeforeEach
  void up() throws Exception {
    job = new VirtualJob(directory, 3);
  }

  @AfterEach
  void down() throws Exception {
    job.close();
  }

  private JobStatus status() throws IOException {
    JobContext context = job.context();
    return new StatusReader(context.files(), context.layout(), 0, Clock.systemUTC()).read();
  }

  @Test
  void aRunIsRecordedWhileItGoesOnAndWhenItHasEnded() throws Exception {
    CompletableFuture<Report> life =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return job.shell(
                        "-N2 -n2", ": > up.$SCR_LOCAL_RANK; while [ ! -e go ]; do sleep 0.05; done")
                    .run();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    await().atMost(Duration.ofSeconds(20)).until(() -> job.files("up.").size() == 2);

    JobStatus running = status();
    assertThat(running.life()).isEqualTo(JobStatus.Life.ALIVE);
    assertThat(running.job().orElseThrow().phase()).isEqualTo(JobRecord.Phase.RUNNING);
    JobRecord.Run run = running.job().orElseThrow().lastRun().orElseThrow();
    assertThat(run.nodes()).isEqualTo("node[1-2]");
    assertThat(run.stop()).isEmpty();

    Files.createFile(job.prefix.resolve("go"));
    life.join();

    JobStatus ended = status();
    assertThat(ended.life()).isEqualTo(JobStatus.Life.ENDED);
    assertThat(ended.job().orElseThrow().exitCode()).hasValue(0);
    assertThat(ended.failures()).isEmpty();
  }

  @Test
  void aRunThatFailsIsAmongTheFailures() throws Exception {
    job.with("SCR_RUNS", "2").shell("-N2 -n2", "exit 3").run();

    JobStatus ended = status();

    assertThat(ended.job().orElseThrow().runs()).hasSize(2);
    assertThat(ended.failures())
        .extracting(failure -> failure.what())
        .contains("run 1 ended: exit:3", "run 2 ended: exit:3");
  }

  @Test
  void whereItCannotBeWrittenTheJobRunsAllTheSame() throws Exception {
    Files.createDirectories(job.prefix.resolve(".scr/run.scr/in-the-way"));

    Report report = job.shell("-N1 -n1", "exit 0").run();

    assertThat(report.exitCode()).isZero();
    assertThat(job.said()).contains("warning: scr_status will not know of this run");
  }
}
