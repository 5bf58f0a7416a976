package org.scr4j.job;

/** Exit statuses of the commands, after {@code sysexits.h} as far as that goes. */
public final class ExitCode {

  /** Done. */
  public static final int DONE = 0;

  /** The answer is no, where a command answers a question. */
  public static final int NO = 1;

  /** Wrong options or arguments. */
  public static final int USAGE = 64;

  /** A program or service that is needed is missing or does not answer. */
  public static final int UNAVAILABLE = 69;

  /** A fault of this software. */
  public static final int SOFTWARE = 70;

  /** Something cannot be created or written. */
  public static final int CANNOT_WRITE = 73;

  /** Input or output failed, or a file cannot be read. */
  public static final int IO = 74;

  /** Stopped by a halt condition: resubmit once that is lifted. */
  public static final int HALTED = 75;

  /** Too few healthy nodes are left. */
  public static final int TOO_FEW_NODES = 76;

  /** The system does not permit it. */
  public static final int NOT_PERMITTED = 77;

  /** A parameter has a value that cannot be used. */
  public static final int CONFIG = 78;

  /** Runs end without progress: do not submit it again as it is. */
  public static final int NO_PROGRESS = 93;

  private ExitCode() {}
}
