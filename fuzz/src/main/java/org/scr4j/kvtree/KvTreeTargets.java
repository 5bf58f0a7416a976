package org.scr4j.kvtree;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.scr4j.fuzz.Holds;
import org.scr4j.fuzz.Input;
import org.scr4j.fuzz.Scratch;
import org.scr4j.fuzz.Target;

/** The codec of trees, and files of them. */
public final class KvTreeTargets {

  private static final KvTreeLimits LIMITS = new KvTreeLimits(1 << 16, 16, 1 << 10, 1 << 10);

  private KvTreeTargets() {}

  /** All of them. */
  public static List<Target> all() {
    return List.of(
        new Target("kvtree-packed", KvTreeTargets::packed),
        new Target("kvtree-file", KvTreeTargets::file),
        new Target("kvtree-header", KvTreeTargets::header),
        new Target("kvtree-state-file", KvTreeTargets::stateFile),
        new Target("kvtree-key", KvTreeTargets::key),
        new Target("kvtree-tree", KvTreeTargets::tree));
  }

  private static void packed(Input input) throws Exception {
    Optional<KvTree> tree =
        Holds.orDocumented(
            CorruptTreeException.class, () -> KvTreeCodec.unpack(input.bytes(), LIMITS));
    if (tree.isPresent()) {
      Holds.that(
          Arrays.equals(input.bytes(), KvTreeCodec.pack(tree.get())),
          "packed again, the bytes are others");
      KvTreePrinter.tree(tree.get());
      KvTreePrinter.keyval(tree.get());
      tree(tree.get());
    }
  }

  /** With a size and a checksum that fit, which no fuzzer would find. */
  private static void file(Input input) throws Exception {
    int end = KvTreeCodec.HEADER_BYTES + input.bytes().length;
    byte[] file = Arrays.copyOf(KvTreeCodec.toFile(new KvTree()), end + KvTreeCodec.CRC_BYTES);
    ByteBuffer bytes = ByteBuffer.wrap(file).putLong(8, file.length);
    bytes.position(KvTreeCodec.HEADER_BYTES).put(input.bytes());
    CRC32 crc = new CRC32();
    crc.update(file, 0, end);
    bytes.putInt((int) crc.getValue());
    Optional<KvTreeCodec.Framed> framed =
        Holds.orDocumented(CorruptTreeException.class, () -> KvTreeCodec.fromFile(file, LIMITS));
    if (framed.isPresent()) {
      Holds.that(
          Arrays.equals(file, KvTreeCodec.toFile(framed.get().tree())),
          "written again, the file is another");
    }
  }

  private static void header(Input input) throws Exception {
    Holds.orDocumented(
        CorruptTreeException.class, () -> KvTreeCodec.fromFile(input.bytes(), LIMITS));
  }

  private static void stateFile(Input input) throws Exception {
    StateFiles files = new StateFiles(LockKind.NONE, warning -> {}, LIMITS);
    Path file = Scratch.file("state", input.bytes());
    Optional<Optional<KvTree>> read =
        Holds.orDocumented(CorruptTreeException.class, () -> files.read(file));
    Optional<Optional<KvTree>> checked =
        Holds.orDocumented(CorruptTreeException.class, () -> files.readChecked(file));
    Holds.same(read, checked);
  }

  /** Keys are any bytes but NUL, and come back as they were. */
  private static void key(Input input) {
    int end = 0;
    while (end < input.bytes().length && input.bytes()[end] != 0) {
      end++;
    }
    String key = KeyCodec.decode(input.bytes(), 0, end);
    Holds.that(
        Arrays.equals(Arrays.copyOf(input.bytes(), end), KeyCodec.encode(key)),
        "a key is another one now");
    Holds.same(0, KeyCodec.compare(key, key));
  }

  private static void tree(Input input) throws Exception {
    tree(input.tree());
  }

  private static void tree(KvTree tree) throws Exception {
    KvTree again = KvTreeCodec.unpack(KvTreeCodec.pack(tree), KvTreeLimits.DEFAULT);
    Holds.same(tree, again);
    Holds.same(tree.hashCode(), again.hashCode());
    KvTree sorted = tree.copy();
    sorted.sortAll();
    Holds.that(sorted.sameContent(tree), "sorting has changed what it holds");
    KvTree merged = tree.copy();
    merged.merge(tree);
    Holds.that(merged.sameContent(tree), "merging a tree with itself has changed it");
    for (String key : tree.keys()) {
      tree.value(key);
      Holds.orDocumented(NumberFormatException.class, () -> tree.longValue(key));
      Holds.orDocumented(NumberFormatException.class, () -> tree.crc(key));
      KvTree without = tree.copy();
      Holds.that(without.unset(key) && !without.has(key), "a key stays after it was unset");
    }
  }
}
