package org.scr4j.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.KvTreeCodec;
import org.scr4j.kvtree.KvTreeLimits;

/**
 * Makes one wrong file of several sound ones, the same one for the same random numbers. of the
 * modules above use it, too.
 */
public final class Mutations {

  private static final long[] LENGTHS = {
    0, 1, -1, 5, 0x7fff_ffffL, 0x8000_0000L, 0xffff_ffffL, 1L << 60, Long.MAX_VALUE, Long.MIN_VALUE
  };

  private static final List<String> VALUES =
      List.of(
          "",
          "-1",
          "0",
          "1",
          "2147483647",
          "2147483648",
          "9223372036854775807",
          "-9223372036854775808",
          "99999999999999999999",
          "1e309",
          "NaN",
          "0x",
          "0xffffffffff",
          "+5",
          " 5",
          "\u0663",
          "../../x",
          "/etc/passwd",
          "a\nb",
          "\udc80\udcff",
          "%s%n",
          "KEY",
          ".0.0",
          "x".repeat(5000));

  private final Random random;
  private final List<byte[]> others;

  /** Draws from {@code random}, and splices parts of {@code others} into what it changes. */
  public Mutations(Random random, List<byte[]> others) {
    this.random = random;
    this.others = others;
  }

  /** A wrong file made of {@code sound}. */
  public byte[] of(byte[] sound) {
    int kind = random.nextInt(14);
    if (kind == 10) {
      return nested();
    }
    if (kind >= 11) {
      return regrown(sound);
    }
    byte[] wrong = bytes(kind, sound.clone());
    // With the old CRC-32 nearly all would be caught by it, and no reader behind it tried.
    return random.nextInt(5) < 3 ? sealed(wrong) : wrong;
  }

  private byte[] bytes(int kind, byte[] bytes) {
    int at = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
    int end = at + (bytes.length == 0 ? 0 : random.nextInt(bytes.length - at));
    return switch (kind) {
      case 0 -> flipped(bytes);
      case 1 -> overwritten(bytes, at);
      case 2 -> number(bytes, at, random.nextBoolean() ? 4 : 8);
      case 3 -> number(bytes, 20, 4);
      case 4 -> number(bytes, 8, 8);
      case 5 -> Arrays.copyOf(bytes, at);
      case 6 -> joined(bytes, noise(random.nextInt(64)));
      case 7 -> joined(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, end, bytes.length));
      case 8 -> swapped(bytes, at, end);
      default -> spliced(bytes, at);
    };
  }

  private byte[] flipped(byte[] bytes) {
    for (int n = random.nextInt(8); n >= 0 && bytes.length > 0; n--) {
      int bit = random.nextInt(bytes.length * 8);
      bytes[bit / 8] ^= (byte) (1 << (bit % 8));
    }
    return bytes;
  }

  private byte[] overwritten(byte[] bytes, int at) {
    for (int i = at; i < Math.min(bytes.length, at + 16); i++) {
      bytes[i] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private byte[] number(byte[] bytes, int at, int size) {
    long value = LENGTHS[random.nextInt(LENGTHS.length)];
    for (int i = 0; i < size && at + i < bytes.length; i++) {
      bytes[at + i] = (byte) (value >> (8 * (size - 1 - i)));
    }
    return bytes;
  }

  private byte[] noise(int length) {
    byte[] noise = new byte[length];
    random.nextBytes(noise);
    return noise;
  }

  /** Two neighbouring sections change places. */
  private byte[] swapped(byte[] bytes, int at, int end) {
    int between = at + (end > at ? random.nextInt(end - at) : 0);
    return joined(
        Arrays.copyOf(bytes, at),
        Arrays.copyOfRange(bytes, between, end),
        Arrays.copyOfRange(bytes, at, between),
        Arrays.copyOfRange(bytes, end, bytes.length));
  }

  private byte[] spliced(byte[] bytes, int at) {
    byte[] other = others.get(random.nextInt(others.size()));
    int from = random.nextInt(other.length);
    int to = from + random.nextInt(other.length - from);
    return joined(
        Arrays.copyOf(bytes, at),
        Arrays.copyOfRange(other, from, to),
        Arrays.copyOfRange(bytes, at, bytes.length));
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /** A tree of nothing but levels. */
  private byte[] nested() {
    int levels = 1 << random.nextInt(14);
    ByteBuffer file = ByteBuffer.allocate(20 + levels * 6 + 4 + 4);
    file.putInt(0x951fc3f5).putShort((short) 1).putShort((short) 1).putLong(0).putInt(1);
    for (int i = 0; i < levels; i++) {
      file.putInt(1).put((byte) 'k').put((byte) 0);
    }
    file.putInt(0);
    return sealed(file.array());
  }

  /** {@code file} with a size and a CRC-32 that fit what is in it. */
  private static byte[] sealed(byte[] file) {
    if (file.length < 24) {
      return file;
    }
    ByteBuffer.wrap(file).putLong(8, file.length);
    CRC32 crc = new CRC32();
    crc.update(file, 0, file.length - 4);
    ByteBuffer.wrap(file).putInt(file.length - 4, (int) crc.getValue());
    return file;
  }

  /** A sound file of a tree that makes no sense, and what stood behind the tree. */
  private byte[] regrown(byte[] sound) {
    try {
      KvTreeCodec.Framed framed = KvTreeCodec.fromFile(sound, KvTreeLimits.DEFAULT);
      KvTree tree = framed.tree();
      for (int n = random.nextInt(4); n >= 0; n--) {
        tree = changed(tree, 0);
      }
      byte[] behind = Arrays.copyOfRange(sound, framed.length(), sound.length);
      return joined(KvTreeCodec.toFile(tree), behind);
    } catch (IOException e) {
      // No tree to begin with: a text.
      return bytes(random.nextInt(10), sound.clone());
    }
  }

  private KvTree changed(KvTree tree, int depth) {
    List<String> keys = tree.keys();
    int chosen = keys.isEmpty() ? -1 : random.nextInt(keys.size());
    boolean here = chosen < 0 || depth > 5 || random.nextInt(3) == 0;
    KvTree copy = new KvTree();
    for (int i = 0; i < keys.size(); i++) {
      KvTree below = tree.get(keys.get(i)).orElseThrow();
      if (i != chosen) {
        put(copy, keys.get(i), below);
      } else if (!here) {
        put(copy, keys.get(i), changed(below, depth + 1));
      } else {
        change(copy, keys.get(i), below);
      }
    }
    if (chosen < 0) {
      copy.child(value());
    }
    return copy;
  }

  private void change(KvTree copy, String key, KvTree below) {
    switch (random.nextInt(7)) {
      case 0 -> put(copy, value(), below);
      case 1 -> copy.setValue(key, value());
      case 2 -> copy.set(key, new KvTree());
      case 3 -> copy.child(key, value()).set(value(), below);
      case 4 -> {
        for (int i = 1 << random.nextInt(11); i >= 0; i--) {
          copy.child(key, Integer.toString(i * 7919));
        }
      }
      case 5 -> {
        copy.set(key, below);
        copy.child(key).child(value());
      }
      default -> {
        // The key is left out.
      }
    }
  }

  private static void put(KvTree tree, String key, KvTree below) {
    if (!tree.has(key)) {
      tree.append(key, below);
    }
  }

  private String value() {
    return VALUES.get(random.nextInt(VALUES.size()));
  }
}
