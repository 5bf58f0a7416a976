package org.scr4j.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.KvTreePrinter;
import org.scr4j.kvtree.StateFiles;

/** The tree of files that says which files belong to which rank. */
class RankToFileTest {

  @TempDir Path temp;

  private final StateFiles files = Reference.stateFiles();

  private RankToFile map() {
    return new RankToFile(files, temp.resolve("rank2file"));
  }

  private static RankFiles rank(int rank) {
    return new RankFiles(
        rank,
        List.of(new RankFiles.Item("d/rank_" + rank, OptionalLong.of(7), OptionalInt.of(255))));
  }

  private void write(int ranks, RankToFile.Style style, int entries) throws IOException {
    map()
        .write(
            IntStream.range(0, ranks).mapToObj(RankToFileTest::rank).iterator(),
            ranks,
            style,
            entries);
  }

  @Test
  void theTreesAreThoseOfTheFormat() throws IOException {
    write(3, RankToFile.Style.FLUSHED, 2);
    assertThat(KvTreePrinter.tree(Reference.tree(temp.resolve("rank2file"))))
        .isEqualToNormalizingWhitespace(
            "RANKS 3 LEVEL 1 RANK 2 FILE .0.2 OFFSET 0 0 FILE .0.0 OFFSET 0");
    assertThat(KvTreePrinter.tree(Reference.tree(temp.resolve("rank2file.0.0"))))
        .isEqualToNormalizingWhitespace(
            "RANKS 3 LEVEL 0 RANK 1 FILE d/rank_1 SIZE 7 CRC 0xff"
                + " 0 FILE d/rank_0 SIZE 7 CRC 0xff");
  }

  @ParameterizedTest
  @EnumSource(RankToFile.Style.class)
  void everyRankIsFoundWhateverTheNumberOfParts(RankToFile.Style style) throws IOException {
    for (int entries : new int[] {1, 3, 10, 8192}) {
      write(10, style, entries);
      assertThat(map().ranks()).hasValue(10);
      List<RankFiles> all = new ArrayList<>();
      map().forEach(all::add);
      assertThat(all).hasSize(10).startsWith(rank(0)).endsWith(rank(9));
      for (int i = 0; i < 10; i++) {
        assertThat(map().rank(i)).contains(rank(i));
      }
      assertThat(map().rank(10)).isEmpty();
    }
  }

  @Test
  void partsOfAnOlderMapAreRemovedAndOthersLeftAlone() throws IOException {
    Files.write(temp.resolve("rank2file.txt"), new byte[1]);
    write(10, RankToFile.Style.BUILT, 1);
    write(4, RankToFile.Style.BUILT, 8192);
    try (var found = Files.list(temp)) {
      assertThat(found.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("rank2file", "rank2file.0.0", "rank2file.txt");
    }
  }

  @Test
  void inSeveralPartsEachAnnouncesAllRanksSoThatTheirLibraryTakesIt() throws IOException {
    write(10, RankToFile.Style.BUILT, 4);
    assertThat(Reference.tree(temp.resolve("rank2file.0.8")).value("RANKS")).contains("10");
    assertThat(Reference.tree(temp.resolve("rank2file")).value("RANKS")).contains("10");
  }

  @Test
  void deeperTreesAreRead() throws IOException {
    write(4, RankToFile.Style.FLUSHED, 2);
    Files.move(temp.resolve("rank2file"), temp.resolve("rank2file.1.0"));
    KvTree root = new KvTree();
    root.child("RANK", "0").setValue("FILE", ".1.0");
    root.setValue("LEVEL", 2);
    root.setValue("RANKS", 4);
    files.write(temp.resolve("rank2file"), root);
    assertThat(map().rank(3)).contains(rank(3));
    List<RankFiles> all = new ArrayList<>();
    map().forEach(all::add);
    assertThat(all).hasSize(4);
  }

  @Test
  void withoutKnownCrcOnlyNamesAreWrittenAsTheyDo() throws IOException {
    RankFiles plain =
        new RankFiles(0, List.of(new RankFiles.Item("a", OptionalLong.of(3), OptionalInt.empty())));
    map().write(List.of(plain).iterator(), 1, RankToFile.Style.BUILT, 8);
    assertThat(KvTreePrinter.tree(Reference.tree(temp.resolve("rank2file.0.0"))))
        .isEqualToNormalizingWhitespace("RANKS 1 RANK 0 FILES 1 FILE a LEVEL 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc/passwd", "/../rank2file", "", ".0", ".0.0/../x", ".99999.0"})
  void partsAreLookedForOnlyBesideTheRoot(String part) throws IOException {
    KvTree root = new KvTree();
    root.child("RANK", "0").setValue("FILE", part);
    root.setValue("LEVEL", 1);
    files.write(temp.resolve("rank2file"), root);
    assertThatThrownBy(() -> map().rank(0)).hasMessageContaining("names part");
    assertThatThrownBy(() -> map().forEach(rank -> {})).hasMessageContaining("names part");
  }

  @Test
  void circlesEnd() throws IOException {
    KvTree root = new KvTree();
    root.child("RANK", "0").setValue("FILE", ".1.0");
    root.setValue("LEVEL", 2);
    files.write(temp.resolve("rank2file"), root);
    files.write(temp.resolve("rank2file.1.0"), root);
    assertThatThrownBy(() -> map().rank(0)).hasMessageContaining("LEVEL is 2, not 0 to 1");
    assertThatThrownBy(() -> map().forEach(rank -> {})).hasMessageContaining("LEVEL is 2");
  }

  @Test
  void aMissingPartIsNamed() throws IOException {
    write(4, RankToFile.Style.FLUSHED, 2);
    Files.delete(temp.resolve("rank2file.0.2"));
    assertThat(map().rank(1)).isPresent();
    assertThatThrownBy(() -> map().rank(2)).hasMessageContaining("rank2file.0.2: missing part");
    assertThat(new RankToFile(files, temp.resolve("none")).exists()).isFalse();
  }

  @Test
  void ranksOutOfOrderAreAMistakeOfTheCaller() {
    assertThatThrownBy(
            () -> map().write(List.of(rank(1), rank(0)).iterator(), 2, RankToFile.Style.BUILT, 8))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
