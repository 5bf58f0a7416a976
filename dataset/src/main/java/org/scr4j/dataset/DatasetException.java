package org.scr4j.dataset;

import java.io.IOException;

/** An operation on datasets that cannot be done; the message is one line that says why. */
public class DatasetException extends IOException {

  private static final long serialVersionUID = 1L;

  /** A fault with a message for the user. */
  public DatasetException(String message) {
    super(message);
  }

  /** A fault with a message for the user and what caused it. */
  public DatasetException(String message, Throwable cause) {
    super(message, cause);
  }
}
