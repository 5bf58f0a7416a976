package org.scr4j.dataset;

/**
 * Why a job must not go on.
 *
 * @param kind which condition holds
 * @param name what LLNL's library writes as exit reason for it
 * @param text one line for the user
 */
public record HaltReason(Kind kind, String name, String text) {

  /** The conditions of a halt file. */
  public enum Kind {
    /** An exit reason is set; an application that ended well sets {@code SCR_FINALIZE_CALLED}. */
    REASON,
    /** No checkpoints are left to take. */
    NO_CHECKPOINTS_LEFT,
    /** The time to exit before, less the halt seconds, has come. */
    EXIT_BEFORE,
    /** The time to exit after has come. */
    EXIT_AFTER,
    /** The allocation ends within the halt seconds. */
    TIME_LIMIT
  }

  /** Whether the reason is that an earlier run ended well. */
  public boolean finalized() {
    return kind == Kind.REASON && name.equals(HaltConditions.FINALIZED);
  }
}
