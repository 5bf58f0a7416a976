package org.scr4j.kvtree;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * The packed form of a tree, and the frame around it in a file.
 *
 * <p>Packed: the number of keys (32 bits), then for each key its bytes, a NUL and its packed tree.
 * File: magic {@code 951fc3f5}, type (16 bits, 1), version (16 bits, 1), size of the whole (64
 * bits), flags (32 bits, bit 0: CRC-32 at the end), packed tree, CRC-32 of all before it. All
 * numbers are big-endian.
 */
public final class KvTreeCodec {

  static final int MAGIC = 0x951fc3f5;
  static final short TYPE_TREE = 1;
  static final short VERSION = 1;
  static final int FLAG_CRC32 = 1;

  /** Bytes before the packed tree. */
  public static final int HEADER_BYTES = 20;

  static final int CRC_BYTES = 4;

  private KvTreeCodec() {}

  /** A tree and the number of bytes that it was read from. */
  public record Framed(KvTree tree, int length) {}

  /** The packed form of {@code tree}, without a frame. */
  public static byte[] pack(KvTree tree) {
    Output out = new Output();
    pack(tree, out);
    return out.toByteArray();
  }

  /** Reads a packed tree that fills {@code bytes}. */
  public static KvTree unpack(byte[] bytes, KvTreeLimits limits) throws CorruptTreeException {
    return tree(new Unpacker(bytes, 0, bytes.length, limits));
  }

  private static KvTree tree(Unpacker unpacker) throws CorruptTreeException {
    KvTree tree = unpacker.tree(0);
    if (unpacker.position < unpacker.end) {
      throw new CorruptTreeException(unpacker.position, "bytes follow the tree");
    }
    return tree;
  }

  /** The bytes of a file that holds {@code tree}. */
  public static byte[] toFile(KvTree tree) {
    Output out = new Output();
    out.putInt(MAGIC);
    out.putShort(TYPE_TREE);
    out.putShort(VERSION);
    out.putLong(0);
    out.putInt(FLAG_CRC32);
    pack(tree, out);
    out.putInt(0);
    byte[] bytes = out.toByteArray();
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    buffer.putLong(8, bytes.length);
    buffer.putInt(bytes.length - CRC_BYTES, crc(bytes, bytes.length - CRC_BYTES));
    return bytes;
  }

  /**
   * Reads the framed tree at the start of {@code bytes}; other data may follow it, as in a
   * redundancy file.
   */
  public static Framed fromFile(byte[] bytes, KvTreeLimits limits) throws CorruptTreeException {
    long size = sizeInHeader(bytes, limits);
    if (size > bytes.length) {
      throw new CorruptTreeException(
          bytes.length, "the header announces " + size + " bytes, there are " + bytes.length);
    }
    int length = (int) size;
    boolean checked = (ByteBuffer.wrap(bytes).getInt(16) & FLAG_CRC32) != 0;
    int end = checked ? length - CRC_BYTES : length;
    if (end < HEADER_BYTES) {
      throw new CorruptTreeException(8, "size " + size + " leaves no room for a tree");
    }
    if (checked) {
      int stored = ByteBuffer.wrap(bytes).getInt(end);
      int actual = crc(bytes, end);
      if (stored != actual) {
        throw new CorruptTreeException(
            end, String.format("CRC-32 is %08x, contents have %08x", stored, actual));
      }
    }
    return new Framed(tree(new Unpacker(bytes, HEADER_BYTES, end, limits)), length);
  }

  /** Whether these are a header that announces a checksum. */
  static boolean isChecked(byte[] header) {
    return header.length >= HEADER_BYTES && (ByteBuffer.wrap(header).getInt(16) & FLAG_CRC32) != 0;
  }

  /**
   * The size of the whole frame, from its first {@link #HEADER_BYTES} bytes.
   *
   * @throws CorruptTreeException if they are no header, or one of another type or version
   */
  public static long sizeInHeader(byte[] header, KvTreeLimits limits) throws CorruptTreeException {
    if (header.length < HEADER_BYTES) {
      throw new CorruptTreeException(
          header.length, "a header has " + HEADER_BYTES + " bytes, there are " + header.length);
    }
    ByteBuffer buffer = ByteBuffer.wrap(header);
    expect(0, "magic number", MAGIC, buffer.getInt(0));
    expect(4, "file type", TYPE_TREE, buffer.getShort(4));
    expect(6, "file version", VERSION, buffer.getShort(6));
    long size = buffer.getLong(8);
    if (size < HEADER_BYTES) {
      throw new CorruptTreeException(8, "size " + size + " is less than a header");
    }
    if (size > limits.maxBytes()) {
      throw new CorruptTreeException(
          8, "size " + size + " is above the limit of " + limits.maxBytes() + " bytes");
    }
    return size;
  }

  private static void expect(int offset, String what, int expected, int found)
      throws CorruptTreeException {
    if (expected != found) {
      throw new CorruptTreeException(
          offset, String.format("%s is %x, not %x", what, found, expected));
    }
  }

  private static int crc(byte[] bytes, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  private static void pack(KvTree tree, Output out) {
    out.putInt(tree.size());
    for (KvTree.Entry entry : tree.entries()) {
      out.writeBytes(KeyCodec.encode(entry.key()));
      out.write(0);
      pack(entry.tree(), out);
    }
  }

  private static final class Output extends ByteArrayOutputStream {
    void putShort(short value) {
      write(value >> 8);
      write(value);
    }

    void putInt(int value) {
      putShort((short) (value >> 16));
      putShort((short) value);
    }

    void putLong(long value) {
      putInt((int) (value >> 32));
      putInt((int) value);
    }
  }

  /** Reads one packed tree, never past {@code end} and never beyond the limits. */
  private static final class Unpacker {
    /** The least that a key takes: a NUL and the count of its tree. */
    private static final int MIN_KEY_BYTES = 5;

    private final byte[] bytes;
    private final int end;
    private final KvTreeLimits limits;
    private int position;
    private int keys;

    Unpacker(byte[] bytes, int start, int end, KvTreeLimits limits) {
      this.bytes = bytes;
      this.position = start;
      this.end = end;
      this.limits = limits;
    }

    KvTree tree(int depth) throws CorruptTreeException {
      long count = count();
      if (count > 0 && depth >= limits.maxDepth()) {
        throw new CorruptTreeException(
            position, "nested deeper than " + limits.maxDepth() + " levels");
      }
      KvTree tree = new KvTree();
      for (long i = 0; i < count; i++) {
        int start = position;
        String key = key();
        KvTree below = tree(depth + 1);
        if (tree.has(key)) {
          throw new CorruptTreeException(start, "key stands twice in one tree");
        }
        tree.append(key, below);
      }
      return tree;
    }

    private long count() throws CorruptTreeException {
      if (end - position < Integer.BYTES) {
        throw new CorruptTreeException(position, "ends where the number of keys should stand");
      }
      long count = Integer.toUnsignedLong(ByteBuffer.wrap(bytes).getInt(position));
      if (count > (end - position - Integer.BYTES) / MIN_KEY_BYTES) {
        throw new CorruptTreeException(position, count + " keys do not fit in what follows");
      }
      if (keys + count > limits.maxKeys()) {
        throw new CorruptTreeException(
            position, "holds more than " + limits.maxKeys() + " keys in all");
      }
      keys += (int) count;
      position += Integer.BYTES;
      return count;
    }

    private String key() throws CorruptTreeException {
      int start = position;
      int stop = (int) Math.min(end, start + limits.maxKeyBytes() + 1L);
      while (position < stop && bytes[position] != 0) {
        position++;
      }
      if (position == stop) {
        throw new CorruptTreeException(
            start,
            stop == end
                ? "a key has no end"
                : "a key is longer than " + limits.maxKeyBytes() + " bytes");
      }
      String key = KeyCodec.decode(bytes, start, position - start);
      position++;
      return key;
    }
  }
}
