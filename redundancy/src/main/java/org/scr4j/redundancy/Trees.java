package org.scr4j.redundancy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.KvTreeLimits;

/** Reading numbers out of trees that may be damaged or hostile, and redset's order of keys. */
final class Trees {

  /** More than a descriptor of a million files takes. */
  static final KvTreeLimits LIMITS = new KvTreeLimits(256L << 20, 16, 8 << 20, 16 << 10);

  private Trees() {}

  /** Sorts keys on all levels by their bytes, as redset does before it writes a descriptor. */
  static KvTree sorted(KvTree tree) {
    tree.sort(
        (a, b) ->
            Arrays.compareUnsigned(
                a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));
    for (KvTree.Entry entry : tree.entries()) {
      if (!entry.tree().isEmpty()) {
        sorted(entry.tree());
      }
    }
    return tree;
  }

  static KvTree subtree(KvTree tree, String key, Object where) throws IOException {
    return tree.get(key).orElseThrow(() -> new IOException(where + ": " + key + " is missing"));
  }

  static String text(KvTree tree, String key, Object where) throws IOException {
    Optional<String> value = tree.value(key);
    return value.orElseThrow(() -> new IOException(where + ": " + key + " is missing"));
  }

  static long number(KvTree tree, String key, long min, long max, Object where) throws IOException {
    return number(text(tree, key, where), key, min, max, where);
  }

  static int count(KvTree tree, String key, int min, int max, Object where) throws IOException {
    return (int) number(tree, key, min, max, where);
  }

  static long number(String text, String what, long min, long max, Object where)
      throws IOException {
    long value;
    try {
      value = Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IOException(where + ": " + what + " is no number: " + text, e);
    }
    if (value < min || value > max) {
      throw new IOException(
          where + ": " + what + " is " + value + ", outside of " + min + " to " + max);
    }
    return value;
  }
}
