package org.scr4j.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scr4j.config.NodeStorage;
import org.scr4j.kvtree.StateFiles;

/** Flushing a dataset to the prefix, verifying it there, and fetching it back. */
class VerifierTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T11:08:29Z"), ZoneOffset.UTC);

  @TempDir Path temp;

  private final StateFiles files = Reference.stateFiles();
  private final List<String> warnings = new ArrayList<>();

  private Path prefix(String name) {
    return temp.resolve("prefix").resolve(name);
  }

  private PrefixLayout layout() {
    return new PrefixLayout(prefix(""));
  }

  private PrefixFlush flush() {
    return new PrefixFlush(files, layout(), CLOCK, warnings::add);
  }

  private VerifyReport verify(int id) throws IOException {
    return new Verifier(files, layout(), 4096, 2).verify(id);
  }

  /** Dataset 4 of three ranks, the last one without files. */
  private Samples.Cached cached() throws IOException {
    Samples.Cached sample = new Samples.Cached(temp.resolve("node"), temp.resolve("prefix"), 4);
    sample.file(3, 0, 1000, UnaryOperator.identity());
    sample.file(3, 1, 2000, UnaryOperator.identity());
    FileMap.EMPTY.write(files, sample.map(2));
    new FlushFile(files, layout().flush())
        .update(state -> state.withEntry(sample.dataset(2, 3000), 4, FlushState.Location.CACHE));
    return sample;
  }

  private Samples.Cached flushed() throws IOException {
    Samples.Cached sample = cached();
    DatasetDescriptor dataset = sample.dataset(2, 3000);
    flush().begin(dataset);
    List<RankFiles> ranks = new ArrayList<>();
    for (int rank = 2; rank >= 0; rank--) {
      FileMap map = FileMap.read(files, sample.map(rank)).orElseThrow();
      ranks.add(flush().copy(sample.node, rank, map, 4096));
    }
    flush().finish(dataset, ranks, 2);
    return sample;
  }

  @Test
  void whatTheirLibraryFlushedIsGood() throws IOException {
    for (String scheme : List.of("single", "partner", "xor", "rs")) {
      PrefixLayout theirs = new PrefixLayout(Reference.path(scheme + "/flushed/prefix"));
      VerifyReport report = new Verifier(files, theirs, 1024, 2).verify(2);
      assertThat(report.good()).as("%s", report.problems(5)).isTrue();
      assertThat(report.files()).isEqualTo(8);
      assertThat(report.bytes()).isEqualTo(16468);
      assertThat(report.checkedByCrc()).as("they record none").isZero();
      assertThat(report.goodRanks()).containsExactly(new VerifyReport.Range(0, 7));
    }
  }

  @Test
  void aFlushIsCompleteCurrentAndVerifiedByCrc() throws IOException {
    flushed();
    VerifyReport report = verify(4);
    assertThat(report.good()).as("%s", report.problems(5)).isTrue();
    assertThat(report.checkedByCrc()).isEqualTo(2);
    assertThat(report.ranks()).isEqualTo(3);
    DatasetIndex index = new IndexFile(files, layout(), CLOCK, warnings::add).read().orElseThrow();
    assertThat(index.current()).contains("ckpt.4");
    assertThat(index.dataset(4).orElseThrow().valid()).isTrue();
    FlushState.Entry entry = new FlushFile(files, layout().flush()).read().dataset(4).orElseThrow();
    assertThat(entry.locations()).containsExactlyInAnyOrder("CACHE", "PFS");
    assertThat(warnings).isEmpty();
  }

  @Test
  void eachKindOfDamageIsNamed() throws IOException {
    flushed();
    Path one = prefix("ckpt.4/rank_1.ckpt");
    Path zero = prefix("ckpt.4/rank_0.ckpt");
    byte[] bytes = Files.readAllBytes(one);
    bytes[1999] ^= 1;
    Files.write(one, bytes);
    Files.delete(zero);
    VerifyReport report = verify(4);
    assertThat(report.state(0)).isEqualTo(VerifyReport.State.MISSING);
    assertThat(report.state(1)).isEqualTo(VerifyReport.State.WRONG_CRC);
    assertThat(report.state(2)).isEqualTo(VerifyReport.State.GOOD);
    assertThat(report.problems(10))
        .anyMatch(line -> line.contains("rank 0: ckpt.4/rank_0.ckpt is missing"))
        .anyMatch(line -> line.contains("2000 bytes, should have 3000"));
    assertThat(report.problems(1)).hasSize(2).last().asString().startsWith("and ");
    Files.write(one, new byte[12]);
    assertThat(verify(4).state(1)).isEqualTo(VerifyReport.State.WRONG_SIZE);
  }

  @Test
  void aLinkInPlaceOfAFileIsNotFollowed() throws IOException {
    flushed();
    Path one = prefix("ckpt.4/rank_1.ckpt");
    Path elsewhere = temp.resolve("elsewhere");
    Files.move(one, elsewhere);
    Files.createSymbolicLink(one, elsewhere);
    assertThat(verify(4).state(1)).isEqualTo(VerifyReport.State.UNREADABLE);
  }

  @Test
  void aFlushThatLostAFileIsNotComplete() throws IOException {
    Samples.Cached sample = cached();
    DatasetDescriptor dataset = sample.dataset(2, 3000);
    flush().begin(dataset);
    FileMap map = FileMap.read(files, sample.map(0)).orElseThrow();
    List<RankFiles> ranks =
        List.of(
            flush().copy(sample.node, 0, map, 4096),
            new RankFiles(
                1,
                List.of(
                    new RankFiles.Item(
                        "ckpt.4/rank_1.ckpt", OptionalLong.of(2000), OptionalInt.of(1)))),
            new RankFiles(2, List.of()));
    assertThatThrownBy(() -> flush().finish(dataset, ranks, 8192))
        .hasMessageContaining("rank_1.ckpt is missing");
    DatasetIndex index = new IndexFile(files, layout(), CLOCK, warnings::add).read().orElseThrow();
    assertThat(index.dataset(4).orElseThrow().complete()).isFalse();
    assertThat(new FlushFile(files, layout().flush()).read().needsFlush(4)).isTrue();
    flush().abandon(dataset);
    assertThat(new FlushFile(files, layout().flush()).read().dataset(4).orElseThrow().locations())
        .containsExactly("CACHE");
  }

  @Test
  void aFetchBringsTheFilesBackWithTheirRecord() throws IOException {
    flushed();
    NodeStorage other = new NodeStorage(temp.resolve("other"));
    String cache = Samples.CONTROL + "/scr.dataset.4";
    Files.createDirectories(other.physical(cache));
    PrefixFetch fetch = new PrefixFetch(files, layout());
    assertThat(fetch.complete(4)).isTrue();
    assertThat(fetch.ranks(4)).isEqualTo(3);
    assertThat(fetch.summary(4).descriptor().name()).contains("ckpt.4");
    FileMap map = fetch.fetch(other, 4, 1, cache, 4096);
    assertThat(other.physical(cache + "/rank_1.ckpt")).hasBinaryContent(Samples.contents(1, 2000));
    FileMap.Entry entry = map.files().get(0);
    assertThat(entry.path()).isEqualTo(cache + "/rank_1.ckpt");
    assertThat(entry.meta().directory()).contains(prefix("ckpt.4").toString());
    assertThat(entry.meta().ranks()).hasValue(3);
    assertThat(entry.meta().complete()).isTrue();
    assertThat(entry.meta().crc()).hasValue(Samples.crc(Samples.contents(1, 2000)));
    assertThat(fetch.fetch(other, 4, 2, cache, 4096).files()).isEmpty();
  }

  @Test
  void aFetchOfDamagedFilesFailsAndNamesThem() throws IOException {
    flushed();
    Path one = prefix("ckpt.4/rank_1.ckpt");
    byte[] bytes = Files.readAllBytes(one);
    bytes[0] ^= 1;
    Files.write(one, bytes);
    NodeStorage other = new NodeStorage(temp.resolve("other"));
    Path cache = Files.createDirectories(other.physical("/cache"));
    PrefixFetch fetch = new PrefixFetch(files, layout());
    assertThatThrownBy(() -> fetch.fetch(other, 4, 1, "/cache", 4096))
        .hasMessageContaining("rank_1.ckpt")
        .hasMessageContaining("CRC-32");
    assertThat(cache).isEmptyDirectory();
    assertThatThrownBy(() -> fetch.fetch(other, 4, 9, "/cache", 4096))
        .hasMessageContaining("no rank 9");
    assertThatThrownBy(() -> fetch.ranks(5)).hasMessageContaining("dataset 5 has no map");
  }

  @Test
  void whatTheyFlushedCanBeFetched() throws IOException {
    PrefixLayout theirs = new PrefixLayout(Reference.path("xor/flushed/prefix"));
    NodeStorage node = new NodeStorage(temp.resolve("other"));
    Files.createDirectories(node.physical("/cache"));
    FileMap map = new PrefixFetch(files, theirs).fetch(node, 2, 3, "/cache", 100);
    assertThat(map.files()).extracting(FileMap.Entry::path).containsExactly("/cache/rank_3.ckpt");
    assertThat(node.physical("/cache/rank_3.ckpt"))
        .hasSameBinaryContentAs(theirs.prefix().resolve("ckpt.2/rank_3.ckpt"));
  }

  @Test
  void aDamagedFlushFileIsKeptAsideByAFlush() throws IOException {
    Samples.Cached sample = cached();
    byte[] damaged = {1, 2, 3};
    Files.write(layout().flush(), damaged);
    assertThatThrownBy(() -> new FlushFile(files, layout().flush()).update(state -> state))
        .hasMessageContaining("flush.scr");
    flush().begin(sample.dataset(2, 3000));
    assertThat(prefix(".scr/flush.scr.damaged.1")).hasBinaryContent(damaged);
    assertThat(warnings).singleElement().asString().contains("flush.scr");
  }

  @Test
  void aDatasetWithoutSummaryCannotBeVerified() {
    assertThatThrownBy(() -> verify(8)).hasMessageContaining("dataset 8 has no summary");
  }
}
