package org.scr4j.cluster;

import java.io.IOException;

/** A platform cannot do what was asked; the message is one line and says what to do. */
public class ClusterException extends IOException {

  private static final long serialVersionUID = 1L;

  /** A fault with its remedy in one line. */
  public ClusterException(String message) {
    super(message);
  }

  /** A fault with its remedy in one line, and what led to it. */
  public ClusterException(String message, Throwable cause) {
    super(message, cause);
  }
}
