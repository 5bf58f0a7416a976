package org.scr4j.library;

/** A checkpoint call failed on this rank; the message says in one line what, where, what to do. */
public final class ScrException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** A failure, in one line. */
  public ScrException(String message) {
    super(message);
  }

  /** A failure, in one line, and what led to it. */
  public ScrException(String message, Throwable cause) {
    super(message, cause);
  }
}
