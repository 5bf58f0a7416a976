package org.scr4j.job;

import java.io.PrintStream;
import java.time.Clock;
import java.time.format.DateTimeFormatter;

/**
 * What a command has to say besides its result: one line a message on standard error, headed by the
 * command's name and the wall time in milliseconds. The application owns standard output.
 */
public final class Messages {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

  private final String command;
  private final PrintStream out;
  private final Clock clock;
  private final boolean verbose;

  /**
   * Messages of {@code command}.
   *
   * @param out where they go, standard error as a rule
   * @param verbose whether {@link #detail} is shown
   */
  public Messages(String command, PrintStream out, Clock clock, boolean verbose) {
    this.command = command;
    this.out = out;
    this.clock = clock;
    this.verbose = verbose;
  }

  /** Tells the user something that matters in every run. */
  public void say(String text) {
    String time = TIME.format(clock.instant().atZone(clock.getZone()));
    // One call for the whole line, so that lines of several threads are not mixed.
    out.print(command + ": " + time + " " + text + "\n");
    out.flush();
  }

  /** Tells the user something that matters where it was asked for by {@code --verbose}. */
  public void detail(String text) {
    if (verbose) {
      say(text);
    }
  }

  /** Whether details are shown. */
  public boolean verbose() {
    return verbose;
  }
}
