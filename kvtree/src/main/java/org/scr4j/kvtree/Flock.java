package org.scr4j.kvtree;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.file.Path;

/** {@code flock(2)} on a descriptor of its own, which lives as long as the lock. */
final class Flock implements AutoCloseable {

  private static final int O_RDONLY = 0;
  private static final int O_CLOEXEC =
      System.getProperty("os.name").contains("Mac") ? 0x1000000 : 0x80000;
  private static final int LOCK_SH = 1;
  private static final int LOCK_EX = 2;
  private static final int EINTR = 4;

  /** The C library, bound when the first lock is taken: commands that take none do not load JNA. */
  private static final class C {
    static {
      Native.register(C.class, "c");
    }

    private C() {}

    static native int open(String path, int flags) throws LastErrorException;

    static native int flock(int descriptor, int operation) throws LastErrorException;

    static native int close(int descriptor) throws LastErrorException;
  }

  private final Path file;
  private final int descriptor;

  private Flock(Path file, int descriptor) {
    this.file = file;
    this.descriptor = descriptor;
  }

  /**
   * Waits for the lock on {@code file}, which exists.
   *
   * @throws LockRefusedException if the file system or this machine has no such lock
   */
  static Flock acquire(Path file, boolean exclusive) throws LockRefusedException {
    int descriptor;
    try {
      descriptor = C.open(file.toString(), O_RDONLY | O_CLOEXEC);
    } catch (LastErrorException e) {
      throw new LockRefusedException(file, "open: " + e.getMessage(), e);
    } catch (LinkageError e) {
      throw new LockRefusedException(file, "the C library cannot be called: " + e.getMessage(), e);
    }
    Flock lock = new Flock(file, descriptor);
    try {
      lock.lock(exclusive ? LOCK_EX : LOCK_SH);
      return lock;
    } catch (LastErrorException e) {
      C.close(descriptor);
      throw new LockRefusedException(file, "flock: " + e.getMessage(), e);
    }
  }

  private void lock(int operation) {
    while (true) {
      try {
        C.flock(descriptor, operation);
        return;
      } catch (LastErrorException e) {
        if (e.getErrorCode() != EINTR) {
          throw e;
        }
      }
    }
  }

  /** Closing the descriptor gives the lock back. */
  @Override
  public void close() throws IOException {
    try {
      C.close(descriptor);
    } catch (LastErrorException e) {
      throw new IOException(file + ": cannot give back the lock: " + e.getMessage(), e);
    }
  }
}
