package org.scr4j.redundancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacementTest {

  private static List<String> nodes(int nodes, int ranksOnEach) {
    List<String> groups = new ArrayList<>();
    for (int rank = 0; rank < nodes * ranksOnEach; rank++) {
      groups.add("node" + rank / ranksOnEach);
    }
    return groups;
  }

  @Test
  void ranksOfDifferentNodesProtectEachOther() {
    Placement placement = Placement.of(nodes(4, 2), 8);
    assertThat(placement.sets()).containsExactly(List.of(0, 2, 4, 6), List.of(1, 3, 5, 7));
    assertThat(placement.setOf(5)).isEqualTo(1);
    assertThat(placement.memberOf(5)).isEqualTo(2);
    assertThat(placement.members(6)).containsExactly(0, 2, 4, 6);
  }

  @Test
  void setsAreNumberedByTheirLowestRank() {
    assertThat(Placement.of(nodes(4, 2), 2).sets())
        .containsExactly(List.of(0, 2), List.of(1, 3), List.of(4, 6), List.of(5, 7));
  }

  @ParameterizedTest
  @CsvSource({
    "7, 8, '7'",
    "8, 8, '8'",
    "15, 8, '15'",
    "16, 8, '8 8'",
    "17, 8, '9 8'",
    "11, 3, '4 4 3'",
    "10, 3, '4 3 3'",
    "5, 2, '3 2'",
    "1, 8, '1'",
    "4, 1, '1 1 1 1'",
  })
  void ranksLeftOverAreSpreadOverTheFirstSets(int nodes, int setSize, String sizes) {
    List<String> found = new ArrayList<>();
    for (List<Integer> set : Placement.of(nodes(nodes, 1), setSize).sets()) {
      found.add("" + set.size());
    }
    assertThat(String.join(" ", found)).isEqualTo(sizes);
  }

  @Test
  void nodesMayHaveDifferentNumbersOfRanks() {
    assertThat(Placement.of(List.of("a", "a", "a", "b", "c", "c"), 8).sets())
        .containsExactly(List.of(0, 3, 4), List.of(1, 5), List.of(2));
  }

  @Test
  void noSetHasTwoRanksOfAFailureGroup() {
    for (int ranks = 1; ranks < 60; ranks++) {
      List<String> groups = new ArrayList<>();
      for (int rank = 0; rank < ranks; rank++) {
        groups.add("g" + (rank * 7 % 5 + rank % 3));
      }
      Placement placement = Placement.of(groups, 1 + ranks % 9);
      List<Integer> placed = new ArrayList<>();
      for (List<Integer> set : placement.sets()) {
        assertThat(set.stream().map(groups::get)).doesNotHaveDuplicates();
        placed.addAll(set);
      }
      assertThat(new HashSet<>(placed)).hasSize(ranks);
      assertThat(placed).hasSize(ranks);
    }
  }

  @Test
  void ranksAreDealtWhereARowIsTooShort() {
    List<String> uneven = List.of("a", "a", "b", "c", "d");
    assertThat(Placement.of(uneven, Scheme.xor(8)).sets())
        .containsExactly(List.of(0, 2, 4), List.of(1, 3));
    assertThat(Placement.of(nodes(4, 2), Scheme.xor(8)).sets())
        .isEqualTo(Placement.of(nodes(4, 2), 8).sets());
  }

  @ParameterizedTest
  @CsvSource({
    "a a b, XOR, 1, SINGLE, 0",
    "a a b c, XOR, 1, XOR, 1",
    "a b, RS, 2, XOR, 1",
    "a b c d, RS, 5, RS, 3",
    "a b c, PARTNER, 3, PARTNER, 2",
    "a a, PARTNER, 1, SINGLE, 0",
    "a, SINGLE, 0, SINGLE, 0",
  })
  void theStrongestSchemeIsFoundForWhereTheRanksAre(
      String groups, Scheme.Kind kind, int failures, Scheme.Kind found, int survives) {
    Scheme strongest =
        Placement.strongest(List.of(groups.split(" ")), new Scheme(kind, 8, failures));
    assertThat(strongest.kind()).isEqualTo(found);
    assertThat(strongest.failures()).isEqualTo(survives);
  }

  @Test
  void everySpreadOfRanksHasSetsForItsStrongestScheme() {
    Random random = new Random(1);
    for (int round = 0; round < 3000; round++) {
      List<String> groups = new ArrayList<>();
      int nodes = 1 + random.nextInt(9);
      for (int rank = 1 + random.nextInt(40); rank > 0; rank--) {
        groups.add("n" + random.nextInt(nodes));
      }
      Scheme wanted = Scheme.reedSolomon(1 + random.nextInt(9), 1 + random.nextInt(4));
      Scheme scheme = Placement.strongest(groups, wanted);
      List<Integer> placed = new ArrayList<>();
      for (List<Integer> set : Placement.of(groups, scheme).sets()) {
        assertThat(set.size()).as("%s with %s", groups, scheme).isGreaterThan(scheme.failures());
        assertThat(set.stream().map(groups::get)).doesNotHaveDuplicates();
        assertThat(set).isSorted();
        placed.addAll(set);
      }
      assertThat(placed).hasSameSizeAs(groups).doesNotHaveDuplicates();
    }
  }

  @Test
  void withoutRedundancyEveryRankIsAlone() {
    assertThat(Placement.of(nodes(2, 1), Scheme.single()).sets())
        .containsExactly(List.of(0), List.of(1));
  }

  @Test
  void numbersThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> Placement.of(List.of("a"), 0)).hasMessageContaining("not 0");
    assertThatThrownBy(() -> Scheme.partner(8, 0)).hasMessageContaining("PARTNER");
    assertThatThrownBy(() -> new Scheme(Scheme.Kind.XOR, 8, 2)).hasMessageContaining("XOR");
  }
}
