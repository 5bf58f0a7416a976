package org.scr4j.kvtree;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** A file that is open and locked, and is still the one that its name stands for. */
final class LockedFile implements Closeable {

  /**
   * Keeps the threads of this process apart where the lock does not: a record lock belongs to the
   * process, and is lost as soon as any of its threads closes any descriptor of the file.
   */
  private static final ReentrantLock PROCESS_WIDE = new ReentrantLock();

  private interface Release {
    void run() throws IOException;
  }

  private final FileChannel channel;
  private final Release release;

  private LockedFile(FileChannel channel, Release release) {
    this.channel = channel;
    this.release = release;
  }

  FileChannel channel() {
    return channel;
  }

  /**
   * Opens {@code file} for reading, without a lock. Waits for this process's record locks all the
   * same, since closing the file would drop them.
   */
  static LockedFile unlocked(Path file, LockKind kind) throws IOException {
    if (kind != LockKind.FCNTL) {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      return new LockedFile(channel, channel::close);
    }
    return processWide(file, false, channel -> {});
  }

  /** Opens {@code file} for reading under a shared lock. */
  static LockedFile shared(Path file, LockKind kind, Consumer<LockRefusedException> refusals)
      throws IOException {
    return open(file, kind, false, refusals);
  }

  /** Opens {@code file} for reading and writing under an exclusive lock; makes it if absent. */
  static LockedFile exclusive(Path file, LockKind kind, Consumer<LockRefusedException> refusals)
      throws IOException {
    while (true) {
      try {
        return open(file, kind, true, refusals);
      } catch (NoSuchFileException e) {
        create(file);
      }
    }
  }

  /**
   * While one waits for a lock the file may be removed or replaced, and the lock be one on a file
   * that nobody else will ever see: then it starts over.
   */
  private static LockedFile open(
      Path file, LockKind kind, boolean exclusive, Consumer<LockRefusedException> refusals)
      throws IOException {
    while (true) {
      Object identity = identity(file);
      LockedFile opened = openOnce(file, kind, exclusive, refusals);
      boolean same = false;
      try {
        same = Objects.equals(identity, identity(file));
      } finally {
        if (!same) {
          opened.close();
        }
      }
      if (same) {
        return opened;
      }
    }
  }

  private static Object identity(Path file) throws IOException {
    Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    return key == null ? file : key;
  }

  private static LockedFile openOnce(
      Path file, LockKind kind, boolean exclusive, Consumer<LockRefusedException> refusals)
      throws IOException {
    if (kind == LockKind.FLOCK) {
      FileChannel channel = channel(file, exclusive);
      try {
        Flock lock = Flock.acquire(file, exclusive);
        return new LockedFile(
            channel,
            () -> {
              try (lock) {
                channel.close();
              }
            });
      } catch (LockRefusedException e) {
        channel.close();
        refusals.accept(e);
      }
    }
    return processWide(
        file,
        exclusive,
        channel -> {
          if (kind == LockKind.FCNTL) {
            recordLock(file, channel, exclusive, refusals);
          }
        });
  }

  private interface Opening {
    void on(FileChannel channel) throws IOException;
  }

  private static LockedFile processWide(Path file, boolean exclusive, Opening opening)
      throws IOException {
    PROCESS_WIDE.lock();
    FileChannel channel = null;
    boolean opened = false;
    try {
      channel = channel(file, exclusive);
      opening.on(channel);
      opened = true;
      return new LockedFile(channel, closing(channel));
    } finally {
      if (!opened) {
        try (FileChannel unused = channel) {
          PROCESS_WIDE.unlock();
        }
      }
    }
  }

  private static Release closing(FileChannel channel) {
    return () -> {
      try {
        channel.close();
      } finally {
        PROCESS_WIDE.unlock();
      }
    };
  }

  private static void recordLock(
      Path file, FileChannel channel, boolean exclusive, Consumer<LockRefusedException> refusals)
      throws IOException {
    try {
      channel.lock(0, Long.MAX_VALUE, !exclusive);
    } catch (IOException e) {
      refusals.accept(new LockRefusedException(file, "fcntl: " + e.getMessage(), e));
    }
  }

  private static FileChannel channel(Path file, boolean writing) throws IOException {
    return FileChannel.open(
        file,
        writing
            ? Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE)
            : Set.of(StandardOpenOption.READ));
  }

  private static void create(Path file) throws IOException {
    PROCESS_WIDE.lock();
    try {
      Files.createFile(file);
    } catch (FileAlreadyExistsException e) {
      // Somebody else was first, which is as good; a link to nowhere is not.
      if (Files.isSymbolicLink(file) && Files.notExists(file)) {
        throw e;
      }
    } finally {
      PROCESS_WIDE.unlock();
    }
  }

  /** Closes the file, which gives the lock back. */
  @Override
  public void close() throws IOException {
    release.run();
  }
}
