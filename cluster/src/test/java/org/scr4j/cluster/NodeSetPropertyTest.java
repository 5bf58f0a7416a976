package org.scr4j.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Node sets against plain sets of names, for random texts from a seed. */
class NodeSetPropertyTest {

  private static final int CASES = 800;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void behavesAsASetOfNames(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < CASES; i++) {
      Case one = random(random);
      Case other = random(random);
      String what = "seed " + seed + ": " + one.text + " and " + other.text;
      NodeSet a = NodeSet.parse(one.text);
      NodeSet b = NodeSet.parse(other.text);

      assertThat(a.toList()).as(what).containsExactlyElementsOf(one.names);
      assertThat(a.size()).as(what).isEqualTo(one.names.size());
      assertSame(a, one.names, what);
      assertSame(NodeSet.of(one.names), one.names, what);

      Set<String> union = new LinkedHashSet<>(one.names);
      union.addAll(other.names);
      assertSame(a.union(b), union, what);
      assertThat(a.union(b)).as(what).isEqualTo(b.union(a)).hasSameHashCodeAs(b.union(a));
      Set<String> minus = new LinkedHashSet<>(one.names);
      minus.removeAll(other.names);
      assertSame(a.minus(b), minus, what);
      Set<String> shared = new LinkedHashSet<>(one.names);
      shared.retainAll(other.names);
      assertSame(a.intersection(b), shared, what);
      assertThat(a.equals(b)).as(what).isEqualTo(one.names.equals(other.names));
      for (String name : other.names) {
        assertThat(a.contains(name))
            .as(what + " contains " + name)
            .isEqualTo(one.names.contains(name));
      }
      int from = random.nextInt(one.names.size() + 1);
      int to = random.nextInt(one.names.size() + 1);
      assertSame(
          a.slice(from, to),
          one.names.stream().skip(from).limit(Math.max(0, to - from)).collect(Collectors.toList()),
          what);
    }
  }

  private static void assertSame(NodeSet set, Iterable<String> names, String what) {
    assertThat(set.toList()).as(what).containsExactlyElementsOf(names);
    assertThat(NodeSet.parse(set.compressed()).toList())
        .as(what + " printed as " + set)
        .containsExactlyElementsOf(names);
    List<String> byPosition = new ArrayList<>();
    for (long i = 0; i < set.size(); i++) {
      byPosition.add(set.get(i).orElseThrow());
    }
    assertThat(byPosition).as(what).containsExactlyElementsOf(names);
  }

  /** A text, and the names that it stands for, found by writing every one of them out. */
  private record Case(String text, Set<String> names) {}

  private static Case random(Random random) {
    List<String> texts = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    int terms = 1 + random.nextInt(4);
    for (int i = 0; i < terms; i++) {
      StringBuilder text = new StringBuilder();
      List<String> term = List.of("");
      int parts = 1 + random.nextInt(4);
      for (int p = 0; p < parts; p++) {
        List<String> choices = part(random, text, p == 0);
        List<String> longer = new ArrayList<>();
        for (String head : term) {
          for (String tail : choices) {
            longer.add(head + tail);
          }
        }
        term = longer;
      }
      texts.add(text.toString());
      names.addAll(term);
    }
    return new Case(String.join(random.nextBoolean() ? "," : " \n", texts), names);
  }

  private static List<String> part(Random random, StringBuilder text, boolean first) {
    int kind = first ? 0 : random.nextInt(5);
    if (kind <= 1) {
      String letters = List.of("a", "b", "ab").get(random.nextInt(3)) + (kind == 1 ? "-" : "");
      text.append(letters);
      return List.of(letters);
    }
    if (kind == 2) {
      String number = number(random, random.nextInt(12));
      text.append(number);
      return List.of(number);
    }
    List<String> values = new ArrayList<>();
    List<String> ranges = new ArrayList<>();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      int low = random.nextInt(12);
      int high = low + random.nextInt(3) * random.nextInt(3);
      String lowText = number(random, low);
      if (low == high && random.nextBoolean()) {
        ranges.add(lowText);
      } else {
        ranges.add(lowText + "-" + high);
      }
      int width = lowText.startsWith("0") ? lowText.length() : 1;
      for (int v = low; v <= high; v++) {
        values.add(String.format("%0" + width + "d", v));
      }
    }
    text.append('[').append(String.join(",", ranges)).append(']');
    return values;
  }

  private static String number(Random random, int value) {
    return "0".repeat(random.nextInt(3) == 0 ? random.nextInt(3) : 0) + value;
  }
}
