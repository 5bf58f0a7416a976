package org.scr4j.job.status;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scr4j.job.terminal.Screen;
import org.scr4j.job.terminal.Style;
import org.scr4j.job.terminal.Terminal;
import org.scr4j.job.terminal.Words;

/**
 * Shows a job's status again whenever it changes. On a terminal the page is redrawn, also after
 * each period, until the command is interrupted. Elsewhere each change is printed, until the job
 * has ended.
 */
public final class StatusWatch {

  /** Lines of the page that are not datasets, at least. */
  private static final int OTHER_LINES = 16;

  private static final int DATASETS_IN_LOG = 10;

  private final StatusReader reader;
  private final FileChanges changes;
  private final Duration period;
  private final PrintStream out;
  private final Map<String, String> environment;
  private final ZoneId zone;

  /**
   * A watch.
   *
   * @param period the longest time between two looks
   * @param environment that of this process, see {@link Terminal}
   */
  public StatusWatch(
      StatusReader reader,
      FileChanges changes,
      Duration period,
      PrintStream out,
      Map<String, String> environment,
      ZoneId zone) {
    this.reader = reader;
    this.changes = changes;
    this.period = period;
    this.out = out;
    this.environment = Map.copyOf(environment);
    this.zone = zone;
  }

  /** Watches until this process is interrupted; gives the terminal back then. */
  public void onTerminal(Terminal terminal) throws IOException, InterruptedException {
    Screen screen = new Screen(out);
    Thread leave = new Thread(screen::close, "scr_status-leave");
    Runtime.getRuntime().addShutdownHook(leave);
    try {
      while (true) {
        Terminal.Size size = terminal.size(environment);
        screen.draw(page(reader.read(), size, new Style(terminal.colour())), size.rows());
        changes.await(period);
      }
    } finally {
      screen.close();
      Runtime.getRuntime().removeShutdownHook(leave);
    }
  }

  private List<String> page(JobStatus status, Terminal.Size size, Style style) {
    List<String> lines = new ArrayList<>();
    int datasets = Math.max(1, size.rows() - OTHER_LINES);
    lines.addAll(new StatusText(status, size.columns(), style, zone).lines(datasets));
    String foot =
        "every " + Words.duration(period) + " and with each change; Ctrl-C ends this command";
    while (lines.size() < size.rows() - 1) {
      lines.add("");
    }
    lines.add(Words.cut(foot, size.columns()));
    return lines;
  }

  /**
   * Prints the status, and again after each change, until scr_run has ended.
   *
   * @param columns width of the lines
   */
  public void inLog(int columns) throws IOException, InterruptedException {
    Optional<JobStatus> last = Optional.empty();
    while (true) {
      JobStatus now = reader.read();
      if (last.filter(now::sameAs).isEmpty()) {
        if (last.isPresent()) {
          out.println();
        }
        new StatusText(now, columns, new Style(false), zone)
            .lines(DATASETS_IN_LOG)
            .forEach(out::println);
        out.flush();
        last = Optional.of(now);
      }
      if (now.life() == JobStatus.Life.ENDED || now.life() == JobStatus.Life.DEAD) {
        return;
      }
      changes.await(period);
    }
  }
}
