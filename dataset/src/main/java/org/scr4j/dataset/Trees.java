package org.scr4j.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.scr4j.kvtree.KvTree;

/** Reading values of state files with faults that name the file and the key. */
final class Trees {

  private Trees() {}

  /** What LLNL's {@code kvtree_merge} into a new tree gives: every level in reverse order. */
  static KvTree reversed(KvTree tree) {
    KvTree copy = new KvTree();
    copy.merge(tree);
    return copy;
  }

  static OptionalLong number(KvTree tree, String key, Object origin) throws DatasetException {
    try {
      return tree.longValue(key);
    } catch (NumberFormatException e) {
      throw notNumber(key, tree.value(key).orElse(""), origin, e);
    }
  }

  static OptionalInt crc(KvTree tree, String key, Object origin) throws DatasetException {
    try {
      return tree.crc(key);
    } catch (NumberFormatException e) {
      throw notNumber(key, tree.value(key).orElse(""), origin, e);
    }
  }

  /** As {@link #number}; what cannot be read counts as absent. */
  static OptionalLong lenientNumber(KvTree tree, String key) {
    try {
      return tree.longValue(key);
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** As {@link #crc}; what cannot be read counts as absent. */
  static OptionalInt lenientCrc(KvTree tree, String key) {
    try {
      return tree.crc(key);
    } catch (NumberFormatException e) {
      return OptionalInt.empty();
    }
  }

  private static DatasetException notNumber(String key, String value, Object origin, Exception e) {
    return new DatasetException(origin + ": " + key + " is '" + value + "', not a number", e);
  }

  /** Whether {@code key} has the value 1; LLNL's flags are 0 and 1, and absent means 0. */
  static boolean flag(KvTree tree, String key) {
    return tree.value(key).filter("1"::equals).isPresent();
  }

  /**
   * The keys below {@code key} that are non-negative numbers as SCR writes them, with their trees,
   * in file order.
   */
  static List<Numbered> numbered(KvTree tree, String key) {
    List<Numbered> found = new ArrayList<>();
    Optional<KvTree> below = tree.get(key);
    if (below.isPresent()) {
      for (KvTree.Entry entry : below.get().entries()) {
        OptionalInt id = id(entry.key());
        // Spelled otherwise, +1 or 01, it would be a second entry of the same number.
        if (id.isPresent() && entry.key().equals(Integer.toString(id.getAsInt()))) {
          found.add(new Numbered(id.getAsInt(), entry.tree()));
        }
      }
    }
    return found;
  }

  /** {@code text} as a dataset id or rank: decimal, not negative, 32 bits. */
  static OptionalInt id(String text) {
    try {
      int value = Integer.parseInt(text);
      return value < 0 ? OptionalInt.empty() : OptionalInt.of(value);
    } catch (NumberFormatException e) {
      return OptionalInt.empty();
    }
  }

  record Numbered(int number, KvTree tree) {}
}
