package org.scr4j.dataset;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
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

  /** More at a time gains nothing, and several copies at once have a buffer each. */
  private static final int MOST_BUFFER_BYTES = 1 << 24;

  /** Files up to this size are read into a buffer of their own size. */
  private static final int SMALL_BYTES = 1 << 13;

  private static final String PART_PREFIX = ".scr4j.";
  private static final String PART_SUFFIX = ".part";
  private static final String ANYONE = "any";
  private static final int MOST_TAG_LETTERS = 64;
  private static final int PERMISSIONS = 0777;

  /** Names of what was being written, by this class, the redundancy module and state files. */
  private static final Pattern LEFTOVER =
      Pattern.compile(
          "\\.scr4j\\..*|\\.[0-9a-f]{1,16}\\.scr4j-part"
              + "|\\.(?:summary\\.scr|rank2file(?:\\.[0-9]+\\.[0-9]+)?)\\.[0-9a-f]{1,16}",
          Pattern.DOTALL);

  private final int bufferBytes;
  private final String partPrefix;
  private final Meter meter;
  private final Queue<ByteBuffer> buffers = new ConcurrentLinkedQueue<>();
  private final Set<Path> touched = ConcurrentHashMap.newKeySet();

  /** Copies by {@code bufferBytes} at a time. */
  public FileCopier(int bufferBytes) {
    this(bufferBytes, ANYONE, new Meter());
  }

  /** As the other, and counts on {@code meter} what is read. */
  FileCopier(int bufferBytes, Meter meter) {
    this(bufferBytes, ANYONE, meter);
  }

  /**
   * Copies by {@code bufferBytes} at a time.
   *
   * @param owner who copies, a node: what it left when it was killed can be told from what others
   *     are writing
   * @param meter counts what is read
   */
  FileCopier(int bufferBytes, String owner, Meter meter) {
    if (bufferBytes < 1) {
      throw new IllegalArgumentException("buffer size must be positive: " + bufferBytes);
    }
    this.bufferBytes = Math.min(bufferBytes, MOST_BUFFER_BYTES);
    this.partPrefix = PART_PREFIX + tag(owner) + ".";
    this.meter = meter;
  }

  /** {@code owner} as a word that can stand in a file name; a host's name stays unique. */
  private static String tag(String owner) {
    String word = owner.replaceAll("[^A-Za-z0-9_-]", "~");
    return word.length() <= MOST_TAG_LETTERS
        ? word
        : word.substring(0, MOST_TAG_LETTERS) + "~" + Integer.toHexString(owner.hashCode());
  }

  /** What {@code owner} puts into a directory while it collects to it. */
  static Path mark(Path directory, String owner) {
    return directory.resolve(PART_PREFIX + "collecting." + tag(owner));
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
   * Copies {@code source}, which must not be a symbolic link, to {@code target}, whose directory
   * exists.
   *
   * @param meta mode, owner and times to give it, those of {@code source} where it does not say;
   *     owner only where permitted
   * @param check looks at what was copied
   */
  public Contents copy(Path source, Path target, FileMeta meta, Check check) throws IOException {
    Path part = newPart(target);
    try {
      FileStat stat = FileStat.of(source);
      Contents contents;
      try (FileChannel in =
              FileChannel.open(source, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
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
      applyAttributes(part, meta, stat);
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
    applyAttributes(file, meta, FileStat.of(file));
  }

  /** As the other, with {@code otherwise} for what {@code meta} does not say. */
  private static void applyAttributes(Path file, FileMeta meta, FileStat otherwise)
      throws IOException {
    giveTo(file, meta.uid().orElse(otherwise.uid()), meta.gid().orElse(otherwise.gid()));
    int mode = meta.mode().orElse(otherwise.mode());
    Files.setAttribute(file, "unix:mode", mode & PERMISSIONS);
    Instant modified = meta.modified().orElse(otherwise.modified());
    Instant accessed = meta.accessed().orElse(meta.modified().orElse(otherwise.accessed()));
    Files.getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .setTimes(FileTime.from(modified), FileTime.from(accessed), null);
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

  /** Removes what any copy that was killed left in {@code directory}; none may be running. */
  static void removeParts(Path directory) throws IOException {
    try (DirectoryStream<Path> hidden = Files.newDirectoryStream(directory, ".*")) {
      for (Path file : hidden) {
        if (LEFTOVER.matcher(file.getFileName().toString()).matches()) {
          Files.deleteIfExists(file);
        }
      }
    } catch (NoSuchFileException e) {
      // Nothing was ever copied there.
      return;
    }
  }

  /** Removes what copies of this owner that were killed left in {@code directory}. */
  void removeOwnParts(Path directory) throws IOException {
    try (DirectoryStream<Path> parts =
        Files.newDirectoryStream(directory, partPrefix + "*" + PART_SUFFIX)) {
      for (Path part : parts) {
        Files.deleteIfExists(part);
      }
    }
  }

  private Path newPart(Path target) {
    String unique = Long.toHexString(ThreadLocalRandom.current().nextLong());
    return target.resolveSibling(partPrefix + unique + PART_SUFFIX);
  }

  private static void discard(Path part, IOException because) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      because.addSuppressed(e);
    }
  }

  private Contents transfer(FileChannel in, FileChannel out) throws IOException {
    ByteBuffer buffer = buffer(in.size());
    CRC32 crc = new CRC32();
    long bytes = 0;
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      bytes += read;
      meter.add(read);
      crc.update(buffer.flip());
      buffer.rewind();
      while (out != null && buffer.hasRemaining()) {
        out.write(buffer);
      }
      buffer.clear();
    }
    if (buffer.isDirect()) {
      buffers.add(buffer);
    }
    return new Contents(bytes, (int) crc.getValue());
  }

  /** Large ones are made once for each copy that runs at the same time. */
  private ByteBuffer buffer(long fileBytes) {
    if (fileBytes < Math.min(SMALL_BYTES, bufferBytes)) {
      return ByteBuffer.allocate((int) fileBytes + 1);
    }
    ByteBuffer free = buffers.poll();
    return free == null ? ByteBuffer.allocateDirect(bufferBytes) : free.clear();
  }
}
