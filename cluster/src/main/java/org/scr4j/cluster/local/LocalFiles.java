package org.scr4j.cluster.local;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.scr4j.cluster.ClusterException;

/** Files of a virtual cluster: private, replaced whole, changed by one process at a time. */
final class LocalFiles {

  /** Locks of a file belong to the process, so its threads are kept apart by this one. */
  private static final ReentrantLock PROCESS_WIDE = new ReentrantLock();

  private static final int OTHERS = 077;

  private LocalFiles() {}

  /** What is done while a directory is locked. */
  interface Change<R> {
    /** Makes the change. */
    R make() throws IOException, InterruptedException;
  }

  /**
   * Makes a directory that only its owner can look into.
   *
   * @throws ClusterException if there is one of somebody else, or one that others can look into
   */
  static void createPrivate(Path directory) throws ClusterException {
    try {
      Path parent = directory.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      requirePrivate(directory);
    } catch (IOException e) {
      throw new ClusterException(
          "cannot make " + directory + " for the virtual cluster; set SCR_LOCAL_DIR elsewhere", e);
    }
  }

  /** Refuses a directory that is not private to this user, or not a directory. */
  static void requirePrivate(Path directory) throws ClusterException {
    Map<String, Object> attributes;
    try {
      attributes =
          Files.readAttributes(directory, "unix:isDirectory,uid,mode", LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw new ClusterException(
          "cannot look at " + directory + " of the virtual cluster; set SCR_LOCAL_DIR elsewhere",
          e);
    }
    if (!Boolean.TRUE.equals(attributes.get("isDirectory"))) {
      throw new ClusterException(
          directory + " is not a directory; remove it, or set SCR_LOCAL_DIR elsewhere");
    }
    long uid = ((Integer) attributes.get("uid")) & 0xffffffffL;
    if (uid != new UnixSystem().getUid()) {
      throw new ClusterException(
          directory + " belongs to another user (id " + uid + "); set SCR_LOCAL_DIR elsewhere");
    }
    if (((Integer) attributes.get("mode") & OTHERS) != 0) {
      throw new ClusterException(
          directory + " is open to other users; chmod 700 it, or set SCR_LOCAL_DIR elsewhere");
    }
  }

  /** Puts {@code text} into {@code file}, beside it and renamed. */
  static void write(Path file, String text) throws IOException {
    Path beside =
        file.resolveSibling(
            "."
                + file.getFileName()
                + "."
                + Long.toHexString(ThreadLocalRandom.current().nextLong()));
    Files.writeString(beside, text, StandardOpenOption.CREATE_NEW);
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Removes {@code top} and what is below, following no links; nothing need be there. */
  static void delete(Path top) throws IOException {
    if (!Files.exists(top, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        top,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException fault) throws IOException {
            if (fault instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw fault;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException fault)
              throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /**
   * Does something to {@code directory} while no other process does.
   *
   * @throws ClusterException if {@code directory} is not there (any more)
   */
  static <R> R locked(Path directory, Change<R> change) throws IOException, InterruptedException {
    PROCESS_WIDE.lockInterruptibly();
    try {
      while (true) {
        try (FileChannel channel =
            FileChannel.open(
                directory.resolve("lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS)) {
          channel.lock();
          if (channel.size() == 0) {
            return change.make();
          }
          // Whoever had the lock has removed the directory with it; there may be a new one.
        } catch (NoSuchFileException e) {
          throw new ClusterException(
              "the virtual cluster in " + directory + " is gone; start one: scr_local up -N 5", e);
        }
      }
    } finally {
      PROCESS_WIDE.unlock();
    }
  }

  /** Removes a locked directory; whoever waits for its lock is told that it is gone. */
  static void deleteLocked(Path directory) throws IOException {
    Path lock = directory.resolve("lock");
    try (Stream<Path> entries = Files.list(directory)) {
      for (Path entry : entries.filter(e -> !e.equals(lock)).toList()) {
        delete(entry);
      }
    }
    // Closing this channel gives the lock back, so nothing may follow it.
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap("gone\n".getBytes(StandardCharsets.UTF_8)));
      Files.delete(lock);
      Files.delete(directory);
    } catch (DirectoryNotEmptyException e) {
      // Somebody starts a new cluster here at this instant, and has made its lock.
      return;
    }
  }
}
