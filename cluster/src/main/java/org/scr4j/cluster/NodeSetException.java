package org.scr4j.cluster;

/** A node set that cannot be understood, or that is too large; one line, naming the position. */
public final class NodeSetException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /** A fault in one line. */
  public NodeSetException(String message) {
    super(message);
  }
}
