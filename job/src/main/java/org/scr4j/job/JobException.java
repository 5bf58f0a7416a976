package org.scr4j.job;

/** A job cannot go on; the message is one line that says what failed and what to do. */
public class JobException extends Exception {

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  /**
   * A fault with its remedy in one line.
   *
   * @param exitCode one of {@link ExitCode}
   */
  public JobException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /**
   * A fault with its remedy in one line, and what led to it.
   *
   * @param exitCode one of {@link ExitCode}
   */
  public JobException(int exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** The status with which the command ends. */
  public int exitCode() {
    return exitCode;
  }
}
