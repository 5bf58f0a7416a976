package org.scr4j.redundancy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Some bytes of a file that nobody changes, to be sent by the system without this process copying
 * them. Whoever receives counts on all of them: those that cannot be read are sent as zeros, and
 * {@link #check} tells.
 */
public final class FileBytes {

  private static final int ZEROS = 64 << 10;

  private final Path path;
  private final FileChannel channel;
  private final long position;
  private final int length;
  private volatile Optional<IOException> fault = Optional.empty();

  /**
   * {@code length} bytes of {@code path}, which is open as {@code channel} and stays its owner's to
   * close, from {@code position} on.
   */
  public FileBytes(Path path, FileChannel channel, long position, int length) {
    this.path = path;
    this.channel = channel;
    this.position = position;
    this.length = length;
  }

  /** How many they are. */
  public int length() {
    return length;
  }

  /** Reads them all. */
  public ByteBuffer read() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(length);
    Io.fill(channel, buffer, position, path);
    return buffer.flip();
  }

  /**
   * Writes as many of {@code count} bytes as {@code target} takes at once.
   *
   * @param at the first of them, from the start of these bytes
   * @return how many were written, which may be none
   * @throws IOException if {@code target} fails
   */
  public long writeTo(WritableByteChannel target, long at, long count) throws IOException {
    if (fault.isEmpty()) {
      try {
        long sent = channel.transferTo(position + at, count, target);
        // A target that is full takes nothing, and a file that has become shorter gives nothing.
        if (sent > 0 || isReadable(at)) {
          return sent;
        }
      } catch (IOException e) {
        // The file's fault, or the target's.
        if (isReadable(at)) {
          throw e;
        }
      }
    }
    return target.write(ByteBuffer.allocate((int) Math.min(count, ZEROS)));
  }

  private boolean isReadable(long at) {
    try {
      if (channel.read(ByteBuffer.allocate(1), position + at) < 0) {
        throw new EOFException(
            path + ": ends before byte " + (position + at) + ", earlier than recorded");
      }
      return true;
    } catch (IOException e) {
      fault = Optional.of(e);
      return false;
    }
  }

  /**
   * Looks back, when all has been sent.
   *
   * @throws IOException if some bytes could not be read
   */
  public void check() throws IOException {
    if (fault.isPresent()) {
      throw fault.get();
    }
  }
}
