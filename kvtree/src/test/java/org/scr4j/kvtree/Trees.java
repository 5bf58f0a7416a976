package org.scr4j.kvtree;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;

/** Trees and bytes that several tests need. */
final class Trees {

  private Trees() {}

  /** Bytes written out by hand: groups of hexadecimal digits, and text between quotes. */
  static byte[] bytes(String text) {
    StringBuilder digits = new StringBuilder();
    for (String part : text.split(" ")) {
      if (part.startsWith("'")) {
        part.substring(1, part.length() - 1)
            .chars()
            .forEach(c -> digits.append(String.format("%02x", c)));
      } else {
        digits.append(part);
      }
    }
    return HexFormat.of().parseHex(digits);
  }

  /** NODES = 4, as LLNL's library writes it for four nodes. */
  static final byte[] NODES_SCR =
      bytes(
          "951fc3f5 0001 0001 000000000000002c 00000001 "
              + "00000001 'NODES' 00 00000001 '4' 00 00000000 cb4f2fc1");

  static KvTree nodes(long count) {
    KvTree tree = new KvTree();
    tree.setValue("NODES", count);
    return tree;
  }

  static KvTree random(Random random, int depth) {
    KvTree tree = new KvTree();
    int keys = depth == 0 ? 0 : random.nextInt(12);
    for (int i = 0; i < keys; i++) {
      tree.set(key(random), random(random, depth - 1));
    }
    return tree;
  }

  private static String key(Random random) {
    byte[] bytes = new byte[random.nextInt(12)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (1 + random.nextInt(255));
    }
    return KeyCodec.decode(bytes, 0, bytes.length);
  }

  /** The files that LLNL's library wrote, where this machine has them. */
  static Optional<Path> reference() {
    String set = System.getProperty("SCR4J_REFERENCE", System.getenv("SCR4J_REFERENCE"));
    if (set != null) {
      return Optional.of(Path.of(set)).filter(Files::isDirectory);
    }
    // Surefire runs in the module's directory, one below the project's root.
    Path beside = Path.of("..", "..", "shared", "reference").toAbsolutePath().normalize();
    return Optional.of(beside).filter(Files::isDirectory);
  }
}
