package org.scr4j.cli;

/** The command was called in a way that it does not know; the message is one line. */
final class UsageException extends Exception {

  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
