package org.scr4j.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scr4j.config.NodeStorage;
import org.scr4j.kvtree.LockKind;
import org.scr4j.kvtree.StateFiles;

/** Collecting under adverse conditions, and again after them. */
class CollectRepeatTest {

  @TempDir Path temp;

  private Samples.Cached sample() throws IOException {
    return new Samples.Cached(temp.resolve("node"), temp.resolve("prefix"), 2);
  }

  private Path prefix(String name) {
    return temp.resolve("prefix").resolve(name);
  }

  /** The parts of other nodes may be files that they are writing just now. */
  @Test
  void whatAKilledRunOfThisNodeLeftIsRemovedAndOthersPartsAreNot() throws IOException {
    Samples.Cached sample = sample();
    sample.file(2, 0, 100, UnaryOperator.identity());
    sample.file(2, 1, 100, UnaryOperator.identity());
    assertThat(sample.collect("node1.site").good()).isTrue();
    assertThat(prefix(".scr/scr.dataset.2")).isDirectoryNotContaining("glob:**/.scr4j*");

    Files.createFile(FileCopier.mark(sample.layout.datasetDir(2), "node1.site"));
    String node1 = ".scr4j.node1~site.";
    String node2 = ".scr4j.node1.";
    for (String directory : List.of("ckpt.2", ".scr/scr.dataset.2")) {
      Files.write(prefix(directory + "/" + node1 + "1234.part"), new byte[50]);
      Files.write(prefix(directory + "/" + node2 + "5678.part"), new byte[50]);
    }
    Files.delete(prefix("ckpt.2/rank_1.ckpt"));

    CollectReport again = sample.collect("node1.site");
    assertThat(again.good()).isTrue();
    assertThat(again.count(CollectReport.State.COPIED)).isEqualTo(1);
    for (String directory : List.of("ckpt.2", ".scr/scr.dataset.2")) {
      assertThat(prefix(directory)).isDirectoryNotContaining("glob:**/" + node1 + "*");
      assertThat(prefix(directory)).isDirectoryContaining("glob:**/" + node2 + "5678.part");
    }
  }

  @Test
  void nodesThatResumeAtTheSameTimeDoNotHarmEachOther() throws Exception {
    List<Callable<CollectReport>> tasks = new ArrayList<>();
    for (int node = 0; node < 4; node++) {
      Samples.Cached sample =
          new Samples.Cached(temp.resolve("node" + node), temp.resolve("prefix"), 2);
      for (int rank = 10 * node; rank < 10 * node + 10; rank++) {
        sample.file(40, rank, 50_000, UnaryOperator.identity());
      }
      String owner = "node" + node;
      Files.createDirectories(sample.layout.datasetDir(2));
      Files.createFile(FileCopier.mark(sample.layout.datasetDir(2), owner));
      tasks.add(() -> sample.collect(owner));
    }
    for (CollectReport report : Workers.run(4, tasks)) {
      assertThat(report.problems()).isEmpty();
      assertThat(report.count(CollectReport.State.COPIED)).isEqualTo(20);
    }
  }

  @Test
  void whatKeepsItsSizeAndNotItsContentsIsCopiedAgainWithOrWithoutRecordedCrc() throws IOException {
    Samples.Cached sample = sample();
    sample.file(2, 0, 100, UnaryOperator.identity());
    sample.file(2, 1, 100, meta -> meta.withCrc(Samples.crc(Samples.contents(1, 100))));
    sample.collect();
    for (int rank = 0; rank < 2; rank++) {
      byte[] damaged = Samples.contents(rank, 100);
      damaged[99] ^= 1;
      Files.write(prefix("ckpt.2/rank_" + rank + ".ckpt"), damaged);
    }
    assertThat(sample.collect().count(CollectReport.State.COPIED)).isEqualTo(2);
    for (int rank = 0; rank < 2; rank++) {
      assertThat(prefix("ckpt.2/rank_" + rank + ".ckpt"))
          .hasBinaryContent(Samples.contents(rank, 100));
    }
  }

  @Test
  void symbolicLinksInTheCacheAreRefused() throws IOException {
    Samples.Cached sample = sample();
    FileMap.Entry file = sample.file(3, 0, 100, UnaryOperator.identity());
    sample.file(3, 1, 100, UnaryOperator.identity());
    Path source = sample.node.physical(file.path());
    Path secret = Files.move(source, temp.resolve("secret"));
    Files.createSymbolicLink(source, secret);
    Files.createSymbolicLink(sample.map(2), sample.map(1));
    assertThat(sample.collect().problems())
        .hasSize(2)
        .allMatch(line -> line.contains("is a symbolic link, which is not followed"));
    assertThat(prefix("ckpt.2/rank_0.ckpt")).doesNotExist();
    assertThat(prefix("ckpt.2/rank_1.ckpt")).exists();
    assertThat(prefix(".scr/scr.dataset.2/filemap_2")).doesNotExist();

    Path dataset = sample.node.physical(sample.directory);
    Files.move(dataset, temp.resolve("moved"));
    Files.createSymbolicLink(dataset, temp.resolve("moved"));
    assertThatThrownBy(sample::collect).hasMessageContaining("is a symbolic link");
  }

  @Test
  void twoFilesForOnePlaceAreNotWrittenOverEachOther() throws IOException {
    Samples.Cached sample = sample();
    FileMap.Entry first = sample.file(2, 0, 100, UnaryOperator.identity());
    FileMap.Entry second = sample.file(2, 1, 200, UnaryOperator.identity());
    FileMap.EMPTY
        .with(
            second.path(),
            FileMeta.create(
                2,
                "x",
                first.meta().directory().orElseThrow(),
                first.meta().name().orElseThrow(),
                FileStat.of(sample.node.physical(second.path())),
                true))
        .write(sample.files, sample.map(1));
    CollectReport report = sample.collect();
    assertThat(report.count(CollectReport.State.REFUSED)).isEqualTo(1);
    assertThat(report.problems()).singleElement().asString().contains("belongs to the same place");
  }

  @Test
  void moreThanTwoGigabytes() throws IOException {
    long bytes = (1L << 31) + 12345;
    Assumptions.assumeTrue(
        Files.getFileStore(temp).getUsableSpace() > 2 * bytes, "no room for a large file");
    Samples.Cached sample = sample();
    FileMap.Entry entry = sample.file(1, 0, 10, UnaryOperator.identity());
    Path source = sample.node.physical(entry.path());
    try (RandomAccessFile file = new RandomAccessFile(source.toFile(), "rw")) {
      file.setLength(bytes);
      file.seek(bytes - 4);
      file.write(new byte[] {1, 2, 3, 4});
    }
    String to = entry.meta().directory().orElseThrow();
    FileMeta meta = FileMeta.create(1, "x", to, "x", FileStat.of(source), true);
    FileMap.EMPTY.with(entry.path(), meta).write(sample.files, sample.map(0));
    sample.describe(1, bytes);
    CollectReport report =
        new Collector(sample.files)
            .collect(
                sample.node,
                Samples.CONTROL,
                2,
                sample.layout,
                new Collector.Options(false, Integer.MAX_VALUE, 1));
    assertThat(report.problems()).isEmpty();
    assertThat(report.copiedBytes()).isGreaterThan(bytes);
    assertThat(Files.size(prefix("ckpt.2/x"))).isEqualTo(bytes);
    assertThat(Files.mismatch(source, prefix("ckpt.2/x"))).isEqualTo(-1);
    assertThat(sample.build()).isInstanceOf(BuildResult.Complete.class);
  }

  /** Collects into a file system of one megabyte, which has no room for all. */
  static final class Full {
    private Full() {}

    /** Node root and prefix. */
    public static void main(String[] args) throws IOException {
      CollectReport report =
          new Collector(new StateFiles(LockKind.FLOCK, System.out::println))
              .collect(
                  new NodeStorage(Path.of(args[0])),
                  Samples.CONTROL,
                  2,
                  new PrefixLayout(Path.of(args[1])),
                  new Collector.Options(true, 1 << 16, 3));
      report.problems().forEach(System.out::println);
      System.out.println(
          report.count(CollectReport.State.COPIED)
              + " "
              + report.count(CollectReport.State.FAILED));
    }
  }

  @Test
  void aFullPrefixIsToldOnce() throws Exception {
    Samples.Cached sample = sample();
    for (int rank = 0; rank < 40; rank++) {
      sample.file(40, rank, 100_000, UnaryOperator.identity());
    }
    Files.createDirectories(prefix(""));
    List<String> command =
        new ArrayList<>(
            List.of(
                "unshare",
                "-Urm",
                "sh",
                "-c",
                "mount -t tmpfs -o size=1m none \"$1\" || { echo no mount; exit 0; }\n"
                    + "shift\nexec \"$@\"",
                "sh",
                prefix("").toString()));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Full.class.getName()));
    command.addAll(List.of(temp.resolve("node").toString(), prefix("").toString()));
    Path out = temp.resolve("out");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
    } catch (IOException e) {
      Assumptions.abort("no unshare here: " + e.getMessage());
      return;
    }
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    List<String> lines = Files.readAllLines(out);
    Assumptions.assumeTrue(
        lines.stream().noneMatch(line -> line.contains("no mount") || line.startsWith("unshare")),
        "no file system can be mounted here");
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0))
        .contains("No space left on device", "files are not copied", "start again");
    String[] counts = lines.get(1).split(" ");
    assertThat(Integer.parseInt(counts[0])).isBetween(5, 10);
    assertThat(counts[1]).isEqualTo("0");
  }
}
