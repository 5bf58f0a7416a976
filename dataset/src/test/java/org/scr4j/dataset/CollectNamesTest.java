package org.scr4j.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of any kind of name, size and place are collected, built and verified alike. */
class CollectNamesTest {

  private static final List<String> NAMES =
      List.of(
          "with blanks  and more ",
          "new\nline",
          "\ttab",
          "quote\"s and 'quotes'",
          "-r",
          "--help",
          "*?[a-z]{x}",
          "back\\slash",
          "$HOME`id`;|&",
          "...",
          ".hidden",
          "%s%n",
          "a".repeat(255));

  private static final List<String> DIRECTORIES =
      List.of("", "/ckpt.2", "/ckpt.2/deep/er/st", "/a b/c\nd", "/-x");

  @TempDir Path temp;

  private Samples.Cached sample() throws IOException {
    return new Samples.Cached(temp.resolve("node"), temp.resolve("prefix"), 2);
  }

  @Test
  void everyNameInEveryDirectorySeveralToARankAndNone() throws IOException {
    Samples.Cached sample = sample();
    List<FileMeta> expected = new ArrayList<>();
    long bytes = 0;
    for (int n = 0; n < NAMES.size(); n++) {
      int rank = n % 3;
      String to = sample.layout.recorded() + DIRECTORIES.get(n % DIRECTORIES.size());
      int size = 1000 * (n % 4);
      expected.add(sample.named(4, rank, NAMES.get(n), size, to, UnaryOperator.identity()).meta());
      bytes += size;
    }
    sample.none(3);
    sample.describe(NAMES.size(), bytes);

    CollectReport report = sample.collect();
    assertThat(report.problems()).isEmpty();
    assertThat(report.count(CollectReport.State.COPIED)).isEqualTo(NAMES.size() + 4);
    for (int n = 0; n < NAMES.size(); n++) {
      FileMeta meta = expected.get(n);
      assertThat(Path.of(meta.directory().orElseThrow(), meta.name().orElseThrow()))
          .hasBinaryContent(Samples.contents(n % 3, 1000 * (n % 4)));
    }
    assertThat(sample.collect().count(CollectReport.State.THERE)).isEqualTo(NAMES.size() + 4);

    assertThat(sample.build()).isEqualTo(new BuildResult.Complete(2, "ckpt.2", true, List.of()));
    VerifyReport verified = new Verifier(sample.files, sample.layout, 4096, 2).verify(2);
    assertThat(verified.problems(9)).isEmpty();
    assertThat(verified.goodRanks()).containsExactly(new VerifyReport.Range(0, 3));
    assertThat(verified.files()).isEqualTo(NAMES.size());
  }

  @Test
  void aNameInUtf8() throws IOException {
    Assumptions.assumeTrue(
        Charset.forName(System.getProperty("sun.jnu.encoding")).newEncoder().canEncode("ä中"),
        "this locale has no such names");
    Samples.Cached sample = sample();
    String to = sample.layout.recorded() + "/größe";
    sample.named(1, 0, "ä中\uD83D\uDE00", 10, to, UnaryOperator.identity());
    sample.describe(1, 10);
    assertThat(sample.collect().problems()).isEmpty();
    assertThat(Path.of(to, "ä中\uD83D\uDE00")).exists();
    assertThat(sample.build()).isInstanceOf(BuildResult.Complete.class);
  }

  @Test
  void aNameThatTheJvmCannotExpressIsOneClearLineAndTheRestIsCopied() throws IOException {
    Samples.Cached sample = sample();
    FileMap.Entry good = sample.file(1, 0, 10, UnaryOperator.identity());
    String name = "not\uDCFFutf8";
    FileMeta meta =
        FileMeta.create(
            1,
            name,
            sample.layout.recorded(),
            name,
            FileStat.of(sample.node.physical(good.path())),
            true);
    FileMap map = FileMap.read(sample.files, sample.map(0)).orElseThrow();
    map.with(sample.directory + "/" + name, meta).write(sample.files, sample.map(0));
    CollectReport report = sample.collect();
    assertThat(report.problems())
        .singleElement()
        .asString()
        .contains("not\\xffutf8", "locale")
        .doesNotContain("\uDCFF");
    assertThat(report.count(CollectReport.State.COPIED)).isEqualTo(2);
  }

  @Test
  void modeAndTimesToTheNanosecond() throws IOException {
    Samples.Cached sample = sample();
    Path source = sample.node.physical(sample.directory + "/rank_0.ckpt");
    sample.file(1, 0, 10, UnaryOperator.identity());
    Instant modified = Instant.parse("2001-02-03T04:05:06.123456789Z");
    Instant accessed = Instant.parse("2038-02-03T04:05:06.000000001Z");
    Files.getFileAttributeView(source, BasicFileAttributeView.class)
        .setTimes(FileTime.from(modified), FileTime.from(accessed), null);
    Files.setAttribute(source, "unix:mode", 0751);
    FileMeta meta =
        FileMeta.create(
            1, "x", sample.layout.recorded() + "/ckpt.2", "rank_0.ckpt", FileStat.of(source), true);
    FileMap.EMPTY.with(sample.directory + "/rank_0.ckpt", meta).write(sample.files, sample.map(0));
    Path target = sample.layout.prefix().resolve("ckpt.2/rank_0.ckpt");
    for (CollectReport.State state :
        List.of(CollectReport.State.COPIED, CollectReport.State.THERE)) {
      assertThat(sample.collect().files().get(0).state()).isEqualTo(state);
      BasicFileAttributes found =
          Files.readAttributes(target, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      assertThat(found.lastAccessTime().toInstant()).isEqualTo(accessed);
      assertThat(found.lastModifiedTime().toInstant()).isEqualTo(modified);
      assertThat(FileStat.of(target).mode() & 07777).isEqualTo(0751);
    }
  }

  @Test
  void ownerIsKeptWhereThatIsPermitted() throws IOException {
    Samples.Cached sample = sample();
    FileMap.Entry entry = sample.file(1, 0, 10, UnaryOperator.identity());
    Path source = sample.node.physical(entry.path());
    boolean root = FileStat.of(source).uid() == 0;
    Assumptions.assumeTrue(root, "only root may give files away");
    Files.setAttribute(source, "unix:uid", 12345);
    Files.setAttribute(source, "unix:gid", 54321);
    FileMeta meta =
        FileMeta.create(
            1, "x", sample.layout.recorded() + "/ckpt.2", "x", FileStat.of(source), true);
    FileMap.EMPTY.with(entry.path(), meta).write(sample.files, sample.map(0));
    assertThat(sample.collect().problems()).isEmpty();
    FileStat copied = FileStat.of(sample.layout.prefix().resolve("ckpt.2/x"));
    assertThat(copied.uid()).isEqualTo(12345);
    assertThat(copied.gid()).isEqualTo(54321);
  }
}
