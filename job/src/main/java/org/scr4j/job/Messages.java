package org.scr4j.job;

import java.io.PrintStream;
import java.time.Clock;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.scr4j.job.terminal.Progress;
import org.scr4j.job.terminal.Words;

/**
 * What a command has to say besides its result: one line a message on standard error, headed by the
 * command's name and the wall time in milliseconds. The application owns standard output.
 */
public final class Messages {

  /** Progress that is being shown. */
  public interface Shown {
    /** The work has ended. */
    void close();
  }

  /** Made with the first message: most commands have none. */
  private static final class Wall {
    static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
  }

  private final String command;
  private final PrintStream out;
  private final Clock clock;
  private final boolean verbose;
  private final Supplier<Optional<Progress.Display>> display;
  private final AtomicReference<Progress> progress = new AtomicReference<>();

  /**
   * Messages of {@code command}.
   *
   * @param out where they go, standard error as a rule
   * @param verbose whether {@link #detail} is shown
   */
  public Messages(String command, PrintStream out, Clock clock, boolean verbose) {
    this(command, out, clock, verbose, Optional::empty);
  }

  /**
   * As the other, and shows the progress of long work.
   *
   * @param display where; nothing for not at all. Asked when there is something to show
   */
  public Messages(
      String command,
      PrintStream out,
      Clock clock,
      boolean verbose,
      Supplier<Optional<Progress.Display>> display) {
    this.command = command;
    this.out = out;
    this.clock = clock;
    this.verbose = verbose;
    this.display = display;
  }

  /**
   * Shows the progress of work that begins now, until that is closed; of one work at a time.
   *
   * @param counter how far it is
   */
  public Shown showing(Progress.Counter counter) {
    Optional<Progress.Display> place = display.get();
    if (place.isEmpty()) {
      return () -> {};
    }
    Progress begun = Progress.start(place.get(), counter);
    progress.set(begun);
    return () -> {
      progress.compareAndSet(begun, null);
      begun.close();
    };
  }

  /** Tells the user something that matters in every run. */
  public void say(String text) {
    String time = Wall.TIME.format(clock.instant().atZone(clock.getZone()));
    // One call for the whole line, so that lines of several threads are not mixed.
    Runnable line =
        () -> {
          out.print(command + ": " + time + " " + Words.printable(text) + "\n");
          out.flush();
        };
    Optional.ofNullable(progress.get()).ifPresentOrElse(shown -> shown.aside(line), line);
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
