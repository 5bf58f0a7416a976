package org.scr4j.library.comm;

/** A message could not be exchanged; the message names the peer's rank and node. */
public final class CommunicationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** A fault, in one line. */
  public CommunicationException(String message) {
    super(message);
  }

  /** A fault, in one line, and what led to it. */
  public CommunicationException(String message, Throwable cause) {
    super(message, cause);
  }
}
