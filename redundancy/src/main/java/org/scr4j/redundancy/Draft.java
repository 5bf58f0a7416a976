package org.scr4j.redundancy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.KvTreeCodec;
import org.scr4j.kvtree.StateFiles;

/**
 * A redundancy file being written: a header and what follows it, under a temporary name until it is
 * committed. Closed without that, it leaves nothing.
 */
final class Draft implements Closeable {

  private static final String SUFFIX = ".scr4j-part";

  /** What the names of this process's drafts begin with. */
  private static final String OURS =
      "." + Long.toHexString(ThreadLocalRandom.current().nextLong()) + "-";

  private final Path file;
  private final Path draft;
  private final FileChannel channel;
  private long dataOffset;

  private Draft(Path file) throws IOException {
    this.file = file;
    this.draft = beside(file);
    this.channel = FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /** Starts {@code file} with a header. */
  static Draft create(Path file, KvTree header) throws IOException {
    Draft draft = new Draft(file);
    try {
      byte[] bytes = KvTreeCodec.toFile(header);
      Io.write(draft.channel, ByteBuffer.wrap(bytes), 0);
      draft.dataOffset = bytes.length;
      return draft;
    } catch (IOException e) {
      draft.close();
      throw e;
    }
  }

  /** A name that no reader takes for {@code file}, in the same directory. */
  static Path beside(Path file) {
    long random = ThreadLocalRandom.current().nextLong();
    return file.resolveSibling(OURS + Long.toHexString(random) + SUFFIX);
  }

  /** Deletes what a process that was killed has left in {@code directory}. */
  static void deleteLeftovers(Path directory) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, ".*" + SUFFIX)) {
      for (Path leftover : all) {
        if (!leftover.getFileName().toString().startsWith(OURS)) {
          Files.deleteIfExists(leftover);
        }
      }
    }
  }

  /** Writes what remains of {@code buffer}, {@code offset} bytes behind the header. */
  void write(ByteBuffer buffer, long offset) throws IOException {
    Io.write(channel, buffer, dataOffset + offset);
  }

  /** Syncs the file and puts it under its own name. */
  void commit() throws IOException {
    channel.force(true);
    channel.close();
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    StateFiles.syncDirectory(file.getParent());
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(draft);
  }
}
