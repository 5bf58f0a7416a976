package org.scr4j.kvtree;

import java.io.IOException;

/** Bytes that are not a tree; the message says where and why, and names the file once known. */
public final class CorruptTreeException extends IOException {

  private static final long serialVersionUID = 1L;

  private final long offset;
  private final String cause;

  /**
   * A fault in bytes whose origin is not known here.
   *
   * @param offset bytes from the start of the input
   */
  public CorruptTreeException(long offset, String cause) {
    super("damaged at byte " + offset + ": " + cause);
    this.offset = offset;
    this.cause = cause;
  }

  private CorruptTreeException(String origin, CorruptTreeException fault) {
    super(origin + ": damaged at byte " + fault.offset + ": " + fault.cause, fault);
    this.offset = fault.offset;
    this.cause = fault.cause;
  }

  /** This fault with the file that holds it. */
  public CorruptTreeException in(Object origin) {
    return new CorruptTreeException(origin.toString(), this);
  }

  /** Bytes from the start of the input to the fault. */
  public long offset() {
    return offset;
  }
}
