package org.scr4j.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.KvTreeCodec;
import org.scr4j.kvtree.KvTreeLimits;
import org.scr4j.kvtree.StateFiles;
import org.scr4j.redundancy.RedsetFile;

/** Each type of file, assembled by hand from its format, is read, and written as it was. */
class GoldenFilesTest {

  @TempDir Path directory;

  private final StateFiles files = Reference.stateFiles();

  private Path file(String name, String golden) throws IOException {
    return Files.write(directory.resolve(name), GoldenFiles.bytes(golden));
  }

  private static KvTree tree(String golden) throws IOException {
    return KvTreeCodec.fromFile(GoldenFiles.bytes(golden), KvTreeLimits.DEFAULT).tree();
  }

  private static void assertBytes(KvTree tree, String golden) {
    assertThat(KvTreeCodec.toFile(tree)).isEqualTo(GoldenFiles.bytes(golden));
  }

  @Test
  void cacheIndex() throws IOException {
    CacheIndex index =
        CacheIndex.read(files, file("cindex.scrinfo", GoldenFiles.CACHE_INDEX)).orElseThrow();
    CacheIndex.Entry entry = index.dataset(2).orElseThrow();
    assertThat(entry.directory()).contains("/dev/shm/ann/scr.38/scr.dataset.2");
    assertThat(entry.bypass()).isFalse();
    assertThat(entry.descriptor().orElseThrow().name()).contains("ckpt.2");
    assertThat(entry.descriptor().orElseThrow().user()).contains("ann");
    assertBytes(index.tree(), GoldenFiles.CACHE_INDEX);
  }

  @Test
  void fileMap() throws IOException {
    FileMap map = FileMap.read(files, file("filemap_0", GoldenFiles.FILE_MAP)).orElseThrow();
    FileMeta meta = map.files().get(0).meta();
    assertThat(map.files().get(0).path()).isEqualTo("/dev/shm/ann/scr.38/scr.dataset.2/a");
    assertThat(meta.directory()).contains("/p/run/c2");
    assertThat(meta.bytes()).hasValue(5);
    assertThat(meta.crc()).hasValue(0x3610a686);
    assertThat(meta.mode()).hasValue(0100600);
    assertBytes(map.tree(), GoldenFiles.FILE_MAP);
  }

  @Test
  void redundancyFile() throws IOException {
    Path path = file("reddesc.er.1.xor.grp_1_of_1.mem_2_of_2.redset", GoldenFiles.REDUNDANCY_FILE);
    RedsetFile redset = RedsetFile.read(path);
    assertThat(redset.descriptor().type()).isEqualTo("XOR");
    assertThat(redset.descriptor().rank()).isEqualTo(1);
    assertThat(redset.own().files()).extracting(file -> file.name()).containsExactly("/c/b");
    assertThat(redset.chunk()).isEqualTo(5);
    assertThat(redset.dataOffset()).isEqualTo(Files.size(path) - "hello".length());
  }

  @Test
  void flushFile() throws IOException {
    FlushState flush = new FlushFile(files, file("flush.scr", GoldenFiles.FLUSH)).read();
    FlushState.Entry entry = flush.dataset(4).orElseThrow();
    assertThat(entry.locations()).containsExactly("PFS", "CACHE");
    assertThat(entry.checkpoint()).isTrue();
    assertThat(entry.output()).isTrue();
    assertThat(entry.needsFlush()).isFalse();
    assertBytes(flush.tree(), GoldenFiles.FLUSH);
  }

  @Test
  void haltFile() throws IOException {
    HaltConditions all = new HaltFile(files, file("halt.scr", GoldenFiles.HALT)).read();
    assertThat(all)
        .isEqualTo(
            new HaltConditions(
                OptionalLong.of(5),
                OptionalLong.of(1900000000),
                OptionalLong.of(1900000001),
                OptionalLong.of(3600),
                Optional.of("JOB_HALTED")));
    Path mine = directory.resolve("mine.scr");
    new HaltFile(files, mine).update(none -> all);
    assertThat(KvTreeCodec.fromFile(Files.readAllBytes(mine), KvTreeLimits.DEFAULT).tree())
        .matches(written -> equalContent(written, GoldenFiles.HALT));
  }

  private static boolean equalContent(KvTree tree, String golden) {
    try {
      return tree.sameContent(tree(golden));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void nodesFile() throws IOException {
    assertThat(new NodesFile(files, file("nodes.scr", GoldenFiles.NODES)).read()).hasValue(4);
    Path mine = directory.resolve("mine.scr");
    new NodesFile(files, mine).write(4);
    assertThat(mine).hasBinaryContent(GoldenFiles.bytes(GoldenFiles.NODES));
  }

  @Test
  void index() throws IOException {
    DatasetIndex index = DatasetIndex.of(tree(GoldenFiles.INDEX));
    assertThat(index.current()).contains("ckpt.2");
    assertThat(index.dataset("ckpt.2").orElseThrow().valid()).isTrue();
    assertThat(index.dataset(2).orElseThrow().flushed()).contains("2026-11-22T11:08:29");
    assertBytes(index.tree(), GoldenFiles.INDEX);
  }

  @Test
  void summary() throws IOException {
    Summary summary = Summary.read(files, file("summary.scr", GoldenFiles.SUMMARY)).orElseThrow();
    assertThat(summary.complete()).isTrue();
    assertThat(summary.descriptor().bytes()).hasValue(5);
    assertThat(summary.tree().sameContent(tree(GoldenFiles.SUMMARY))).isTrue();
  }

  @Test
  void aSummaryWithoutVersionIsReadAsByLlnlsCommands() throws IOException {
    KvTree tree = tree(GoldenFiles.SUMMARY);
    tree.unset("VERSION");
    assertThat(Summary.of(tree, directory).descriptor().name()).contains("ckpt.2");
    tree.setValue("VERSION", 7);
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> Summary.of(tree, directory))
        .withMessageContaining("version 7");
  }

  @Test
  void oldSummaries() throws IOException {
    RankFiles.Item a = new RankFiles.Item("a.ckpt", OptionalLong.of(5), OptionalInt.of(0x3610a686));
    RankFiles.Item plain = new RankFiles.Item("a.ckpt", OptionalLong.of(5), OptionalInt.empty());
    RankFiles.Item b = new RankFiles.Item("b.ckpt", OptionalLong.of(3), OptionalInt.empty());
    assertThat(OldSummary.of(tree(GoldenFiles.SUMMARY_5), directory))
        .isEqualTo(
            new OldSummary(
                5,
                7,
                true,
                2,
                List.of(new RankFiles(0, List.of(a)), new RankFiles(1, List.of(b)))));
    assertThat(OldSummary.parse(new StringReader(GoldenFiles.SUMMARY_4), directory))
        .isEqualTo(
            new OldSummary(
                4,
                7,
                true,
                2,
                List.of(new RankFiles(0, List.of(a)), new RankFiles(1, List.of(b)))));
    assertThat(OldSummary.parse(new StringReader(GoldenFiles.SUMMARY_1), directory))
        .isEqualTo(
            new OldSummary(
                1,
                7,
                true,
                2,
                List.of(new RankFiles(0, List.of(plain)), new RankFiles(1, List.of(b)))));
  }

  @Test
  void anOldSummaryThatContradictsItselfIsNamedByLine() {
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(
            () ->
                OldSummary.parse(
                    new StringReader(GoldenFiles.SUMMARY_4.replace("1\t1\t2\t7", "1\t1\t2\t8")),
                    "scr_summary.txt"))
        .withMessage("scr_summary.txt: line 5 has another checkpoint: 8, not 7");
  }

  /** Three levels, an offset, ranks in any order within a leaf, a rank without files. */
  private RankToFile map() throws IOException {
    file("rank2file", GoldenFiles.RANK_TO_FILE_ROOT);
    file("rank2file.1.0", GoldenFiles.RANK_TO_FILE_1_0);
    file("rank2file.1.3", GoldenFiles.RANK_TO_FILE_1_3);
    file("rank2file.0.0", GoldenFiles.RANK_TO_FILE_0_0);
    file("rank2file.0.2", GoldenFiles.RANK_TO_FILE_0_2);
    file("rank2file.0.3", "00000000000000000000000000000000" + GoldenFiles.RANK_TO_FILE_0_3);
    return new RankToFile(files, directory.resolve("rank2file"));
  }

  @Test
  void rankToFileMapOfThreeLevels() throws IOException {
    RankToFile map = map();
    assertThat(map.ranks()).hasValue(5);
    List<String> seen = new ArrayList<>();
    map.forEach(
        rank ->
            seen.add(
                rank.rank() + rank.files().stream().map(item -> item.path()).toList().toString()));
    assertThat(seen).containsExactly("0[c/a0]", "1[]", "2[c/a2, c/b2]", "3[c/a3]", "4[c/a4]");
    assertThat(map.rank(4).orElseThrow().files()).hasSize(1);
    assertThat(map.rank(2).orElseThrow().files()).hasSize(2);
    assertThat(map.rank(9)).isEmpty();
  }

  @Test
  void aMapThatNamesAPartTwiceIsRefused() throws IOException {
    RankToFile map = map();
    KvTree root = tree(GoldenFiles.RANK_TO_FILE_ROOT);
    root.child("RANK").child("3").setValue("FILE", ".1.0");
    files.write(directory.resolve("rank2file"), root);
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> map.forEach(rank -> {}))
        .withMessageContaining("named twice");
  }

  @Test
  void aPartThatHoldsRanksOfAnotherIsRefused() throws IOException {
    RankToFile map = map();
    Files.copy(directory.resolve("rank2file.0.0"), directory.resolve("rank2file.0.9"));
    KvTree part = tree(GoldenFiles.RANK_TO_FILE_1_0);
    part.child("RANK").child("2").setValue("FILE", ".0.9");
    files.write(directory.resolve("rank2file.1.0"), part);
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> map.forEach(rank -> {}))
        .withMessageContaining("out of order");
  }

  @Test
  void partsElsewhereAndLoopsAreRefused() throws IOException {
    RankToFile map = map();
    for (String elsewhere : List.of("/etc/passwd", "/../x", ".0.0/../../x", "", ".0.0\n")) {
      KvTree root = tree(GoldenFiles.RANK_TO_FILE_ROOT);
      root.child("RANK").child("0").setValue("FILE", elsewhere);
      files.write(directory.resolve("rank2file"), root);
      assertThatExceptionOfType(DatasetException.class)
          .isThrownBy(() -> map.forEach(rank -> {}))
          .withMessageContaining("names part");
    }
    KvTree loop = tree(GoldenFiles.RANK_TO_FILE_1_0);
    loop.setValue("LEVEL", 2);
    files.write(directory.resolve("rank2file"), tree(GoldenFiles.RANK_TO_FILE_ROOT));
    files.write(directory.resolve("rank2file.1.0"), loop);
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> map.forEach(rank -> {}))
        .withMessageContaining("LEVEL is 2, not 0 to 1");
  }

  @Test
  void transferState() throws IOException {
    Path path = file("rank_0.state_file", GoldenFiles.TRANSFER_STATE);
    TransferState state = TransferState.read(files, path).orElseThrow();
    assertThat(state.name()).contains("ckpt.2");
    assertThat(state.method()).isEqualTo(TransferState.Method.PTHREAD);
    assertThat(state.stage()).isEqualTo(TransferState.Stage.DISPATCHED);
    assertThat(state.status()).isEqualTo(TransferState.Status.IN_PROGRESS);
    TransferState.Item first = state.files().get(0);
    assertThat(first.source()).isEqualTo("/c/a");
    assertThat(first.destination()).contains("/p/run/c2/a._AXL");
    assertThat(first.finalDestination()).contains("/p/run/c2/a");
    assertThat(first.status()).isEqualTo(TransferState.Status.DESTINATION);
    assertThat(first.bytes()).hasValue(5);
    assertBytes(state.tree(), GoldenFiles.TRANSFER_STATE);
    TransferState ended =
        state
            .withStatus("/c/b", TransferState.Status.DESTINATION)
            .with(TransferState.Stage.COMPLETED, TransferState.Status.DESTINATION);
    ended.write(files, path);
    TransferState read = TransferState.read(files, path).orElseThrow();
    assertThat(read.stage()).isEqualTo(TransferState.Stage.COMPLETED);
    assertThat(read.tree().value("STATUS")).contains("3");
    assertThat(read.files()).allMatch(file -> file.status() == TransferState.Status.DESTINATION);
  }

  @Test
  void transferFile() throws IOException {
    TransferFile orders =
        TransferFile.read(files, file("transfer.scrinfo", GoldenFiles.TRANSFER_FILE)).orElseThrow();
    assertThat(orders.files())
        .containsExactly(
            new TransferFile.Item(
                "/c/a", Optional.of("/p/run/c2/a"), OptionalLong.of(5), OptionalLong.of(2)));
    assertThat(orders.command()).contains("RUN");
    assertThat(orders.state()).contains("RUNNING");
    assertThat(orders.bandwidth()).hasValue(1.5);
    assertThat(orders.percent()).hasValue(5);
    assertThat(orders.done()).isFalse();
    assertBytes(orders.tree(), GoldenFiles.TRANSFER_FILE);
  }

  @Test
  void everyTreeIsWrittenByteForByteAsItWas() throws IOException {
    for (String golden : GoldenFiles.TREES.values()) {
      byte[] bytes = GoldenFiles.bytes(golden);
      KvTreeCodec.Framed framed = KvTreeCodec.fromFile(bytes, KvTreeLimits.DEFAULT);
      assertThat(KvTreeCodec.toFile(framed.tree()))
          .isEqualTo(Arrays.copyOf(bytes, framed.length()));
    }
  }
}
