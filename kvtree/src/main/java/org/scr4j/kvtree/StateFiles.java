package org.scr4j.kvtree;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Reads and writes the files that hold a tree, under the locks that LLNL's library takes.
 *
 * <p>A file is replaced whole: written beside, synced, renamed. Only a file that other programs
 * keep open, {@code halt.scr}, is {@linkplain #update changed in place} under its lock.
 *
 * <p>A file system that refuses locks is reported once and then worked on without them. Safe for
 * use by several threads.
 */
public final class StateFiles {

  private final LockKind kind;
  private final Consumer<String> warnings;
  private final KvTreeLimits limits;
  private final AtomicBoolean warned = new AtomicBoolean();

  /**
   * Files locked by {@code kind}.
   *
   * @param warnings gets one line, once, where locks are refused
   */
  public StateFiles(LockKind kind, Consumer<String> warnings) {
    this(kind, warnings, KvTreeLimits.DEFAULT);
  }

  /** As the other constructor, with bounds of the caller's on what is read. */
  public StateFiles(LockKind kind, Consumer<String> warnings, KvTreeLimits limits) {
    this.kind = kind;
    this.warnings = warnings;
    this.limits = limits;
  }

  /**
   * The tree in {@code file}, read without a lock: for files that are only ever replaced whole.
   *
   * @return nothing where there is no such file; an empty tree where the file is empty
   * @throws CorruptTreeException naming the file, if it holds anything else
   */
  public Optional<KvTree> read(Path file) throws IOException {
    return read(file, 0);
  }

  /**
   * As {@link #read(Path)}, of the tree that begins {@code offset} bytes into the file.
   *
   * @throws CorruptTreeException naming the file, if no tree begins there
   */
  public Optional<KvTree> read(Path file, long offset) throws IOException {
    return read(() -> LockedFile.unlocked(file, kind), file, offset);
  }

  /**
   * As {@link #read}, under a shared lock: for files that a running application changes in place.
   */
  public Optional<KvTree> readLocked(Path file) throws IOException {
    return read(() -> LockedFile.shared(file, kind, this::warn), file, 0);
  }

  /**
   * As {@link #readLocked}, but where its checksum says that the file was read whole, no lock is
   * waited for: loading what calls flock(2) takes longer than a short command does. An empty file
   * is read under the lock, since writers cut it before they write.
   */
  public Optional<KvTree> readChecked(Path file) throws IOException {
    if (kind == LockKind.FLOCK) {
      try (LockedFile opened = LockedFile.unlocked(file, kind)) {
        FileChannel channel = opened.channel();
        if (KvTreeCodec.isChecked(readBytes(channel, 0, KvTreeCodec.HEADER_BYTES))) {
          return Optional.of(readFrom(channel, file, 0));
        }
      } catch (NoSuchFileException none) {
        return Optional.empty();
      } catch (CorruptTreeException half) {
        // Being written, or damaged: which of them shows under the lock.
        return readLocked(file);
      }
    }
    return readLocked(file);
  }

  private interface Opening {
    LockedFile open() throws IOException;
  }

  private Optional<KvTree> read(Opening opening, Path file, long offset) throws IOException {
    try (LockedFile opened = opening.open()) {
      return Optional.of(readFrom(opened.channel(), file, offset));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Puts {@code tree} into {@code file}: beside it, synced, renamed over it. */
  public void write(Path file, KvTree tree) throws IOException {
    byte[] bytes = KvTreeCodec.toFile(tree);
    Path beside =
        file.resolveSibling(
            "."
                + file.getFileName()
                + "."
                + Long.toHexString(ThreadLocalRandom.current().nextLong()));
    try {
      try (FileChannel channel =
          FileChannel.open(beside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        put(channel, file, bytes);
      }
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(beside);
    }
    syncDirectory(file.toAbsolutePath().getParent());
  }

  /**
   * Changes {@code file} in place under its exclusive lock, making it where it is absent. Nothing
   * is written where {@code change} leaves the tree as it was. The lock is exclusive where LLNL's
   * own writer takes a shared one, so that it keeps out that writer too.
   *
   * @param change alters the tree that it is given; what it returns is returned. It must not touch
   *     the same file again.
   * @throws CorruptTreeException naming the file, if it holds no tree; the file stays as it is
   */
  public <R> R update(Path file, Function<KvTree, R> change) throws IOException {
    try (LockedFile locked = LockedFile.exclusive(file, kind, this::warn)) {
      FileChannel channel = locked.channel();
      KvTree tree = readFrom(channel, file, 0);
      KvTree before = tree.copy();
      R result = change.apply(tree);
      if (!tree.equals(before)) {
        byte[] bytes = KvTreeCodec.toFile(tree);
        put(channel, file, bytes);
      }
      return result;
    }
  }

  /**
   * Renames a damaged file so that it is kept and out of the way.
   *
   * @return where it is now: the same name and {@code .damaged} and a number
   */
  public Path moveAside(Path file) throws IOException {
    for (int n = 1; ; n++) {
      Path aside = file.resolveSibling(file.getFileName() + ".damaged." + n);
      if (!Files.exists(aside)) {
        return Files.move(file, aside);
      }
    }
  }

  /** Makes the entries of {@code directory} last over a crash. */
  public static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private KvTree readFrom(FileChannel channel, Path file, long offset) throws IOException {
    long size = channel.size() - offset;
    if (size == 0 && offset == 0) {
      return new KvTree();
    }
    try {
      byte[] header =
          readBytes(channel, offset, (int) Math.min(Math.max(size, 0), KvTreeCodec.HEADER_BYTES));
      long framed = KvTreeCodec.sizeInHeader(header, limits);
      byte[] bytes = readBytes(channel, offset, (int) Math.min(size, framed));
      return KvTreeCodec.fromFile(bytes, limits).tree();
    } catch (CorruptTreeException e) {
      throw e.in(file);
    }
  }

  /** The bytes from {@code offset} on, fewer where the file has become shorter since. */
  private static byte[] readBytes(FileChannel channel, long offset, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining() && channel.read(buffer, offset + buffer.position()) >= 0) {}
    return buffer.hasRemaining()
        ? Arrays.copyOf(buffer.array(), buffer.position())
        : buffer.array();
  }

  /**
   * Makes {@code bytes} all that the file holds; a fault names the file, as the system does not.
   */
  private static void put(FileChannel channel, Path file, byte[] bytes) throws IOException {
    try {
      channel.position(0);
      writeFully(channel, bytes);
      channel.truncate(bytes.length);
      channel.force(true);
    } catch (IOException e) {
      throw named(file, e);
    }
  }

  /** {@code fault} of writing {@code file}, with the file's name if the system gave none. */
  public static IOException named(Path file, IOException fault) {
    if (fault instanceof FileSystemException) {
      return fault;
    }
    IOException named =
        new FileSystemException(file.toString(), null, String.valueOf(fault.getMessage()));
    named.initCause(fault);
    return named;
  }

  private static void writeFully(FileChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  private void warn(LockRefusedException refusal) {
    if (warned.compareAndSet(false, true)) {
      warnings.accept(
          refusal.getMessage()
              + "; working without locks (set SCR_FILE_LOCK to fcntl or none, or use a file system"
              + " that has them)");
    }
  }
}
