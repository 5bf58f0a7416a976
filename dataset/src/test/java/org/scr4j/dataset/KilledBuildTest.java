package org.scr4j.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scr4j.config.NodeStorage;
import org.scr4j.kvtree.LockKind;
import org.scr4j.kvtree.StateFiles;

/**
 * A build that dies by SIGKILL while it rebuilds damages nothing, and calls nothing complete; the
 * next one ends with the prefix that one undisturbed build makes.
 */
class KilledBuildTest {

  private static final long SEED = 20261122;
  private static final int KILLS = 6;

  @TempDir Path temp;

  /** The process that is killed: builds dataset 2 of the prefix again and again, from losses. */
  static final class Main {
    private Main() {}

    /** Prefix, what it is called in file maps, and a file to make once it runs. */
    public static void main(String[] args) throws IOException {
      PrefixLayout layout = new PrefixLayout(Path.of(args[0]), args[1]);
      Files.createFile(Path.of(args[2]));
      while (true) {
        build(layout);
        for (String victim : List.of("ckpt.2/rank_2.ckpt", "ckpt.2/rank_5.ckpt")) {
          Files.deleteIfExists(layout.prefix().resolve(victim));
        }
        for (int rank : new int[] {2, 5}) {
          Files.deleteIfExists(layout.fileMap(2, rank));
        }
        Files.deleteIfExists(layout.summary(2));
      }
    }
  }

  private static BuildResult build(PrefixLayout layout) throws IOException {
    StateFiles files = new StateFiles(LockKind.FLOCK, System.err::println);
    IndexFile index = new IndexFile(files, layout, Clock.systemUTC(), line -> {});
    DatasetBuilder.Options options =
        new DatasetBuilder.Options(100, 2, RankToFile.ENTRIES_PER_FILE);
    return new DatasetBuilder(files, layout, index, options, line -> {}).build(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"partner", "xor", "rs"})
  void theNextBuildCompletesIt(String scheme) throws Exception {
    Path reference = Reference.path(scheme);
    Path prefix = temp.resolve("prefix");
    Reference.copy(reference.resolve("all/collected"), prefix);
    String recorded = "/p/scratch/run/" + scheme.toUpperCase(Locale.ROOT);
    PrefixLayout layout = new PrefixLayout(prefix, recorded);
    Random random = new Random(SEED);
    for (int kill = 0; kill < KILLS; kill++) {
      killAfter(layout, kill, random.nextInt(200));
      for (int rank : new int[] {0, 1, 3, 4, 6, 7}) {
        assertWhole(reference, prefix, "ckpt.2/rank_" + rank + ".ckpt");
      }
      for (String victim : List.of("ckpt.2/rank_2.ckpt", "ckpt.2/rank_5.ckpt")) {
        if (Files.exists(prefix.resolve(victim))) {
          assertWhole(reference, prefix, victim);
        }
      }
      BuildResult result = build(layout);
      assertThat(result).as("seed %d", SEED).isInstanceOf(BuildResult.Complete.class);
      new IndexFile(Reference.stateFiles(), layout, Clock.systemUTC(), line -> {})
          .setCurrent("ckpt.2");
      // A draft of the index may be that of another command, and stays.
      Reference.assertSamePrefix(
          prefix,
          reference.resolve("all/built"),
          name -> !name.matches("\\.scr/\\.index\\.scr\\.[0-9a-f]+"));
    }
  }

  private static void assertWhole(Path reference, Path prefix, String name) {
    assertThat(prefix.resolve(name))
        .hasSameBinaryContentAs(reference.resolve("all/collected").resolve(name));
  }

  private void killAfter(PrefixLayout layout, int number, int milliseconds) throws Exception {
    Path started = temp.resolve("started." + number);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(Main.class.getName());
    command.addAll(List.of(layout.prefix().toString(), layout.recorded(), started.toString()));
    Process process = new ProcessBuilder(command).inheritIO().start();
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(1))
          .until(() -> !process.isAlive() || Files.exists(started));
      assertThat(process.waitFor(milliseconds, TimeUnit.MILLISECONDS))
          .as("it ends only when killed")
          .isFalse();
    } finally {
      process.destroyForcibly();
      process.waitFor();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aCollectAfterAKilledBuildAddsWhatWasMissing(int lostNode) throws Exception {
    Path reference = Reference.path("xor");
    Path prefix = temp.resolve("prefix");
    Reference.copy(reference.resolve("prefix"), prefix);
    PrefixLayout layout = new PrefixLayout(prefix, "/p/scratch/run/XOR");
    for (int node = 1; node <= 4; node++) {
      if (node != lostNode && node != 2) {
        collect(reference, node, layout);
      }
    }
    assertThat(build(layout)).isInstanceOf(BuildResult.Incomplete.class);
    Files.write(prefix.resolve(".scr/scr.dataset.2/.summary.scr.12ab"), new byte[7]);
    Files.write(prefix.resolve(".scr/scr.dataset.2/.12ab.scr4j-part"), new byte[7]);
    Files.write(prefix.resolve("ckpt.2/.34cd.scr4j-part"), new byte[7]);
    collect(reference, 2, layout);
    assertThat(build(layout)).isInstanceOf(BuildResult.Complete.class);
    assertThat(prefix.resolve("ckpt.2")).isDirectoryNotContaining("glob:**/.*");
    assertThat(layout.datasetDir(2)).isDirectoryNotContaining("glob:**/.*");
  }

  private static void collect(Path reference, int node, PrefixLayout layout) throws IOException {
    CollectReport report =
        new Collector(Reference.stateFiles())
            .collect(
                new NodeStorage(reference.resolve("cache/node" + node)),
                "/dev/shm/root/scr.38",
                2,
                layout,
                new Collector.Options(true, 4096, 2, "node" + node));
    assertThat(report.problems()).isEmpty();
  }
}
