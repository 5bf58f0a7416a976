package org.scr4j.kvtree;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * An ordered tree whose edges are labelled with strings; a value is a key without children.
 *
 * <p>Order is part of the format. As in LLNL's KVTree, {@link #set} puts a key at the
 * <em>front</em> of its tree, whether the key was there or not, while {@link #child} leaves an
 * existing key where it is. A tree that was read keeps the order of its file, so that writing it
 * gives the same bytes.
 *
 * <p>Keys are byte strings on disk. Bytes that are not UTF-8 are carried through as lone low
 * surrogates (U+DC80 to U+DCFF) and written back unchanged.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class KvTree {

  private static final class Node {
    final String key;
    KvTree tree;
    Node previous;
    Node next;

    Node(String key, KvTree tree) {
      this.key = key;
      this.tree = tree;
    }
  }

  /** One key of a tree and the tree below it. */
  public record Entry(String key, KvTree tree) {}

  /** Below this many keys a scan is faster than a hash table, and most trees have one key. */
  private static final int INDEX_FROM = 8;

  private Node head;
  private Node tail;
  private int size;
  private Map<String, Node> index;

  /** Makes an empty tree. */
  public KvTree() {}

  /** Number of keys directly in this tree. */
  public int size() {
    return size;
  }

  /** Whether this tree has no keys. */
  public boolean isEmpty() {
    return size == 0;
  }

  /** The tree below {@code key}, or nothing when the key is absent. */
  public Optional<KvTree> get(String key) {
    Node node = find(key);
    return node == null ? Optional.empty() : Optional.of(node.tree);
  }

  /** The tree at the end of {@code path}, or nothing when a key on the way is absent. */
  public Optional<KvTree> get(String first, String... rest) {
    Optional<KvTree> at = get(first);
    for (String key : rest) {
      at = at.flatMap(tree -> tree.get(key));
    }
    return at;
  }

  /** Whether {@code key} is in this tree. */
  public boolean has(String key) {
    return find(key) != null;
  }

  /** The tree below {@code key}; an absent key is added at the front, a present one stays. */
  public KvTree child(String key) {
    Node node = find(key);
    return node == null ? set(key, new KvTree()) : node.tree;
  }

  /** The tree below {@code key} and then {@code value}, both added where absent. */
  public KvTree child(String key, String value) {
    return child(key).child(value);
  }

  /**
   * Puts {@code tree} below {@code key}, replacing what was there, and moves the key to the front.
   */
  public KvTree set(String key, KvTree tree) {
    Objects.requireNonNull(tree, "tree");
    Node node = find(key);
    if (node == null) {
      node = new Node(Objects.requireNonNull(key, "key"), tree);
      if (index != null) {
        index.put(key, node);
      }
      size++;
    } else {
      node.tree = tree;
      unlink(node);
    }
    linkFirst(node);
    return tree;
  }

  /** Makes {@code value} the one value of {@code key}. */
  public void setValue(String key, String value) {
    KvTree holder = new KvTree();
    holder.set(value, new KvTree());
    set(key, holder);
  }

  /** Makes {@code value}, in decimal, the one value of {@code key}. */
  public void setValue(String key, long value) {
    setValue(key, Long.toString(value));
  }

  /**
   * Adds {@code key} behind the last key of this tree, in file order.
   *
   * @throws IllegalArgumentException if the key is present
   */
  public void append(String key, KvTree tree) {
    if (has(key)) {
      throw new IllegalArgumentException("key is present already: " + key);
    }
    Node node = new Node(key, Objects.requireNonNull(tree, "tree"));
    node.previous = tail;
    if (tail == null) {
      head = node;
    } else {
      tail.next = node;
    }
    tail = node;
    size++;
    if (index != null) {
      index.put(key, node);
    } else if (size >= INDEX_FROM) {
      buildIndex();
    }
  }

  /** Removes {@code key}; says whether it was there. */
  public boolean unset(String key) {
    Node node = find(key);
    if (node == null) {
      return false;
    }
    unlink(node);
    size--;
    if (index != null) {
      index.remove(key);
    }
    return true;
  }

  /** Removes {@code value} below {@code key}, and {@code key} too once nothing is left below it. */
  public boolean unset(String key, String value) {
    Optional<KvTree> below = get(key);
    boolean removed = below.isPresent() && below.get().unset(value);
    if (below.isPresent() && below.get().isEmpty()) {
      unset(key);
    }
    return removed;
  }

  /** Removes every key. */
  public void clear() {
    head = null;
    tail = null;
    size = 0;
    index = null;
  }

  /**
   * Copies all of {@code other} into this tree; keys of both are merged, new ones go to the front.
   */
  public void merge(KvTree other) {
    for (Entry entry : other.entries()) {
      child(entry.key()).merge(entry.tree());
    }
  }

  /** A copy that shares nothing with this tree, in the same order. */
  public KvTree copy() {
    KvTree copy = new KvTree();
    for (Node node = head; node != null; node = node.next) {
      copy.append(node.key, node.tree.copy());
    }
    return copy;
  }

  /** The first key below {@code key}: its value, where it has one. */
  public Optional<String> value(String key) {
    Node node = find(key);
    return node == null || node.tree.head == null
        ? Optional.empty()
        : Optional.of(node.tree.head.key);
  }

  /**
   * The value of {@code key} as a signed decimal number of 64 bits.
   *
   * @return nothing where the key is absent or has no value
   * @throws NumberFormatException if the value is not such a number
   */
  public OptionalLong longValue(String key) {
    Optional<String> text = value(key);
    return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text.get()));
  }

  /** Makes {@code crc} the one value of {@code key}, as {@code 0x} and hexadecimal digits. */
  public void setCrc(String key, int crc) {
    setValue(key, crc == 0 ? "0" : "0x" + Integer.toHexString(crc));
  }

  /**
   * The value of {@code key} as {@link #setCrc} writes it. As in C, digits without {@code 0x} are
   * decimal.
   *
   * @return nothing where the key is absent or has no value
   * @throws NumberFormatException if the value is not a number of 32 bits
   */
  public OptionalInt crc(String key) {
    Optional<String> text = value(key);
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    boolean hexadecimal = text.get().startsWith("0x");
    return OptionalInt.of(
        hexadecimal
            ? Integer.parseUnsignedInt(text.get().substring(2), 16)
            : Integer.parseUnsignedInt(text.get()));
  }

  /** The keys, in file order. */
  public List<String> keys() {
    List<String> keys = new ArrayList<>(size);
    for (Node node = head; node != null; node = node.next) {
      keys.add(node.key);
    }
    return keys;
  }

  /** The entries in file order; the tree must not change during the iteration. */
  public Iterable<Entry> entries() {
    return () ->
        new Iterator<>() {
          private Node at = head;

          @Override
          public boolean hasNext() {
            return at != null;
          }

          @Override
          public Entry next() {
            if (at == null) {
              throw new NoSuchElementException();
            }
            Entry entry = new Entry(at.key, at.tree);
            at = at.next;
            return entry;
          }
        };
  }

  /** Sorts the keys of this tree, and of this tree only, by {@code order}. */
  public void sort(Comparator<String> order) {
    List<Node> nodes = new ArrayList<>(size);
    for (Node node = head; node != null; node = node.next) {
      nodes.add(node);
    }
    nodes.sort((a, b) -> order.compare(a.key, b.key));
    clear();
    for (Node node : nodes) {
      append(node.key, node.tree);
    }
  }

  /** Sorts the keys of all levels by their bytes, as LLNL's commands do before they print. */
  public void sortAll() {
    sort(KeyCodec::compare);
    for (Node node = head; node != null; node = node.next) {
      if (!node.tree.isEmpty()) {
        node.tree.sortAll();
      }
    }
  }

  /** Equal when keys, values and order are equal. */
  @Override
  public boolean equals(Object other) {
    if (!(other instanceof KvTree that) || size != that.size) {
      return false;
    }
    Node b = that.head;
    for (Node a = head; a != null; a = a.next, b = b.next) {
      if (!a.key.equals(b.key) || !a.tree.equals(b.tree)) {
        return false;
      }
    }
    return true;
  }

  /** Whether keys and values are equal, whatever their order. */
  public boolean sameContent(KvTree that) {
    if (size != that.size) {
      return false;
    }
    for (Node a = head; a != null; a = a.next) {
      Node b = that.find(a.key);
      if (b == null || !a.tree.sameContent(b.tree)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (Node node = head; node != null; node = node.next) {
      hash = 31 * hash + (node.key.hashCode() ^ node.tree.hashCode());
    }
    return hash;
  }

  @Override
  public String toString() {
    return KvTreePrinter.keyval(this);
  }

  private Node find(String key) {
    if (index != null) {
      return index.get(key);
    }
    for (Node node = head; node != null; node = node.next) {
      if (node.key.equals(key)) {
        return node;
      }
    }
    return null;
  }

  private void linkFirst(Node node) {
    node.previous = null;
    node.next = head;
    if (head == null) {
      tail = node;
    } else {
      head.previous = node;
    }
    head = node;
    if (index == null && size >= INDEX_FROM) {
      buildIndex();
    }
  }

  private void unlink(Node node) {
    if (node.previous == null) {
      head = node.next;
    } else {
      node.previous.next = node.next;
    }
    if (node.next == null) {
      tail = node.previous;
    } else {
      node.next.previous = node.previous;
    }
  }

  private void buildIndex() {
    index = new HashMap<>();
    for (Node node = head; node != null; node = node.next) {
      index.put(node.key, node);
    }
  }
}
