package org.scr4j.job;

/**
 * A signal that asks a command to end.
 *
 * @param name such as {@code SIGTERM}
 * @param number as the system counts
 */
public record Signal(String name, int number) {

  /** What a scheduler sends first. */
  public static final Signal TERM = new Signal("SIGTERM", 15);

  private static final int BASE = 128;

  /** What a shell gives for a process that it ended. */
  public int status() {
    return BASE + number;
  }
}
