package org.scr4j.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeSetTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "n[008-011]                | n008 n009 n010 n011",
        "a[1-3,007-010]            | a1 a2 a3 a007 a008 a009 a010",
        "b-[1-2]-x[3,5]            | b-1-x3 b-1-x5 b-2-x3 b-2-x5",
        "login                     | login",
        "ip-10-0-0-12              | ip-10-0-0-12",
        "ip-10-0-[0-1]-[254-255]   | ip-10-0-0-254 ip-10-0-0-255 ip-10-0-1-254 ip-10-0-1-255",
        "n[1-2]-ib0                | n1-ib0 n2-ib0",
        "n[1-2]0                   | n10 n20",
        "n1[8-11]                  | n18 n19 n110 n111",
        "n[1-2][08-10]             | n108 n109 n110 n208 n209 n210",
        "n[0-1][0-2]               | n00 n01 n02 n10 n11 n12",
        "[1-3]                     | 1 2 3",
        "n[098-101]                | n098 n099 n100 n101",
        "n[5,3]                    | n5 n3",
        "n[ 1 - 2 , 4 ]            | n1 n2 n4",
        "n[1],n[1-1]               | n1",
        "n3,n1,n[1-4]              | n3 n1 n2 n4",
        "n1 n2,,n3                 | n1 n2 n3",
        "n01,n1,n001               | n01 n1 n001",
        "n0,n00                    | n0 n00",
        "r[1-2]x,r[1-2],r1         | r1x r2x r1 r2",
        "a12345678901234567890b[1-2] | a12345678901234567890b1 a12345678901234567890b2",
      })
  void namesAreExpandedInOrder(String text, String names) {
    NodeSet set = NodeSet.parse(text);

    assertThat(set.toList()).containsExactly(names.split(" "));
    assertThat(NodeSet.parse(set.compressed()).toList()).isEqualTo(set.toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a1,a2,a3,a007,a008               | a[1-3,007-008]",
        "a[1-3,007-010],b-[1-2]-x[3,5]    | a[1-3,007-010],b-[1-2]-x[3,5]",
        "n098,n099,n100,n101              | n[098-101]",
        "n[0998-1002]                     | n[0998-1002]",
        "n099,n100,n1000                  | n[099-100,1000]",
        "node1-ib0,node2-ib0,node3-ib0    | node[1-3]-ib0",
        "c1x1,c1x2,c2x1,c2x2              | c[1-2]x[1-2]",
        "a1,b1,a2                         | a1,b1,a2",
        "login,n1                         | login,n1",
        "n[3,1-2]                         | n[3,1-2]",
        "n7                               | n7",
        "a[1-3],b[1-3]                    | a[1-3],b[1-3]",
        "r[1-3]c[0-1]s[00-15]             | r[1-3]c[0-1]s[00-15]",
        "a,b,c                            | a,b,c",
      })
  void isPrintedAsSlurmDoes(String text, String compressed) {
    assertThat(NodeSet.parse(text)).hasToString(compressed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a[1-3            | position 2: '[' is not closed",
        "a[               | position 2: '[' is not closed",
        "a[1              | position 2: '[' is not closed",
        "a1]              | position 3: ']' without '['",
        "a[[1-2]]         | position 3: brackets cannot be nested",
        "a[3-1]           | position 4: range 3-1 runs backwards",
        "a[]              | position 3: a number is expected",
        "a[1,]            | position 5: a number is expected",
        "a[1-]            | position 5: a number is expected",
        "a[-3]            | position 3: a number is expected",
        "a[x]             | position 3: a number is expected",
        "a[1 2]           | position 5: ',' or ']' expected",
        "a[1-2-3]         | position 6: ',' or ']' expected",
        "a[1234567890123456789] | position 3: a number has more than 18 digits",
        "ok,a[1-3]/b      | position 10: a node name cannot hold '/'",
        "-oProxyCommand   | position 1: a node name cannot begin with '-'",
        "a;b              | position 2: a node name cannot hold ';'",
        "a[1-1000000]b[1-1000000]c[1-9] | position 1: more than 262144 separate ranges",
        "a[1-999999999999]0             | position 1: more than 262144 separate ranges",
      })
  void whatIsWrongIsNamedWithItsPosition(String text, String message) {
    assertThatExceptionOfType(NodeSetException.class)
        .isThrownBy(() -> NodeSet.parse(text))
        .withMessageContaining(message)
        .withMessageContaining("node set '" + text.substring(0, Math.min(60, text.length())));
  }

  @Test
  void controlCharactersDoNotReachTheMessage() {
    assertThatExceptionOfType(NodeSetException.class)
        .isThrownBy(() -> NodeSet.parse("a\u001b[1m"))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\u001b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a[1-2]", "a b", "-x", "a,b", "a/b", "a\0b"})
  void onlyPlainNamesMakeUpASet(String name) {
    assertThatExceptionOfType(NodeSetException.class).isThrownBy(() -> NodeSet.of(name));
    assertThat(NodeSet.of("a1b").contains(name)).isFalse();
  }

  @Test
  @Timeout(30)
  void hostileSetsCostLittle() {
    assertThat(NodeSet.parse("n[1-99999999999999]").size()).isEqualTo(99999999999999L);
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      many.append("x[0-999999999999999999]").append((char) ('a' + i % 26)).append(i).append(' ');
    }
    assertThatExceptionOfType(NodeSetException.class)
        .isThrownBy(() -> NodeSet.parse(many.toString()))
        .withMessageContaining("too many nodes");
    assertThatExceptionOfType(NodeSetException.class)
        .isThrownBy(() -> NodeSet.parse("a[1-2]".repeat(100)));
    assertThatExceptionOfType(NodeSetException.class)
        .isThrownBy(() -> NodeSet.parse("a[1-2]".repeat(100_000)));
    assertThatExceptionOfType(NodeSetException.class)
        .isThrownBy(() -> NodeSet.parse("[".repeat(1_000_000)));
    assertThatExceptionOfType(NodeSetException.class)
        .isThrownBy(() -> NodeSet.parse("a".repeat(1_000_000)));
    String wide = "[1-1000000]x[1-2],";
    assertThatExceptionOfType(NodeSetException.class)
        .isThrownBy(() -> NodeSet.parse("a" + wide + "b" + wide + "c" + wide + "d" + wide));
  }

  @Test
  void aMillionNodesCostNoMoreThanAFew() {
    long start = System.nanoTime();
    NodeSet all = NodeSet.parse("node[1-1000000]");
    NodeSet other = NodeSet.parse("node[500000-1500000],spare[1-1000000]-ib0");

    assertThat(all.size()).isEqualTo(1_000_000);
    assertThat(all.union(other)).hasToString("node[1-1500000],spare[1-1000000]-ib0");
    assertThat(all.minus(other)).hasToString("node[1-499999]");
    assertThat(all.intersection(other)).hasToString("node[500000-1000000]");
    assertThat(all.first(3)).hasToString("node[1-3]");
    assertThat(all.get(999_999)).contains("node1000000");
    assertThat(all.contains("node77777")).isTrue();
    assertThat(all.runs()).hasSize(1);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(500));
  }

  @Test
  @Timeout(30)
  void aMillionNamesInARowBecomeOneRun() {
    List<String> names = NodeSet.parse("rack[1-10]node[1-100000]").toList();

    NodeSet set = NodeSet.of(names);

    assertThat(set).hasToString("rack[1-10]node[1-100000]");
    assertThat(set.runs()).hasSize(10);
    assertThat(set.stream().count()).isEqualTo(1_000_000);
  }

  @Test
  void setsThatVaryInDifferentPlacesCanBeCombined() {
    NodeSet byNode = NodeSet.parse("c[1-1000000]-ib0");
    NodeSet byLink = NodeSet.parse("c5-ib[0-3]");

    assertThat(byNode.union(byLink).size()).isEqualTo(1_000_003);
    assertThat(byLink.union(byNode).size()).isEqualTo(1_000_003);
    assertThat(byNode.minus(byLink)).hasToString("c[1-4,6-1000000]-ib0");
    assertThat(byLink.minus(byNode)).hasToString("c5-ib[1-3]");
    assertThat(byLink.intersection(byNode)).hasToString("c5-ib0");
    assertThat(byNode.intersection(byLink)).hasToString("c5-ib0");
  }

  @Test
  void positionsBeyondTheEndAreNothing() {
    NodeSet set = NodeSet.parse("n[1-3]");

    assertThat(set.get(3)).isEqualTo(Optional.empty());
    assertThat(set.get(-1)).isEmpty();
    assertThat(set.first(7)).isEqualTo(set);
    assertThat(set.first(0)).isEqualTo(NodeSet.empty());
    assertThat(set.slice(1, 2)).hasToString("n2");
    assertThat(NodeSet.parse(" \n,").isEmpty()).isTrue();
    assertThat(NodeSet.empty()).hasToString("");
  }
}
