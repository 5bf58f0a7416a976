package org.scr4j.kvtree;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Arrays;

/** {@code flock(2)} on a descriptor of its own, which lives as long as the lock. */
final class Flock implements AutoCloseable {

  private static final int O_RDONLY = 0;
  private static final int O_RDWR = 2;
  private static final int O_CLOEXEC =
      System.getProperty("os.name").contains("Mac") ? 0x1000000 : 0x80000;
  private static final int LOCK_SH = 1;
  private static final int LOCK_EX = 2;
  private static final int EINTR = 4;

  /** The encoding of file names, which is not that of texts where the two are set apart. */
  private static final Charset FILE_NAMES =
      Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

  /** The C library, bound when the first lock is taken: commands that take none do not load JNA. */
  private static final class C {
    static {
      Native.register(C.class, NativeLibrary.getProcess());
    }

    private C() {}

    static native int open(byte[] path, int flags) throws LastErrorException;

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
   * Waits for the lock on {@code file}, which exists. For an exclusive one the file is opened for
   * writing, since NFS makes a record lock of it, which asks for that.
   *
   * @throws LockRefusedException if the file system or this machine has no such lock
   */
  static Flock acquire(Path file, boolean exclusive) throws LockRefusedException {
    byte[] name = file.toString().getBytes(FILE_NAMES);
    int descriptor;
    try {
      descriptor =
          C.open(Arrays.copyOf(name, name.length + 1), (exclusive ? O_RDWR : O_RDONLY) | O_CLOEXEC);
    } catch (LastErrorException e) {
      throw new LockRefusedException(file, "open: " + e.getMessage(), e);
    } catch (LinkageError e) {
      throw new LockRefusedException(file, "flock cannot be called: " + e.getMessage(), e);
    }
    try {
      lock(descriptor, exclusive ? LOCK_EX : LOCK_SH);
      return new Flock(file, descriptor);
    } catch (LastErrorException e) {
      C.close(descriptor);
      throw new LockRefusedException(file, "flock: " + e.getMessage(), e);
    }
  }

  private static void lock(int descriptor, int operation) {
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
