package org.scr4j.redundancy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.KvTreeCodec;

/** What the methods of redundancy need of an {@link Exchange}. */
final class Peers {

  private static final int SHOWN = 4;

  /** Bytes that are in memory together, as long as blocks do not get small. */
  private static final int IN_MEMORY = 16 << 20;

  private final Exchange world;

  Peers(Exchange world) {
    this.world = world;
  }

  int rank() {
    return world.rank();
  }

  int size() {
    return world.size();
  }

  /** A buffer that moves between files and peers without being copied. */
  static ByteBuffer buffer() {
    return ByteBuffer.allocateDirect(Io.BLOCK);
  }

  /**
   * Bytes to be moved at a time, where {@code buffers} of them are in memory together.
   *
   * @param bytes that are to be moved in all
   */
  static int block(long bytes, int buffers) {
    int fit = Math.max(Io.SMALL_BLOCK, IN_MEMORY / buffers & -Io.SMALL_BLOCK);
    return (int) Math.min(bytes, Math.min(Io.BLOCK, fit));
  }

  /** A buffer of {@code bytes} that moves between files and peers without being copied. */
  static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocateDirect(bytes);
  }

  /** {@code count} such buffers. */
  static List<ByteBuffer> buffers(int count, int bytes) {
    List<ByteBuffer> buffers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      buffers.add(buffer(bytes));
    }
    return buffers;
  }

  /** Every rank's tree, by rank. */
  List<KvTree> gather(KvTree mine) throws IOException {
    List<KvTree> trees = new ArrayList<>(size());
    for (byte[] packed : world.allGather(KvTreeCodec.pack(mine))) {
      trees.add(KvTreeCodec.unpack(packed, Trees.LIMITS));
    }
    return trees;
  }

  /**
   * Waits for all ranks.
   *
   * @throws IOException on all of them, if one has a fault; it says which and what
   */
  void agree(Faults faults) throws IOException {
    if (world.allTrue(faults.none())) {
      return;
    }
    List<String> lines = new ArrayList<>();
    int rank = 0;
    for (byte[] line : world.allGather(faults.message().getBytes(StandardCharsets.UTF_8))) {
      if (line.length > 0) {
        lines.add("rank " + rank + ": " + new String(line, StandardCharsets.UTF_8));
      }
      rank++;
    }
    String more = lines.size() > SHOWN ? "; and " + (lines.size() - SHOWN) + " more ranks" : "";
    throw new IOException(
        String.join("; ", lines.subList(0, Math.min(SHOWN, lines.size()))) + more);
  }

  void send(int to, KvTree tree) throws IOException {
    byte[] packed = KvTreeCodec.pack(tree);
    world.send(to, length(packed.length));
    world.send(to, ByteBuffer.wrap(packed));
  }

  KvTree receive(int from) throws IOException {
    ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
    world.receive(from, length);
    ByteBuffer packed = ByteBuffer.allocate(checked(length, from));
    world.receive(from, packed);
    return KvTreeCodec.unpack(packed.array(), Trees.LIMITS);
  }

  /** Sends a tree to one rank while receiving one from another. */
  KvTree shift(int to, KvTree tree, int from) throws IOException {
    byte[] packed = KvTreeCodec.pack(tree);
    ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
    world.sendReceive(to, length(packed.length), from, length);
    ByteBuffer incoming = ByteBuffer.allocate(checked(length, from));
    world.sendReceive(to, ByteBuffer.wrap(packed), from, incoming);
    return KvTreeCodec.unpack(incoming.array(), Trees.LIMITS);
  }

  void send(int to, ByteBuffer buffer) throws IOException {
    world.send(to, buffer);
  }

  void receive(int from, ByteBuffer buffer) throws IOException {
    world.receive(from, buffer);
  }

  /** Sends to one rank while receiving from another; an empty buffer means neither peer knows. */
  void shift(int to, ByteBuffer out, int from, ByteBuffer in) throws IOException {
    if (!in.hasRemaining()) {
      if (out.hasRemaining()) {
        world.send(to, out);
      }
    } else if (!out.hasRemaining()) {
      world.receive(from, in);
    } else {
      world.sendReceive(to, out, from, in);
    }
  }

  /** Whether it is better to send bytes of a file than what was read of it. */
  boolean sendsFiles() {
    return world.sendsFiles();
  }

  /**
   * Sends bytes of a file while receiving; an empty buffer means that nothing is received.
   *
   * @return the bytes received, until the next call
   */
  ByteBuffer shift(int to, FileBytes out, int from, ByteBuffer in) throws IOException {
    return world.sendReceive(to, out, from, in);
  }

  /** Waits until all bytes of files have been sent. */
  void awaitFiles() throws IOException {
    world.awaitFiles();
  }

  private static ByteBuffer length(int bytes) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(bytes).flip();
  }

  private static int checked(ByteBuffer length, int from) throws IOException {
    int bytes = length.getInt(0);
    if (bytes < 0 || bytes > Trees.LIMITS.maxBytes()) {
      throw new IOException("rank " + from + " announces a message of " + bytes + " bytes");
    }
    return bytes;
  }
}
