package org.scr4j.cli;

import java.util.Optional;
import java.util.function.Consumer;
import org.scr4j.job.terminal.Progress;
import org.scr4j.job.terminal.Terminal;

/** Where a command shows how far its work is: standard error. */
final class Displays {

  private Displays() {}

  /**
   * That of this process.
   *
   * @return nothing where messages go elsewhere than to standard error
   */
  @SuppressWarnings("ReferenceEquality")
  static Optional<Progress.Display> of(Context context) {
    if (context.err() != System.err) {
      return Optional.empty();
    }
    Terminal terminal = Terminal.of(Terminal.ERR, context.environment());
    return Optional.of(
        new Progress.Display(
            context.err(),
            terminal.present(),
            () -> terminal.size(context.environment()).columns(),
            context.command() + ": ",
            Progress.Timing.USUAL));
  }

  /** Work that may take long. */
  interface Work<T, E extends Exception> {
    /** Does it; messages go through {@code aside}. */
    T run(Consumer<Runnable> aside) throws E;
  }

  /** Does {@code work}, and shows {@code counter} meanwhile. */
  static <T, E extends Exception> T during(
      Context context, Progress.Counter counter, Work<T, E> work) throws E {
    Optional<Progress.Display> display = of(context);
    if (display.isEmpty()) {
      return work.run(Runnable::run);
    }
    Progress progress = Progress.start(display.get(), counter);
    try {
      return work.run(progress::aside);
    } finally {
      progress.close();
    }
  }
}
