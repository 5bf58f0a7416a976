package org.scr4j.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scr4j.config.NodeStorage;
import org.scr4j.kvtree.CorruptTreeException;

/** Copying a dataset from the cache of a node to the prefix. */
class CollectorTest {

  @TempDir Path temp;

  private Samples.Cached sample() throws IOException {
    return new Samples.Cached(temp.resolve("node"), temp.resolve("prefix"), 2);
  }

  private Path prefix(String name) {
    return temp.resolve("prefix").resolve(name);
  }

  private static CollectReport collect(Path node, String control, int id, PrefixLayout layout)
      throws IOException {
    return new Collector(Reference.stateFiles())
        .collect(new NodeStorage(node), control, id, layout, new Collector.Options(true, 1024, 4));
  }

  @Test
  void filesOfCacheBypassAreWhereTheyBelong() throws IOException {
    Path reference = Reference.path("more/xor-bypass");
    Reference.copy(reference.resolve("prefix"), prefix(""));
    PrefixLayout layout = new PrefixLayout(prefix(""), "/p/scratch/run/XOR_bypass");
    CollectReport report =
        collect(reference.resolve("cache/node1"), "/dev/shm/root/scr.39", 2, layout);
    assertThat(report.good()).as("%s", report.problems()).isTrue();
    assertThat(report.files())
        .filteredOn(file -> file.state() == CollectReport.State.BYPASSED)
        .hasSize(2);
  }

  @Test
  void aNodeWithoutTheDatasetSaysSo() throws IOException {
    assertThat(sample().collect().present()).isTrue();
    CollectReport other =
        collect(temp.resolve("node"), Samples.CONTROL, 9, new PrefixLayout(prefix("")));
    assertThat(other.present()).isFalse();
    assertThat(other.good()).isFalse();
    assertThat(
            collect(temp.resolve("empty"), Samples.CONTROL, 2, new PrefixLayout(prefix("")))
                .present())
        .isFalse();
  }

  @Test
  void aDamagedCacheIndexIsReported() throws IOException {
    Samples.Cached sample = sample();
    Files.write(
        sample.node.physical(CacheLayout.cacheIndex(Samples.CONTROL)), new byte[] {1, 2, 3});
    assertThatThrownBy(sample::collect)
        .isInstanceOf(CorruptTreeException.class)
        .hasMessageContaining("cindex.scrinfo");
  }

  @Test
  void contentsModeTimesAndCrcArriveOrAreReported() throws IOException {
    Samples.Cached sample = sample();
    sample.file(1, 0, 10_000, UnaryOperator.identity());
    CollectReport report = sample.collect();
    assertThat(prefix("ckpt.2/rank_0.ckpt")).hasBinaryContent(Samples.contents(0, 10_000));
    CollectReport.Item file = report.files().get(0);
    assertThat(file.state()).isEqualTo(CollectReport.State.COPIED);
    assertThat(file.rank()).hasValue(0);
    assertThat(file.crc()).hasValue(Samples.crc(Samples.contents(0, 10_000)));
    assertThat(report.copiedBytes()).isGreaterThanOrEqualTo(10_000);
    Path source = sample.node.physical(sample.directory + "/rank_0.ckpt");
    assertThat(Files.getLastModifiedTime(prefix("ckpt.2/rank_0.ckpt")))
        .isEqualTo(Files.getLastModifiedTime(source));
    assertThat(Files.getPosixFilePermissions(prefix("ckpt.2/rank_0.ckpt")))
        .isEqualTo(Files.getPosixFilePermissions(source));
  }

  @Test
  void aFileWithAnotherCrcThanRecordedDoesNotGetItsName() throws IOException {
    Samples.Cached sample = sample();
    sample.file(2, 0, 100, meta -> meta.withCrc(12345));
    sample.file(2, 1, 100, meta -> meta.withCrc(Samples.crc(Samples.contents(1, 100))));
    CollectReport report = sample.collect();
    assertThat(report.good()).isFalse();
    assertThat(report.problems()).singleElement().asString().contains("CRC-32");
    assertThat(prefix("ckpt.2")).isDirectoryNotContaining("glob:**rank_0*");
    assertThat(prefix("ckpt.2")).isDirectoryNotContaining("glob:**.part");
    assertThat(prefix("ckpt.2/rank_1.ckpt")).exists();
    assertThat(prefix(".scr/scr.dataset.2/filemap_0")).as("the map tells what is missing").exists();
  }

  @Test
  void incompleteAndMissingFilesAndWrongSizesAreReported() throws IOException {
    Samples.Cached sample = sample();
    FileMap.Entry shorter = sample.file(3, 0, 100, UnaryOperator.identity());
    FileMap.Entry gone = sample.file(3, 1, 100, UnaryOperator.identity());
    FileMap.Entry whole = sample.file(3, 2, 100, UnaryOperator.identity());
    Files.write(sample.node.physical(shorter.path()), new byte[99]);
    Files.delete(sample.node.physical(gone.path()));
    FileMeta incomplete =
        FileMeta.create(
            3,
            "x",
            sample.layout.recorded(),
            "late",
            FileStat.of(sample.node.physical(whole.path())),
            false);
    FileMap.EMPTY.with(whole.path(), incomplete).write(sample.files, sample.map(2));
    assertThat(sample.collect().problems())
        .anyMatch(line -> line.contains("has 99 bytes, should have 100"))
        .anyMatch(line -> line.contains("no such file in cache"))
        .anyMatch(line -> line.contains("did not mark it complete"))
        .hasSize(3);
  }

  @Test
  void aSecondCollectCopiesOnlyWhatIsNotThere() throws IOException {
    Samples.Cached sample = sample();
    for (int rank = 0; rank < 4; rank++) {
      sample.file(4, rank, 5000 + rank, UnaryOperator.identity());
    }
    assertThat(sample.collect().good()).isTrue();
    Object untouched = Files.getAttribute(prefix("ckpt.2/rank_0.ckpt"), "unix:ino");
    Files.delete(prefix("ckpt.2/rank_1.ckpt"));
    Files.write(prefix("ckpt.2/rank_2.ckpt"), new byte[17]);
    byte[] damaged = Samples.contents(3, 5003);
    damaged[77] ^= 1;
    Files.write(prefix("ckpt.2/rank_3.ckpt"), damaged);
    Files.write(prefix("ckpt.2/.scr4j.1234.part"), new byte[5]);

    CollectReport again = sample.collect();

    assertThat(again.good()).isTrue();
    assertThat(again.files())
        .filteredOn(file -> file.source().endsWith(".ckpt"))
        .extracting(CollectReport.Item::state)
        .containsExactly(
            CollectReport.State.THERE,
            CollectReport.State.COPIED,
            CollectReport.State.COPIED,
            CollectReport.State.COPIED);
    assertThat(Files.getAttribute(prefix("ckpt.2/rank_0.ckpt"), "unix:ino")).isEqualTo(untouched);
    for (int rank = 0; rank < 4; rank++) {
      assertThat(prefix("ckpt.2/rank_" + rank + ".ckpt"))
          .hasBinaryContent(Samples.contents(rank, 5000 + rank));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/elsewhere",
        "PREFIX/../outside",
        "PREFIX/a/../../outside",
        "PREFIX/.scr",
        "PREFIX/.scr/scr.dataset.2",
        "PREFIX/link",
        "PREFIX/link/below",
        "PREFIX/plain",
        "relative/path",
        ""
      })
  void nothingIsWrittenWhereAHostileFileMapPoints(String directory) throws IOException {
    Samples.Cached sample = sample();
    Files.createDirectories(prefix(""));
    Path outside = Files.createDirectories(temp.resolve("outside"));
    Files.createSymbolicLink(prefix("link"), outside);
    Files.write(prefix("plain"), new byte[] {1});
    String target = directory.replace("PREFIX", sample.layout.recorded());
    sample.file(2, 0, 100, target, UnaryOperator.identity());
    sample.file(2, 1, 100, UnaryOperator.identity());

    CollectReport report = sample.collect();

    assertThat(report.files().get(0).state()).isEqualTo(CollectReport.State.REFUSED);
    assertThat(report.problems()).singleElement().asString().doesNotContain("\n");
    assertThat(outside).isEmptyDirectory();
    assertThat(Files.exists(Path.of("/etc/elsewhere"))).isFalse();
    assertThat(prefix(".scr/rank_0.ckpt")).doesNotExist();
    assertThat(prefix(".scr/scr.dataset.2/rank_0.ckpt")).doesNotExist();
    assertThat(prefix("plain")).hasBinaryContent(new byte[] {1});
    assertThat(prefix("ckpt.2/rank_1.ckpt")).as("the others are not held up").exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../up", "a/b", "..", ".", "", "/abs"})
  void nothingIsWrittenUnderAHostileName(String name) throws IOException {
    Samples.Cached sample = sample();
    FileMap.Entry entry = sample.file(1, 0, 100, UnaryOperator.identity());
    FileMeta hostile =
        FileMeta.create(
            1,
            name,
            sample.layout.recorded() + "/ckpt.2",
            name,
            FileStat.of(sample.node.physical(entry.path())),
            true);
    FileMap.EMPTY.with(entry.path(), hostile).write(sample.files, sample.map(0));
    assertThat(sample.collect().files().get(0).state()).isEqualTo(CollectReport.State.REFUSED);
    assertThat(prefix("ckpt.2")).doesNotExist();
    assertThat(prefix("up")).doesNotExist();
  }

  @Test
  void aSourceOutsideTheNodeIsNotRead() throws IOException {
    Samples.Cached sample = sample();
    Path secret = Files.write(temp.resolve("secret"), new byte[10]);
    FileMeta meta =
        FileMeta.create(
            1, "x", sample.layout.recorded() + "/ckpt.2", "x", FileStat.of(secret), true);
    FileMap.EMPTY.with("/../secret", meta).write(sample.files, sample.map(0));
    assertThat(sample.collect().good()).isFalse();
    assertThat(prefix("ckpt.2/x")).doesNotExist();
  }

  @Test
  void aPrefixReachedByALinkIsTheSamePrefix() throws IOException {
    Samples.Cached sample = sample();
    Files.createDirectories(prefix(""));
    Path alias = Files.createSymbolicLink(temp.resolve("alias"), prefix(""));
    sample.file(1, 0, 100, alias + "/ckpt.2", UnaryOperator.identity());
    assertThat(sample.collect().good()).isTrue();
    assertThat(prefix("ckpt.2/rank_0.ckpt")).exists();
  }

  @Test
  void aDamagedFileMapIsReportedAndNotCopied() throws IOException {
    Samples.Cached sample = sample();
    sample.file(2, 0, 100, UnaryOperator.identity());
    sample.file(2, 1, 100, UnaryOperator.identity());
    byte[] bytes = Files.readAllBytes(sample.map(0));
    bytes[30] ^= 4;
    Files.write(sample.map(0), bytes);
    CollectReport report = sample.collect();
    assertThat(report.problems()).allMatch(line -> line.contains("damaged at byte"));
    assertThat(prefix(".scr/scr.dataset.2/filemap_0")).doesNotExist();
    assertThat(prefix("ckpt.2/rank_1.ckpt")).exists();
  }
}
