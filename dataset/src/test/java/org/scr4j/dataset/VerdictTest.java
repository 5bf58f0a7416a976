package org.scr4j.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scr4j.dataset.VerifyReport.Verdict;
import org.scr4j.kvtree.KvTree;

/** Verifying says of each rank whether it is good, can be rebuilt, or is lost; and that is true. */
class VerdictTest {

  @TempDir Path temp;

  private PrefixLayout layout;

  private Path prefix(String name) {
    return layout.prefix().resolve(name);
  }

  /** Dataset 2 of the reference, built; its map records each CRC-32, as ours does. */
  private void built(String scheme) throws IOException {
    layout =
        new PrefixLayout(
            temp.resolve("prefix"), "/p/scratch/run/" + scheme.toUpperCase(Locale.ROOT));
    Reference.copy(Reference.path(scheme + "/all/collected"), layout.prefix());
    assertThat(build()).isInstanceOf(BuildResult.Complete.class);
    List<RankFiles> ranks = new ArrayList<>();
    new RankToFile(Reference.stateFiles(), layout.rankToFile(2))
        .forEach(rank -> ranks.add(withCrc(rank)));
    new RankToFile(Reference.stateFiles(), layout.rankToFile(2))
        .write(ranks.iterator(), 8, RankToFile.Style.BUILT, 3);
  }

  private RankFiles withCrc(RankFiles rank) throws IOException {
    List<RankFiles.Item> items = new ArrayList<>();
    for (RankFiles.Item item : rank.files()) {
      int crc = Samples.crc(Files.readAllBytes(prefix(item.path())));
      items.add(
          new RankFiles.Item(
              item.path(), OptionalLong.of(Files.size(prefix(item.path()))), OptionalInt.of(crc)));
    }
    return new RankFiles(rank.rank(), items);
  }

  private BuildResult build() throws IOException {
    IndexFile index = new IndexFile(Reference.stateFiles(), layout, Clock.systemUTC(), line -> {});
    DatasetBuilder.Options options =
        new DatasetBuilder.Options(1000, 2, RankToFile.ENTRIES_PER_FILE);
    return new DatasetBuilder(Reference.stateFiles(), layout, index, options, line -> {}).build(2);
  }

  private VerifyReport verify() throws IOException {
    return new Verifier(Reference.stateFiles(), layout, 1000, 2).verify(2);
  }

  private void lose(int rank) throws IOException {
    Files.delete(prefix("ckpt.2/rank_" + rank + ".ckpt"));
  }

  private void flip(String name) throws IOException {
    byte[] bytes = Files.readAllBytes(prefix(name));
    bytes[bytes.length / 2] ^= 1;
    Files.write(prefix(name), bytes);
  }

  /** Two sets: ranks 0 2 4 6 and 1 3 5 7. */
  @ParameterizedTest
  @CsvSource({
    "single, 3, 3=LOST",
    "partner, 3, 3=REBUILDABLE",
    "xor, 3, 3=REBUILDABLE",
    "rs, 3, 3=REBUILDABLE",
    "xor, 2 3, 2=REBUILDABLE 3=REBUILDABLE",
    "xor, 1 3, 1=LOST 3=LOST",
    "xor, 1 2 3, 1=LOST 2=REBUILDABLE 3=LOST",
    "partner, 2 6, 2=REBUILDABLE 6=REBUILDABLE",
    "rs, 1 3, 1=REBUILDABLE 3=REBUILDABLE",
    "rs, 1 3 5, 1=LOST 3=LOST 5=LOST",
  })
  void theVerdictIsWhatABuildComesTo(String scheme, String gone, String verdicts)
      throws IOException {
    built(scheme);
    assertThat(verify().verdict()).isEqualTo(Verdict.GOOD);
    boolean flip = false;
    for (String rank : gone.split(" ")) {
      if (flip) {
        flip("ckpt.2/rank_" + rank + ".ckpt");
      } else {
        lose(Integer.parseInt(rank));
      }
      flip = !flip;
    }
    VerifyReport report = verify();
    List<String> found = new ArrayList<>();
    report.badRanks().forEach(rank -> found.add(rank.rank() + "=" + rank.verdict()));
    assertThat(found).containsExactly(verdicts.split(" "));
    boolean lost = verdicts.contains("LOST");
    assertThat(report.verdict()).isEqualTo(lost ? Verdict.LOST : Verdict.REBUILDABLE);
    assertThat(build())
        .isInstanceOf(lost ? BuildResult.Incomplete.class : BuildResult.Complete.class);
    if (!lost) {
      assertThat(verify().verdict()).isEqualTo(Verdict.GOOD);
      for (Path file : Reference.find(prefix("ckpt.2"), ".*")) {
        assertThat(file)
            .hasSameBinaryContentAs(
                Reference.path(scheme + "/all/collected/ckpt.2/" + file.getFileName()));
      }
    }
  }

  @Test
  void aFlushOfTheLibraryLeavesNothingToRebuildFrom() throws IOException {
    layout = new PrefixLayout(temp.resolve("prefix"));
    Reference.copy(Reference.path("xor/flushed/prefix"), layout.prefix());
    assertThat(verify().verdict()).isEqualTo(Verdict.GOOD);
    assertThat(verify().redundancy()).isEqualTo(VerifyReport.Redundancy.NONE);
    lose(4);
    VerifyReport report = verify();
    assertThat(report.verdict()).isEqualTo(Verdict.LOST);
    assertThat(report.goodRanks())
        .containsExactly(new VerifyReport.Range(0, 3), new VerifyReport.Range(5, 7));
    byte[] map = Files.readAllBytes(layout.rankToFile(2));
    byte[] summary = Files.readAllBytes(layout.summary(2));
    assertThat(build()).isInstanceOf(BuildResult.Incomplete.class);
    assertThat(layout.rankToFile(2)).as("kept").hasBinaryContent(map);
    assertThat(layout.summary(2)).as("kept").hasBinaryContent(summary);
  }

  @Test
  void redundancyThatIsDamagedIsToldAndDoesNotMakeTheDataBad() throws IOException {
    built("xor");
    Files.delete(prefix(".scr/scr.dataset.2/reddesc.er.3.xor.grp_2_of_2.mem_2_of_4.redset"));
    flip(".scr/scr.dataset.2/filemap_6");
    VerifyReport report = verify();
    assertThat(report.verdict()).isEqualTo(Verdict.GOOD);
    assertThat(report.redundancy().sets()).isEqualTo(2);
    assertThat(report.redundancy().notes())
        .anyMatch(line -> line.contains("[3]"))
        .anyMatch(line -> line.contains("file map of rank 6 is damaged"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"partner", "xor", "rs"})
  void aFlippedBitWithoutCrcIsSeenByItsRedundancy(String scheme) throws IOException {
    layout =
        new PrefixLayout(
            temp.resolve("prefix"), "/p/scratch/run/" + scheme.toUpperCase(Locale.ROOT));
    Reference.copy(Reference.path(scheme + "/all/collected"), layout.prefix());
    assertThat(build()).isInstanceOf(BuildResult.Complete.class);
    assertThat(verify().verdict()).isEqualTo(Verdict.GOOD);
    assertThat(verify().redundancy()).isEqualTo(new VerifyReport.Redundancy(2, 2, 0, List.of()));
    flip("ckpt.2/rank_3.ckpt");
    VerifyReport report = verify();
    assertThat(report.verdict()).isEqualTo(Verdict.DOUBTFUL);
    assertThat(report.redundancy().doubtful()).isEqualTo(1);
    assertThat(report.redundancy().notes())
        .singleElement()
        .asString()
        .contains("set 2", "[1, 3, 5, 7]");
    flip("ckpt.2/rank_3.ckpt");
    for (Path redundancy : Reference.find(layout.datasetDir(2), "reddesc\\.er\\..*_of_4.*")) {
      byte[] bytes = Files.readAllBytes(redundancy);
      bytes[bytes.length - 1] ^= 1;
      Files.write(redundancy, bytes);
      assertThat(verify().verdict()).as("%s", redundancy).isEqualTo(Verdict.DOUBTFUL);
      bytes[bytes.length - 1] ^= 1;
      Files.write(redundancy, bytes);
    }
    assertThat(verify().verdict()).isEqualTo(Verdict.GOOD);
  }

  @Test
  void aRankThatTheMapLacksIsBadAndHostileCountsAreBounded() throws IOException {
    built("xor");
    List<RankFiles> ranks = new ArrayList<>();
    RankToFile map = new RankToFile(Reference.stateFiles(), layout.rankToFile(2));
    map.forEach(ranks::add);
    ranks.remove(5);
    map.write(ranks.iterator(), 8, RankToFile.Style.BUILT, 3);
    VerifyReport report = verify();
    assertThat(report.state(5)).isEqualTo(VerifyReport.State.MISSING);
    assertThat(report.problems(9)).anyMatch(line -> line.contains("rank 5 is not in its map"));
    assertThat(report.verdict()).isEqualTo(Verdict.REBUILDABLE);

    KvTree root = Reference.tree(layout.rankToFile(2));
    root.setValue("RANKS", Integer.MAX_VALUE);
    Reference.stateFiles().write(layout.rankToFile(2), root);
    assertThat(verify().verdict()).isEqualTo(Verdict.LOST);
    assertThat(verify().badRanks().size()).isLessThan(100_000);
  }
}
