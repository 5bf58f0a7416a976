package org.scr4j.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scr4j.config.NodeStorage;

/**
 * From the caches that LLNL's library left, our collect and build leave the prefix that LLNL's
 * {@code scr_copy} and {@code scr_index --build} left, or refuse the same.
 */
class ScavengeReferenceTest {

  /** What the rest of LLNL's postrun writes. */
  private static final Predicate<String> BY_COLLECT_AND_BUILD =
      name -> !name.matches("(.*/)?scavenge\\..*|\\.scr/(log|halt\\.scr|nodes\\.scr|flush\\.scr)");

  @TempDir Path temp;

  private PrefixLayout copyOf(Path prefix, String recorded) throws IOException {
    Reference.copy(prefix, temp.resolve("prefix"));
    return new PrefixLayout(temp.resolve("prefix"), recorded);
  }

  private static void collect(Path cache, List<Integer> nodes, String job, int id, PrefixLayout to)
      throws IOException {
    for (int node : nodes) {
      CollectReport report =
          new Collector(Reference.stateFiles())
              .collect(
                  new NodeStorage(cache.resolve("node" + node)),
                  "/dev/shm/root/scr." + job,
                  id,
                  to,
                  new Collector.Options(true, 1000, 3, "node" + node));
      assertThat(report.good()).as("%s", report.problems()).isTrue();
    }
  }

  private static IndexFile index(PrefixLayout layout) {
    return new IndexFile(Reference.stateFiles(), layout, Clock.systemUTC(), line -> {});
  }

  private static BuildResult build(PrefixLayout layout, int id) throws IOException {
    DatasetBuilder.Options options =
        new DatasetBuilder.Options(1000, 3, RankToFile.ENTRIES_PER_FILE);
    return new DatasetBuilder(Reference.stateFiles(), layout, index(layout), options, line -> {})
        .build(id);
  }

  @ParameterizedTest
  @CsvSource({
    "single, all, 1 2 3 4",
    "single, lost_node2, 1 3 4",
    "single, lost_node2_node3, 1 4",
    "partner, all, 1 2 3 4",
    "partner, lost_node2, 1 3 4",
    "partner, lost_node2_node3, 1 4",
    "xor, all, 1 2 3 4",
    "xor, lost_node2, 1 3 4",
    "xor, lost_node2_node3, 1 4",
    "rs, all, 1 2 3 4",
    "rs, lost_node2, 1 3 4",
    "rs, lost_node2_node3, 1 4",
  })
  void theSamePrefixAndTheSameVerdict(String scheme, String losses, String nodes)
      throws IOException {
    Path reference = Reference.path(scheme);
    String recorded = "/p/scratch/run/" + scheme.toUpperCase(Locale.ROOT);
    PrefixLayout layout = copyOf(reference.resolve("prefix"), recorded);
    List<Integer> left = new ArrayList<>();
    for (String node : nodes.split(" ")) {
      left.add(Integer.valueOf(node));
    }
    collect(reference.resolve("cache"), left, "38", 2, layout);
    Reference.assertSamePrefix(layout.prefix(), reference.resolve(losses + "/collected"));
    assertModesAndTimesOfTheFileMaps(layout, 2);

    BuildResult result = build(layout, 2);
    String theirs = Files.readString(reference.resolve(losses + "/result.txt")).strip();
    List<Integer> lost = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5, 6, 7));
    lost.removeIf(rank -> left.contains(rank / 2 + 1));
    if (theirs.endsWith("rc=0")) {
      assertThat(result).isEqualTo(new BuildResult.Complete(2, "ckpt.2", true, lost));
      index(layout).setCurrent("ckpt.2");
    } else {
      assertThat(theirs).endsWith("rc=1");
      assertThat(((BuildResult.Incomplete) result).lost()).isEqualTo(lost);
      assertThat(index(layout).read()).isEmpty();
    }
    Reference.assertSamePrefix(layout.prefix(), reference.resolve(losses + "/built"));
    assertModesAndTimesOfTheFileMaps(layout, 2);
  }

  /** The files of the reference have lost their modes; what was recorded has not. */
  private static void assertModesAndTimesOfTheFileMaps(PrefixLayout layout, int id)
      throws IOException {
    for (Path file : Reference.find(layout.datasetDir(id), "filemap_.*")) {
      for (FileMap.Entry entry : FileMap.read(Reference.stateFiles(), file).orElseThrow().files()) {
        FileMeta meta = entry.meta();
        Path there = new PrefixPaths(layout).of(meta);
        if (Files.exists(there)) {
          FileStat stat = FileStat.of(there);
          assertThat(stat.mode()).isEqualTo(meta.mode().orElseThrow());
          assertThat(stat.modified()).isEqualTo(meta.modified().orElseThrow());
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "partner-fail1, 39, 1, ckpt.1, 2 3",
    "rs-fail1, 39, 1, ckpt.1, 2 3",
    "xor-set2, 39, 1, ckpt.1, 2 3",
    "xor-multifile, 41, 3, timestep.3, 2 3",
    "xor-output, 39, 3, ckpt.3, 2 3",
  })
  void withoutNode2AsTheirPostrunDoes(
      String name, String job, int id, String called, String rebuilt) throws IOException {
    Path reference = Reference.path("more/" + name);
    PrefixLayout layout =
        copyOf(reference.resolve("prefix"), recordedPrefix(reference.resolve("cache"), id, job));
    collect(reference.resolve("cache"), List.of(1, 3, 4), job, id, layout);
    BuildResult.Complete result = (BuildResult.Complete) build(layout, id);
    assertThat(result.name()).isEqualTo(called);
    assertThat(result.rebuilt()).extracting(Object::toString).containsExactly(rebuilt.split(" "));
    index(layout).setCurrent(called);
    Reference.assertSamePrefix(
        layout.prefix(), reference.resolve("postrun-lost-node2"), BY_COLLECT_AND_BUILD);
    assertModesAndTimesOfTheFileMaps(layout, id);
  }

  private static String recordedPrefix(Path cache, int id, String job) throws IOException {
    Path map =
        cache.resolve("node1/dev/shm/root/scr." + job + "/scr.dataset." + id + "/.scr/filemap_1");
    FileMap files = FileMap.read(Reference.stateFiles(), map).orElseThrow();
    return Path.of(files.files().get(0).meta().directory().orElseThrow()).getParent().toString();
  }

  /** With cache bypass everything is in the prefix as soon as it is written. */
  @Test
  void whatIsInThePrefixAlreadyIsLeftAsItIs() throws IOException {
    Path reference = Reference.path("more/xor-bypass");
    PrefixLayout layout =
        copyOf(reference.resolve("prefix"), recordedPrefix(reference.resolve("cache"), 2, "39"));
    assertThat(build(layout, 2)).isEqualTo(new BuildResult.Complete(2, "ckpt.2", true, List.of()));
    index(layout).setCurrent("ckpt.2");
    Reference.assertSamePrefix(
        layout.prefix(), reference.resolve("postrun-lost-node2"), BY_COLLECT_AND_BUILD);
    collect(reference.resolve("cache"), List.of(1, 3, 4), "39", 2, layout);
    Reference.assertSamePrefix(
        layout.prefix(),
        reference.resolve("postrun-lost-node2"),
        BY_COLLECT_AND_BUILD.and(file -> !file.startsWith(".scr/scr.dataset.2/")));
  }

  /** Damage that no loss of a node leaves: every single file missing, one after the other. */
  @ParameterizedTest
  @CsvSource({"partner, 38", "xor, 38", "rs, 38"})
  void anyOneFileLostIsHadBackByteForByte(String scheme, String job) throws IOException {
    Path reference = Reference.path(scheme);
    String recorded = "/p/scratch/run/" + scheme.toUpperCase(Locale.ROOT);
    PrefixLayout layout = copyOf(reference.resolve("prefix"), recorded);
    collect(reference.resolve("cache"), List.of(1, 2, 3, 4), job, 2, layout);
    assertThat(build(layout, 2)).isInstanceOf(BuildResult.Complete.class);
    List<Path> victims = new ArrayList<>();
    victims.addAll(Reference.find(layout.prefix().resolve("ckpt.2"), ".*"));
    victims.addAll(Reference.find(layout.datasetDir(2), "filemap_.*"));
    assertThat(victims).hasSize(16);
    for (Path victim : victims) {
      byte[] whole = Files.readAllBytes(victim);
      Files.delete(victim);
      Files.delete(layout.summary(2));
      assertThat(build(layout, 2))
          .as("without %s", victim)
          .isInstanceOf(BuildResult.Complete.class);
      assertThat(victim).hasBinaryContent(whole);
    }
  }
}
