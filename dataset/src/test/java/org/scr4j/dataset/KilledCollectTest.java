package org.scr4j.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scr4j.config.NodeStorage;
import org.scr4j.kvtree.LockKind;
import org.scr4j.kvtree.StateFiles;

/** What dies by SIGKILL leaves whole files only, and the next one does the rest. */
class KilledCollectTest {

  private static final int RANKS = 24;
  private static final int BYTES = 2 << 20;

  @TempDir Path temp;

  /** The process that is killed: collects dataset 2 of the node and prefix that it is given. */
  static final class Main {
    private Main() {}

    /** Node root and prefix. */
    public static void main(String[] args) throws IOException {
      StateFiles files = new StateFiles(LockKind.FLOCK, System.err::println);
      new Collector(files)
          .collect(
              new NodeStorage(Path.of(args[0])),
              Samples.CONTROL,
              2,
              new PrefixLayout(Path.of(args[1])),
              new Collector.Options(true, 1 << 16, 2));
    }
  }

  @Test
  void theNextCollectCompletesIt() throws Exception {
    Path prefix = temp.resolve("prefix");
    Samples.Cached sample = new Samples.Cached(temp.resolve("node"), prefix, 2);
    for (int rank = 0; rank < RANKS; rank++) {
      sample.file(RANKS, rank, BYTES, UnaryOperator.identity());
    }
    for (int wanted : new int[] {1, 6, 12}) {
      killOnceThere(prefix, wanted);
      for (int rank = 0; rank < RANKS; rank++) {
        Path file = prefix.resolve("ckpt.2/rank_" + rank + ".ckpt");
        if (Files.exists(file)) {
          assertThat(Files.readAllBytes(file)).isEqualTo(Samples.contents(rank, BYTES));
        }
      }
    }
    CollectReport report = sample.collect();
    assertThat(report.good()).as("%s", report.problems()).isTrue();
    assertThat(report.files())
        .filteredOn(file -> file.state() == CollectReport.State.THERE)
        .hasSizeGreaterThanOrEqualTo(12);
    for (int rank = 0; rank < RANKS; rank++) {
      assertThat(Files.readAllBytes(prefix.resolve("ckpt.2/rank_" + rank + ".ckpt")))
          .isEqualTo(Samples.contents(rank, BYTES));
    }
  }

  private void killOnceThere(Path prefix, int files) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                temp.resolve("node").toString(),
                prefix.toString())
            .inheritIO()
            .start();
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(2))
          .until(() -> !process.isAlive() || there(prefix) >= files);
    } finally {
      process.destroyForcibly();
      process.waitFor();
    }
    assertThat(there(prefix)).isGreaterThanOrEqualTo(files);
  }

  private static int there(Path prefix) {
    int found = 0;
    for (int rank = 0; rank < RANKS; rank++) {
      found += Files.exists(prefix.resolve("ckpt.2/rank_" + rank + ".ckpt")) ? 1 : 0;
    }
    return found;
  }
}
