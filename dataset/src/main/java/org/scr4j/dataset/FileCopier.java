package org.scr4j.dataset;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.CRC32;
import org.scr4j.kvtree.StateFiles;

/**
 * Copies files so that a file of the final name is always a whole one: to a temporary name beside
 * it, with CRC-32 computed on the way, synced, then renamed. Memory is one buffer a copy. Safe for
 * use by several threads.
 */
public final class FileCopier {

  /** LLNL's default, SCR_FILE_BUF_SIZE. */
  public static final int DEFAULT_BUFFER_BYTES = 1 << 20;

  private static final String PART_PREFIX = ".scr4j.";
  private static final String PART_SUFFIX = ".part";
  private static final int PERMISSIONS = 0777;

  private final int bufferBytes;
  private final Set<Path> touched = ConcurrentHashMap.newKeySet();

  /** Copies by {@code bufferBytes} at a time. */
  public FileCopier(int bufferBytes) {
    if (bufferBytes < 1) {
      throw new IllegalArgumentException("buffer size must be positive: " + bufferBytes);
    }
    this.bufferBytes = bufferBytes;
  }

  /**
   * What was read.
   *
   * @param bytes how much
   * @param crc CRC-32 of it
   */
  public record Contents(long bytes, int crc) {}

  /** Decides on a copy before it gets its final name. */
  @FunctionalInterface
  public interface Check {
    /** Throws if the contents are not what they should be; the copy is then discarded. */
    void accept(Contents contents) throws IOException;
  }

  /**
   * Copies {@code source} to {@code target}, whose directory exists.
   *
   * @param meta mode, owner and times to give it; owner only where permitted
   * @param check looks at what was copied
   */
  public Contents copy(Path source, Path target, FileMeta meta, Check check) throws IOException {
    Path part = newPart(target);
    try {
      Contents contents;
      try (FileChannel in = FileChannel.open(source, StandardOpenOption.READ);
          FileChannel out =
              FileChannel.open(
                  part,
                  Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                  PosixFilePermissions.asFileAttribute(
                      PosixFilePermissions.fromString("rw-------")))) {
        contents = transfer(in, out);
        check.accept(contents);
        out.force(true);
      }
      applyAttributes(part, meta);
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      touched.add(target.getParent());
      return contents;
    } catch (IOException e) {
      discard(part, e);
      throw e;
    }
  }

  /** Reads all of {@code file}. */
  public Contents read(Path file) throws IOException {
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      return transfer(in, null);
    }
  }

  /** Makes the names of all files copied so far last over a crash. */
  public void syncDirectories() throws IOException {
    for (Path directory : new TreeSet<>(touched)) {
      StateFiles.syncDirectory(directory);
      touched.remove(directory);
    }
  }

  /**
   * Gives {@code file} the mode, owner and times of {@code meta}. Set-id bits are left out: file
   * maps are not to be trusted that far.
   */
  static void applyAttributes(Path file, FileMeta meta) throws IOException {
    if (meta.uid().isPresent() && meta.gid().isPresent()) {
      giveTo(file, meta.uid().getAsLong(), meta.gid().getAsLong());
    }
    if (meta.mode().isPresent()) {
      Files.setAttribute(file, "unix:mode", meta.mode().getAsInt() & PERMISSIONS);
    }
    if (meta.modified().isPresent()) {
      Instant modified = meta.modified().get();
      Files.getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setTimes(FileTime.from(modified), FileTime.from(meta.accessed().orElse(modified)), null);
    }
  }

  private static void giveTo(Path file, long uid, long gid) throws IOException {
    FileStat now = FileStat.of(file);
    try {
      if (now.uid() != uid) {
        Files.setAttribute(file, "unix:uid", (int) uid);
      }
      if (now.gid() != gid) {
        Files.setAttribute(file, "unix:gid", (int) gid);
      }
    } catch (FileSystemException notPermitted) {
      // As with cp -p: who may not give files away keeps them, and the copy is none the worse.
      return;
    }
  }

  /** Removes what copies that were killed left in {@code directory}; none may be running. */
  static void removeParts(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (DirectoryStream<Path> parts =
        Files.newDirectoryStream(directory, PART_PREFIX + "*" + PART_SUFFIX)) {
      for (Path part : parts) {
        Files.deleteIfExists(part);
      }
    }
  }

  private static Path newPart(Path target) {
    String unique = Long.toHexString(ThreadLocalRandom.current().nextLong());
    return target.resolveSibling(PART_PREFIX + unique + PART_SUFFIX);
  }

  private static void discard(Path part, IOException because) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      because.addSuppressed(e);
    }
  }

  private Contents transfer(FileChannel in, FileChannel out) throws IOException {
    int size = (int) Math.max(1, Math.min(bufferBytes, in.size() + 1));
    ByteBuffer buffer = ByteBuffer.allocate(size);
    CRC32 crc = new CRC32();
    long bytes = 0;
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      bytes += read;
      crc.update(buffer.array(), 0, read);
      buffer.flip();
      while (out != null && buffer.hasRemaining()) {
        out.write(buffer);
      }
      buffer.clear();
    }
    return new Contents(bytes, (int) crc.getValue());
  }
}
