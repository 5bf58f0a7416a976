package org.scr4j.kvtree;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
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

  @Test
  void namesThatAreNotUtf8ComeOutByteForByteAndInTheirOrder() throws IOException {
    KvTree tree =
        KvTreeCodec.unpack(
            Trees.bytes(
                "00000004 f0909080 00 00000000 ff 00 00000000" + " 'a' 00 00000000 80 00 00000000"),
            KvTreeLimits.DEFAULT);
    tree.sortAll();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    KvTreePrinter.tree(tree, KvTreePrinter.bytes(out));
    assertThat(out.toByteArray())
        .isEqualTo(Trees.bytes("2020 'a' 0a 2020 80 0a 2020 f0909080 0a 2020 ff 0a"));
  }
}
