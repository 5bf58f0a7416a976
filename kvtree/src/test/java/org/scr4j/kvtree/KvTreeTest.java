package org.scr4j.kvtree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class KvTreeTest {

  private static KvTree with(String... keys) {
    KvTree tree = new KvTree();
    for (String key : keys) {
      tree.append(key, new KvTree());
    }
    return tree;
  }

  @Test
  void setPutsANewKeyInFront() {
    KvTree tree = with("a", "b");
    tree.set("c", new KvTree());
    assertThat(tree.keys()).containsExactly("c", "a", "b");
  }

  @Test
  void setMovesAKnownKeyToTheFrontAndReplacesWhatIsBelow() {
    KvTree tree = with("a", "b", "c");
    tree.child("b").child("old");
    tree.set("b", with("new"));
    assertThat(tree.keys()).containsExactly("b", "a", "c");
    assertThat(tree.get("b").orElseThrow().keys()).containsExactly("new");
  }

  @Test
  void childLeavesAKnownKeyWhereItIs() {
    KvTree tree = with("a", "b");
    assertThat(tree.child("b")).isSameAs(tree.get("b").orElseThrow());
    assertThat(tree.keys()).containsExactly("a", "b");
  }

  @Test
  void childPutsANewKeyInFront() {
    KvTree tree = with("a");
    tree.child("b", "1");
    tree.child("b", "2");
    assertThat(tree.keys()).containsExactly("b", "a");
    assertThat(tree.child("b").keys()).containsExactly("2", "1");
  }

  @Test
  void appendPutsAKeyBehindTheOthersAndRefusesAKnownOne() {
    KvTree tree = with("a", "b");
    assertThat(tree.keys()).containsExactly("a", "b");
    assertThatThrownBy(() -> tree.append("a", new KvTree()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("key is present already: a");
  }

  @Test
  void setValueLeavesOneValue() {
    KvTree tree = new KvTree();
    tree.setValue("K", "x");
    tree.setValue("K", 7);
    assertThat(tree.child("K").keys()).containsExactly("7");
    assertThat(tree.value("K")).contains("7");
    assertThat(tree.longValue("K")).hasValue(7);
  }

  @Test
  void theFirstOfSeveralValuesCounts() {
    KvTree tree = new KvTree();
    tree.child("K", "1");
    tree.child("K", "2");
    assertThat(tree.value("K")).contains("2");
  }

  @Test
  void absentKeysAndKeysWithoutValueHaveNone() {
    KvTree tree = with("K");
    assertThat(tree.value("K")).isEmpty();
    assertThat(tree.longValue("K")).isEmpty();
    assertThat(tree.crc("K")).isEmpty();
    assertThat(tree.value("absent")).isEmpty();
    assertThat(tree.get("K", "absent", "deeper")).isEmpty();
  }

  @Test
  void longValuesCoverSixtyFourBits() {
    KvTree tree = new KvTree();
    tree.setValue("K", Long.MIN_VALUE);
    assertThat(tree.longValue("K")).hasValue(Long.MIN_VALUE);
    tree.setValue("K", "18446744073709551615");
    assertThatThrownBy(() -> tree.longValue("K")).isInstanceOf(NumberFormatException.class);
  }

  @Test
  void aCrcIsHexadecimalWithAPrefixExceptZero() {
    KvTree tree = new KvTree();
    tree.setCrc("CRC", 0xcb4f2fc1);
    assertThat(tree.value("CRC")).contains("0xcb4f2fc1");
    assertThat(tree.crc("CRC")).hasValue(0xcb4f2fc1);
    tree.setCrc("CRC", 0);
    assertThat(tree.value("CRC")).contains("0");
    assertThat(tree.crc("CRC")).hasValue(0);
  }

  @Test
  void aCrcWithoutPrefixIsDecimalAsInC() {
    KvTree tree = new KvTree();
    tree.setValue("CRC", "10");
    assertThat(tree.crc("CRC")).hasValue(10);
    tree.setValue("CRC", "0x1cb4f2fc1");
    assertThatThrownBy(() -> tree.crc("CRC")).isInstanceOf(NumberFormatException.class);
  }

  @Test
  void unsetRemovesAKeyAndSaysWhetherItWasThere() {
    KvTree tree = with("a", "b", "c");
    assertThat(tree.unset("b")).isTrue();
    assertThat(tree.unset("b")).isFalse();
    assertThat(tree.keys()).containsExactly("a", "c");
  }

  @Test
  void unsetOfTheLastValueRemovesItsKey() {
    KvTree tree = new KvTree();
    tree.child("K", "1");
    tree.child("K", "2");
    assertThat(tree.unset("K", "1")).isTrue();
    assertThat(tree.has("K")).isTrue();
    assertThat(tree.unset("K", "3")).isFalse();
    assertThat(tree.unset("K", "2")).isTrue();
    assertThat(tree.has("K")).isFalse();
    assertThat(tree.unset("absent", "2")).isFalse();
  }

  @Test
  void mergeAddsNewKeysInFrontAndKeepsKnownOnesInPlace() {
    KvTree tree = with("a", "b");
    KvTree other = with("c", "b", "d");
    other.child("b").child("x");
    tree.merge(other);
    assertThat(tree.keys()).containsExactly("d", "c", "a", "b");
    assertThat(tree.child("b").keys()).containsExactly("x");
  }

  @Test
  void mergeIntoAnEmptyTreeReversesTheOrder() {
    KvTree tree = new KvTree();
    tree.merge(with("a", "b", "c"));
    assertThat(tree.keys()).containsExactly("c", "b", "a");
  }

  @Test
  void mergeSharesNothingWithItsSource() {
    KvTree other = with("a");
    KvTree tree = new KvTree();
    tree.merge(other);
    tree.child("a").child("x");
    assertThat(other.child("a").isEmpty()).isTrue();
  }

  @Test
  void aCopyIsEqualInOrderAndSharesNothing() {
    KvTree tree = with("a", "b");
    KvTree copy = tree.copy();
    assertThat(copy).isEqualTo(tree).hasSameHashCodeAs(tree);
    copy.child("a").child("x");
    assertThat(tree.child("a").isEmpty()).isTrue();
    assertThat(copy).isNotEqualTo(tree);
  }

  @Test
  void equalityMindsTheOrderAndSameContentDoesNot() {
    KvTree tree = with("a", "b");
    KvTree swapped = with("b", "a");
    assertThat(tree).isNotEqualTo(swapped);
    assertThat(tree.sameContent(swapped)).isTrue();
    swapped.child("b").child("x");
    assertThat(tree.sameContent(swapped)).isFalse();
    assertThat(tree.sameContent(with("a"))).isFalse();
    assertThat(tree.sameContent(with("a", "c"))).isFalse();
  }

  @Test
  void sortOrdersOneLevelOnly() {
    KvTree tree = with("2", "10", "1");
    tree.child("2").append("b", new KvTree());
    tree.child("2").append("a", new KvTree());
    tree.sort(Comparator.comparingInt(Integer::parseInt));
    assertThat(tree.keys()).containsExactly("1", "2", "10");
    assertThat(tree.child("2").keys()).containsExactly("b", "a");
  }

  @Test
  void iterationEndsWithAnException() {
    Iterator<KvTree.Entry> entries = with("a").entries().iterator();
    assertThat(entries.next().key()).isEqualTo("a");
    assertThat(entries.hasNext()).isFalse();
    assertThatThrownBy(entries::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void theEntryAtHandMayBeRemovedWhileIterating() {
    KvTree tree = with("a", "b", "c");
    List<String> seen = new ArrayList<>();
    for (KvTree.Entry entry : tree.entries()) {
      seen.add(entry.key());
      tree.unset(entry.key());
    }
    assertThat(seen).containsExactly("a", "b", "c");
    assertThat(tree.isEmpty()).isTrue();
  }

  @Test
  void clearedTreesAreAsNew() {
    KvTree tree = new KvTree();
    for (int i = 0; i < 20; i++) {
      tree.child("k" + i);
    }
    tree.clear();
    assertThat(tree).isEqualTo(new KvTree());
    assertThat(tree.has("k3")).isFalse();
    tree.child("k3");
    assertThat(tree.keys()).containsExactly("k3");
  }

  /** Small trees scan and large ones have an index; both must do what a plain list does. */
  @RepeatedTest(20)
  void anySequenceOfOperationsDoesWhatAPlainListDoes(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    KvTree tree = new KvTree();
    List<String> model = new ArrayList<>();
    for (int step = 0; step < 2000; step++) {
      String key = "k" + random.nextInt(24);
      boolean known = model.contains(key);
      switch (random.nextInt(6)) {
        case 0, 1 -> {
          tree.set(key, new KvTree());
          model.remove(key);
          model.add(0, key);
        }
        case 2 -> {
          tree.child(key);
          if (!known) {
            model.add(0, key);
          }
        }
        case 3 -> {
          if (!known) {
            tree.append(key, new KvTree());
            model.add(key);
          }
        }
        case 4 -> assertThat(tree.unset(key)).isEqualTo(model.remove(key));
        default -> {
          if (random.nextInt(100) == 0) {
            tree.sort(Comparator.naturalOrder());
            model.sort(Comparator.naturalOrder());
          }
        }
      }
      assertThat(tree.keys()).isEqualTo(model);
      assertThat(tree.size()).isEqualTo(model.size());
      assertThat(tree.has(key)).isEqualTo(model.contains(key));
    }
  }
}
