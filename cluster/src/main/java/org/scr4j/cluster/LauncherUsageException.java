package org.scr4j.cluster;

/** The launcher's arguments, as the user wrote them, cannot be understood. */
public final class LauncherUsageException extends ClusterException {

  private static final long serialVersionUID = 1L;

  /** A fault with its remedy in one line. */
  public LauncherUsageException(String message) {
    super(message);
  }

  /** A fault with its remedy in one line, and what led to it. */
  public LauncherUsageException(String message, Throwable cause) {
    super(message, cause);
  }
}
