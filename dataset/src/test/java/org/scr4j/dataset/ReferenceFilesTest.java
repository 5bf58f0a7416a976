package org.scr4j.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.KvTreeCodec;
import org.scr4j.kvtree.StateFiles;

/** What LLNL's SCR wrote is understood, and written back byte for byte. */
class ReferenceFilesTest {

  @TempDir Path temp;

  private final StateFiles files = Reference.stateFiles();

  @Test
  void fileMapsAreWrittenBackByteForByte() throws IOException {
    List<Path> maps = Reference.find(Reference.path("README.md").getParent(), "filemap_[0-9]+");
    assertThat(maps).hasSizeGreaterThan(100);
    for (Path map : maps) {
      Path copy = temp.resolve("map");
      FileMap.read(files, map).orElseThrow().write(files, copy);
      assertThat(copy).as(map.toString()).hasSameBinaryContentAs(map);
    }
  }

  @Test
  void cacheIndexesAreWrittenBackByteForByte() throws IOException {
    List<Path> indexes = Reference.find(Reference.path("README.md").getParent(), "cindex.scrinfo");
    assertThat(indexes).hasSizeGreaterThan(20);
    for (Path index : indexes) {
      Path copy = temp.resolve("cindex");
      CacheIndex.read(files, index).orElseThrow().write(files, copy);
      assertThat(copy).as(index.toString()).hasSameBinaryContentAs(index);
    }
  }

  @Test
  void flushFilesAndIndexesAreWrittenBackByteForByte() throws IOException {
    Path root = Reference.path("README.md").getParent();
    for (Path file : Reference.find(root, "flush.scr")) {
      assertBytes(FlushState.of(Reference.tree(file)).tree(), file);
    }
    for (Path file : Reference.find(root, "index(.[0-9]+)?.scr")) {
      assertBytes(DatasetIndex.of(Reference.tree(file)).tree(), file);
    }
  }

  @Test
  void ourFlushSummaryHasTheBytesOfTheirs() throws IOException {
    Path file = Reference.path("xor/flushed/prefix/.scr/scr.dataset.2/summary.scr");
    Summary summary = Summary.read(files, file).orElseThrow();
    assertThat(summary.complete()).isTrue();
    assertBytes(summary.tree(), file);
  }

  @Test
  void ourBuiltSummaryHasTheBytesOfTheirs() throws IOException {
    Path prefix = Reference.path("xor/all/built");
    FlushState flush = new FlushFile(files, prefix.resolve(".scr/flush.scr")).read();
    DatasetDescriptor descriptor = flush.dataset(2).orElseThrow().descriptor().orElseThrow();
    assertBytes(
        new Summary(descriptor, true).builtTree(List.of()),
        prefix.resolve(".scr/scr.dataset.2/summary.scr"));
  }

  @Test
  void ourBuiltRankToFileMapHasTheBytesOfTheirs() throws IOException {
    Path theirs = Reference.path("more/xor-multifile/postrun-lost-node2/.scr/scr.dataset.3");
    List<RankFiles> ranks = new ArrayList<>();
    new RankToFile(files, theirs.resolve("rank2file")).forEach(ranks::add);
    assertThat(ranks)
        .extracting(rank -> rank.files().size())
        .containsExactly(0, 1, 2, 3, 0, 1, 2, 3);
    new RankToFile(files, temp.resolve("rank2file"))
        .write(ranks.iterator(), 8, RankToFile.Style.BUILT, 8192);
    assertThat(temp.resolve("rank2file")).hasSameBinaryContentAs(theirs.resolve("rank2file"));
    assertThat(temp.resolve("rank2file.0.0"))
        .hasSameBinaryContentAs(theirs.resolve("rank2file.0.0"));
  }

  @Test
  void ourFlushedRankToFileMapHasTheTreeOfTheirs() throws IOException {
    Path theirs = Reference.path("xor/flushed/prefix/.scr/scr.dataset.1");
    RankToFile map = new RankToFile(files, theirs.resolve("rank2file"));
    List<RankFiles> ranks = new ArrayList<>();
    map.forEach(ranks::add);
    assertThat(map.ranks()).hasValue(8);
    assertThat(map.rank(3).orElseThrow().files())
        .containsExactly(
            new RankFiles.Item("ckpt.1/rank_3.ckpt", OptionalLong.empty(), OptionalInt.empty()));
    new RankToFile(files, temp.resolve("rank2file"))
        .write(ranks.iterator(), 8, RankToFile.Style.FLUSHED, 8192);
    for (String part : List.of("rank2file", "rank2file.0.0")) {
      KvTree mine = Reference.tree(temp.resolve(part));
      assertThat(mine.sameContent(Reference.tree(theirs.resolve(part)))).as(part).isTrue();
      assertThat(mine.keys()).isEqualTo(Reference.tree(theirs.resolve(part)).keys());
    }
  }

  @Test
  void haltFilesSayWhatTheirDumpsSay() throws IOException {
    Path folder = Reference.path("more/halt");
    HaltConditions all = new HaltFile(files, folder.resolve("all.halt.scr")).read();
    assertThat(all)
        .isEqualTo(
            new HaltConditions(
                OptionalLong.of(5),
                OptionalLong.of(1900000000),
                OptionalLong.of(1900000001),
                OptionalLong.of(3600),
                Optional.of("JOB_HALTED")));
    HaltConditions one = new HaltFile(files, folder.resolve("seconds.halt.scr")).read();
    assertThat(one).isEqualTo(HaltConditions.NONE.withHaltSeconds(OptionalLong.of(3600)));
  }

  @Test
  void ourHaltFileHasTheBytesOfTheirs() throws IOException {
    Path theirs = Reference.path("more/halt/all.halt.scr");
    HaltConditions all = new HaltFile(files, theirs).read();
    Path mine = temp.resolve("halt.scr");
    new HaltFile(files, mine).update(none -> all);
    assertThat(mine).hasSameBinaryContentAs(theirs);
  }

  @Test
  void nodesFileIsWrittenBackByteForByte() throws IOException {
    Path theirs = Reference.path("xor/prefix/.scr/nodes.scr");
    assertThat(new NodesFile(files, theirs).read()).hasValue(4);
    Path mine = temp.resolve("nodes.scr");
    new NodesFile(files, mine).write(4);
    assertThat(mine).hasSameBinaryContentAs(theirs);
  }

  @Test
  void viewsAgreeWithTheDumps() throws IOException {
    Path node = Reference.path("xor/cache/node2/dev/shm/root/scr.38");
    CacheIndex index = CacheIndex.read(files, node.resolve("cindex.scrinfo")).orElseThrow();
    assertThat(index.latest()).hasValue(2);
    assertThat(index.current()).isEmpty();
    CacheIndex.Entry entry = index.dataset(2).orElseThrow();
    assertThat(entry.directory()).contains("/dev/shm/root/scr.38/scr.dataset.2");
    assertThat(entry.bypass()).isFalse();
    DatasetDescriptor dataset = entry.descriptor().orElseThrow();
    assertThat(dataset.id()).hasValue(2);
    assertThat(dataset.name()).contains("ckpt.2");
    assertThat(dataset.checkpoint()).isTrue();
    assertThat(dataset.output()).isFalse();
    assertThat(dataset.checkpointNumber()).hasValue(2);
    assertThat(dataset.createdMicros()).hasValue(1795345674546021L);
    assertThat(dataset.user()).contains("root");
    assertThat(dataset.jobName()).contains("sample_XOR");
    assertThat(dataset.jobId()).contains("38");
    assertThat(dataset.files()).hasValue(8);
    assertThat(dataset.bytes()).hasValue(16468);
    assertThat(dataset.complete()).isTrue();
    FileMap map = FileMap.read(files, node.resolve("scr.dataset.2/.scr/filemap_2")).orElseThrow();
    assertThat(map.files()).hasSize(1);
    FileMeta meta = map.files().get(0).meta();
    assertThat(map.files().get(0).path())
        .isEqualTo("/dev/shm/root/scr.38/scr.dataset.2/rank_2.ckpt");
    assertThat(meta.ranks()).hasValue(8);
    assertThat(meta.directory()).contains("/p/scratch/run/XOR/ckpt.2");
    assertThat(meta.bytes()).hasValue(2057);
    assertThat(meta.mode()).hasValue(0100600);
    assertThat(meta.modified()).contains(Instant.ofEpochSecond(1795345674, 541605771));
  }

  @Test
  void flushFileOfOutputAndCheckpoints() throws IOException {
    Path prefix = Reference.path("more/xor-output/prefix");
    FlushState flush = new FlushFile(files, prefix.resolve(".scr/flush.scr")).read();
    assertThat(flush.outputs(OptionalInt.empty())).contains(4);
    assertThat(flush.checkpoints(OptionalInt.empty())).startsWith(3);
    assertThat(flush.checkpoints(OptionalInt.of(3))).doesNotContain(3);
    assertThat(flush.needsFlush(4)).isFalse();
    assertThat(flush.needsFlush(3)).isTrue();
    assertThat(flush.needsFlush(99)).isFalse();
    assertThat(flush.latest()).hasValue(4);
    assertThat(flush.dataset(4).orElseThrow().locations()).containsExactly("PFS", "CACHE");
    assertThat(flush.dataset(4).orElseThrow().name()).contains("output.4");
  }

  private static void assertBytes(KvTree tree, Path file) throws IOException {
    assertThat(KvTreeCodec.toFile(tree)).as(file.toString()).isEqualTo(Files.readAllBytes(file));
  }
}
