package org.scr4j.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scr4j.kvtree.KvTree;

/** What we leave on nodes and in the prefix, beside what LLNL's SCR left for the same program. */
final class ReferenceLayoutTest {

  private static final List<String> NODES =
      List.of("node1", "node1", "node2", "node2", "node3", "node3", "node4", "node4");
  private static final String CACHE = "dev/shm/root/scr.38";

  @TempDir(factory = InMemory.class)
  Path directory;

  private static Path reference() {
    String set =
        System.getProperty("SCR4J_REFERENCE", System.getenv().getOrDefault("SCR4J_REFERENCE", ""));
    Path beside = Path.of("").toAbsolutePath().resolve("../../shared/reference").normalize();
    Path found = set.isEmpty() ? beside : Path.of(set);
    assumeTrue(
        Files.isDirectory(found),
        "LLNL's files are not beside the project; set SCR4J_REFERENCE to their directory");
    return found;
  }

  private VirtualJob job(String scheme) throws IOException {
    return new VirtualJob(directory)
        .set("SCR_COPY_TYPE", scheme)
        .set("SCR_JOB_NAME", "sample_" + scheme)
        .set("SCR_CACHE_SIZE", "2");
  }

  /** As their test program: two checkpoints of a file a rank. */
  private static VirtualJob.Program<Boolean> twoCheckpoints() {
    return (scr, rank) -> {
      VirtualJob.write(scr, rank, 1);
      VirtualJob.write(scr, rank, 2);
      scr.finish();
      return true;
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"single", "partner", "xor", "rs"})
  void theCacheOfEachNodeHasTheSameFiles(String scheme) throws Exception {
    Path theirs = reference().resolve(scheme).resolve("cache");
    VirtualJob job = job(scheme.toUpperCase(java.util.Locale.ROOT)).set("SCR_FLUSH", "0");
    job.run(NODES, twoCheckpoints());
    for (String node : new TreeSet<>(NODES)) {
      assertThat(VirtualJob.names(job.cache(node)))
          .as(node)
          .isEqualTo(VirtualJob.names(theirs.resolve(node).resolve(CACHE)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "scr.dataset.1/.scr/filemap_3",
    "scr.dataset.2/.scr/reddesc.er.er",
    "scr.dataset.2/.scr/reddesc.er.shuffile",
    "scr.dataset.2/.scr/reddescmap.er.2.redset"
  })
  void theirTreesHaveTheSameShape(String file) throws Exception {
    Path theirs = reference().resolve("xor/cache/node2").resolve(CACHE);
    VirtualJob job = job("XOR").set("SCR_FLUSH", "0");
    job.run(NODES, twoCheckpoints());
    assertThat(shape(tree(job.cache("node2").resolve(file))))
        .isEqualTo(shape(tree(theirs.resolve(file))));
  }

  @Test
  void theCacheIndexHasTheSameKeys() throws Exception {
    Path theirs = reference().resolve("xor/cache/node2").resolve(CACHE);
    VirtualJob job = job("XOR").set("SCR_FLUSH", "0");
    job.run(NODES, twoCheckpoints());
    KvTree ours = tree(job.cache("node2").resolve("cindex.scrinfo"));
    KvTree wanted = tree(theirs.resolve("cindex.scrinfo"));
    // They store the descriptor's keys the other way round; no reader looks at their order.
    assertThat(shape(ours)).containsExactlyInAnyOrderElementsOf(shape(wanted));
    for (String id : List.of("1", "2")) {
      assertThat(ours.get("DSET", id).orElseThrow().get("PATH"))
          .isEqualTo(wanted.get("DSET", id).orElseThrow().get("PATH"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "flush.scr",
        "halt.scr",
        "index.scr",
        "nodes.scr",
        "scr.dataset.2/rank2file",
        "scr.dataset.2/summary.scr"
      })
  void thePrefixHasTheSameFilesOfTheSameShape(String file) throws Exception {
    Path theirs = reference().resolve("xor/flushed/prefix/.scr");
    VirtualJob job = job("XOR").set("SCR_FLUSH", "1").set("SCR_LOG_ENABLE", "1");
    job.run(NODES, twoCheckpoints());
    // They also keep app.conf, what their program set by SCR_Config.
    List<String> expected = new ArrayList<>(VirtualJob.names(theirs));
    expected.remove("app.conf");
    assertThat(VirtualJob.names(job.prefix().resolve(".scr"))).isEqualTo(expected);
    assertThat(shape(tree(job.prefix().resolve(".scr").resolve(file))))
        .isEqualTo(shape(tree(theirs.resolve(file))));
  }

  private static KvTree tree(Path file) throws IOException {
    return VirtualJob.FILES.read(file).orElseThrow();
  }

  /** The keys of a tree with their order; numbers, times and names of the run are left out. */
  private static List<String> shape(KvTree tree) {
    List<String> lines = new ArrayList<>();
    shape(tree, "", lines);
    return lines;
  }

  private static void shape(KvTree tree, String indent, List<String> lines) {
    for (KvTree.Entry entry : tree.entries()) {
      boolean leaf = entry.tree().isEmpty();
      lines.add(indent + (leaf ? "*" : entry.key()));
      shape(entry.tree(), indent + "  ", lines);
    }
  }
}
