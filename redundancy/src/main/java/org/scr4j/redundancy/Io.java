package org.scr4j.redundancy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Reading and writing whole buffers at a place in a file. */
final class Io {

  /** Bytes that are moved at a time: redset's default, too. */
  static final int BLOCK = 1 << 20;

  /** What blocks are not cut below, however many there are at a time. */
  static final int SMALL_BLOCK = 1 << 15;

  private Io() {}

  /** Fills what remains of {@code buffer}. */
  static void fill(FileChannel channel, ByteBuffer buffer, long position, Path path)
      throws IOException {
    long at = position;
    while (buffer.hasRemaining()) {
      int got = channel.read(buffer, at);
      if (got < 0) {
        throw new EOFException(path + ": ends at byte " + at + ", earlier than recorded");
      }
      at += got;
    }
  }

  /** Writes what remains of {@code buffer}. */
  static void write(FileChannel channel, ByteBuffer buffer, long position) throws IOException {
    long at = position;
    while (buffer.hasRemaining()) {
      at += channel.write(buffer, at);
    }
  }
}
