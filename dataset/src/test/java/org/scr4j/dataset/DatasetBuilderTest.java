package org.scr4j.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scr4j.config.NodeStorage;

/** Making a dataset of what a scavenge left in the prefix. */
class DatasetBuilderTest {

  @TempDir Path temp;

  private final List<String> warnings = new ArrayList<>();

  private Path prefix(String name) {
    return temp.resolve("prefix").resolve(name);
  }

  private BuildResult build(PrefixLayout layout, int id) throws IOException {
    IndexFile index =
        new IndexFile(Reference.stateFiles(), layout, Clock.systemUTC(), warnings::add);
    return new DatasetBuilder(
            Reference.stateFiles(),
            layout,
            index,
            new DatasetBuilder.Options(4096, 2, RankToFile.ENTRIES_PER_FILE),
            warnings::add)
        .build(id);
  }

  private PrefixLayout reference(String folder, String scheme) throws IOException {
    Reference.copy(Reference.path(folder), prefix(""));
    String recorded = "/p/scratch/run/" + scheme.toUpperCase(Locale.ROOT);
    return new PrefixLayout(prefix(""), recorded);
  }

  private static IndexFile index(PrefixLayout layout) {
    return new IndexFile(Reference.stateFiles(), layout, Clock.systemUTC(), line -> {});
  }

  @Test
  void aDamagedApplicationFileIsRebuiltFromTheOthers() throws IOException {
    PrefixLayout layout = reference("xor/all/collected", "xor");
    Path file = prefix("ckpt.2/rank_5.ckpt");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, new byte[100]);
    assertThat(build(layout, 2)).isEqualTo(new BuildResult.Complete(2, "ckpt.2", true, List.of(5)));
    assertThat(file).hasBinaryContent(whole);
    assertThat(file.getParent()).isDirectoryNotContaining("glob:**.scr4j*");
    assertThat(warnings).anyMatch(line -> line.contains("rank 5") && line.contains("100 bytes"));
  }

  @Test
  void aDamagedFileMapIsMovedAsideAndRebuilt() throws IOException {
    PrefixLayout layout = reference("xor/all/collected", "xor");
    Path map = layout.fileMap(2, 5);
    byte[] whole = Files.readAllBytes(map);
    byte[] damaged = whole.clone();
    damaged[50] ^= 1;
    Files.write(map, damaged);
    assertThat(build(layout, 2)).isInstanceOf(BuildResult.Complete.class);
    assertThat(map).hasBinaryContent(whole);
    assertThat(map.resolveSibling("filemap_5.damaged.1")).hasBinaryContent(damaged);
  }

  @Test
  void buildingAgainChangesNothing() throws IOException {
    PrefixLayout layout = reference("xor/lost_node2/collected", "xor");
    build(layout, 2);
    byte[] summary = Files.readAllBytes(layout.summary(2));
    assertThat(build(layout, 2)).isEqualTo(new BuildResult.Complete(2, "ckpt.2", true, List.of()));
    assertThat(layout.summary(2)).hasBinaryContent(summary);
    assertThat(index(layout).read().orElseThrow().datasets()).hasSize(1);
  }

  @Test
  void whatWasIncompleteIsBuiltOnceTheRestWasCollected() throws IOException {
    PrefixLayout layout = reference("xor/lost_node2_node3/collected", "xor");
    assertThat(build(layout, 2)).isInstanceOf(BuildResult.Incomplete.class);
    new Collector(Reference.stateFiles())
        .collect(
            new NodeStorage(Reference.path("xor/cache/node3")),
            "/dev/shm/root/scr.38",
            2,
            layout,
            new Collector.Options(true, 4096, 2));
    assertThat(build(layout, 2))
        .isEqualTo(new BuildResult.Complete(2, "ckpt.2", true, List.of(2, 3)));
  }

  private Samples.Cached collected(int ranks) throws IOException {
    Samples.Cached sample = new Samples.Cached(temp.resolve("node"), temp.resolve("prefix"), 4);
    long bytes = 0;
    for (int rank = 0; rank < ranks; rank++) {
      int crc = Samples.crc(Samples.contents(rank, 100 + rank));
      sample.file(ranks, rank, 100 + rank, meta -> meta.withCrc(crc));
      bytes += 100 + rank;
    }
    DatasetDescriptor dataset = sample.dataset(ranks, bytes);
    new FlushFile(sample.files, sample.layout.flush())
        .update(state -> state.withEntry(dataset, 4, FlushState.Location.CACHE));
    assertThat(sample.collect().good()).isTrue();
    return sample;
  }

  @Test
  void aRecordedCrcIsCheckedAndStaysOnRecord() throws IOException {
    Samples.Cached sample = collected(3);
    assertThat(build(sample.layout, 4)).isInstanceOf(BuildResult.Complete.class);
    RankFiles rank =
        new RankToFile(sample.files, sample.layout.rankToFile(4)).rank(1).orElseThrow();
    assertThat(rank.files().get(0).crc()).hasValue(Samples.crc(Samples.contents(1, 101)));
    assertThat(new Verifier(sample.files, sample.layout, 4096, 2).verify(4).checkedByCrc())
        .isEqualTo(3);
  }

  @Test
  void oneFlippedBitWithoutRedundancyIsNotIndexed() throws IOException {
    Samples.Cached sample = collected(3);
    Path file = prefix("ckpt.4/rank_1.ckpt");
    byte[] flipped = Files.readAllBytes(file);
    flipped[9] ^= 8;
    Files.write(file, flipped);
    BuildResult.Incomplete result = (BuildResult.Incomplete) build(sample.layout, 4);
    assertThat(result.lost()).containsExactly(1);
    assertThat(file).as("the damaged file is kept").hasBinaryContent(flipped);
    assertThat(index(sample.layout).read()).isEmpty();
  }

  @Test
  void leftoversOfKilledCopiesAreRemoved() throws IOException {
    Samples.Cached sample = collected(1);
    Files.write(prefix("ckpt.4/.scr4j.77.part"), new byte[9]);
    Files.write(prefix(".scr/scr.dataset.4/.scr4j.78.part"), new byte[9]);
    build(sample.layout, 4);
    assertThat(prefix("ckpt.4")).isDirectoryNotContaining("glob:**.part");
    assertThat(prefix(".scr/scr.dataset.4")).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void withoutDescriptionOrFilesThereIsNothingToBuild() throws IOException {
    PrefixLayout layout = new PrefixLayout(prefix(""));
    assertThat(build(layout, 4))
        .isEqualTo(new BuildResult.Incomplete(4, "nothing of it was collected", List.of()));
    Files.createDirectories(layout.datasetDir(4));
    assertThat(((BuildResult.Incomplete) build(layout, 4)).reason()).contains("flush.scr");
  }

  @Test
  void fileMapsThatDisagreeOnTheRanksAreRefused() throws IOException {
    Samples.Cached sample = collected(2);
    sample.file(5, 2, 10, UnaryOperator.identity());
    sample.collect();
    assertThat(((BuildResult.Incomplete) build(sample.layout, 4)).reason())
        .contains("disagree on the number of ranks");
  }
}
