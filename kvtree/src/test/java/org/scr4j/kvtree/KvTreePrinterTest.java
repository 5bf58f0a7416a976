package org.scr4j.kvtree;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KvTreePrinterTest {

  private static KvTree sample() {
    KvTree tree = new KvTree();
    KvTree set = new KvTree();
    set.setValue("NAME", "ckpt.1");
    tree.append("DATASET", set);
    KvTree two = new KvTree();
    two.append("a", new KvTree());
    two.append("b", new KvTree());
    tree.append("LOCATION", two);
    tree.append("EMPTY", new KvTree());
    return tree;
  }

  @Test
  void aTreeIsOneKeyALineIndentedByTwo() {
    assertThat(KvTreePrinter.tree(sample()))
        .isEqualTo(
            """
              DATASET
                NAME
                  ckpt.1
              LOCATION
                a
                b
              EMPTY
            """);
  }

  @Test
  void keyvalJoinsAKeyWithItsOnlyValue() {
    assertThat(KvTreePrinter.keyval(sample()))
        .isEqualTo(
            """
              DATASET
                NAME = ckpt.1
              LOCATION
                a
                b
              EMPTY
            """);
    assertThat(sample()).hasToString(KvTreePrinter.keyval(sample()));
  }

  @Test
  void anEmptyTreeIsEmptyText() {
    assertThat(KvTreePrinter.tree(new KvTree())).isEmpty();
  }
}
