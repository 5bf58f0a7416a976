package org.scr4j.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** SIGKILL of scr_run itself, at whatever moment: the next scr_run ends with the right answer. */
class KilledRunTest {

  private static final int MOMENTS = 10;
  private static final int EARLIEST_MS = 100;
  private static final int LATEST_MS = 4500;

  @TempDir static Path shared;
  private static String undisturbed;

  @TempDir Path directory;

  @BeforeAll
  static void computeTheAnswer() throws IOException, InterruptedException {
    undisturbed = HeatRun.undisturbedChecksum(shared.resolve("undisturbed"));
  }

  /** Spread over the life of a run, a random moment in each tenth of it. */
  static Stream<Integer> moments() {
    Random random = new Random();
    int slice = (LATEST_MS - EARLIEST_MS) / MOMENTS;
    return Stream.iterate(0, i -> i + 1)
        .limit(MOMENTS)
        .map(i -> EARLIEST_MS + i * slice + random.nextInt(slice));
  }

  @ParameterizedTest(name = "killed after {0} ms")
  @MethodSource("moments")
  void theNextRunEndsWithTheSameAnswer(int milliseconds) throws IOException, InterruptedException {
    try (Installed scr = new Installed(directory)) {
      scr.set("SCR_COPY_TYPE", "XOR").set("SCR_FLUSH", "5");
      scr.ok("scr_local", "up", "-N", "5");
      Installed.Running killed = HeatRun.start(scr);
      boolean ended = killed.process().waitFor(milliseconds, TimeUnit.MILLISECONDS);
      killed.process().destroyForcibly().waitFor();

      Installed.Result next = HeatRun.start(scr).await();

      String output = killed.out() + next.out();
      assertThat(HeatRun.answer(output).checksum()).as(output + next.err()).isEqualTo(undisturbed);
      if (!ended && !killed.out().contains("checksum=")) {
        assertThat(next.status()).as(next.err()).isZero();
      }
      assertThat(List.of(0, 75)).as(next.err()).contains(next.status());
    }
  }
}
