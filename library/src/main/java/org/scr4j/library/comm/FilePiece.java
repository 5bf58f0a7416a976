package org.scr4j.library.comm;

import io.netty.channel.FileRegion;
import io.netty.util.AbstractReferenceCounted;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import org.scr4j.redundancy.FileBytes;

/** A part of {@link FileBytes}, as Netty wants it to be. */
final class FilePiece extends AbstractReferenceCounted implements FileRegion {

  private final FileBytes bytes;
  private final int start;
  private final int count;
  private long transferred;

  FilePiece(FileBytes bytes, int start, int count) {
    this.bytes = bytes;
    this.start = start;
    this.count = count;
  }

  @Override
  public long position() {
    return start;
  }

  @Deprecated
  @Override
  public long transfered() {
    return transferred;
  }

  @Override
  public long transferred() {
    return transferred;
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public long transferTo(WritableByteChannel target, long position) throws IOException {
    long sent = bytes.writeTo(target, start + position, count - position);
    transferred += sent;
    return sent;
  }

  @Override
  public FilePiece retain() {
    super.retain();
    return this;
  }

  @Override
  public FilePiece retain(int increment) {
    super.retain(increment);
    return this;
  }

  @Override
  public FilePiece touch() {
    return this;
  }

  @Override
  public FilePiece touch(Object hint) {
    return this;
  }

  @Override
  protected void deallocate() {
    // The file is its owner's to close.
  }
}
