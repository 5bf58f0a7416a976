package org.scr4j.kvtree;

import java.io.IOException;
import java.nio.file.Path;

/** The file system, or this machine, has no lock of the wanted kind. */
final class LockRefusedException extends IOException {

  private static final long serialVersionUID = 1L;

  LockRefusedException(Path file, String why, Throwable cause) {
    super(file + ": " + why, cause);
  }
}
