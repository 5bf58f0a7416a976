package org.scr4j.job.terminal;

import java.io.PrintStream;
import java.util.List;

/**
 * A page of lines that is drawn over itself. Each drawing is one write that replaces line by line,
 * and clears nothing before: so it does not flicker. The page is below what was on the terminal, on
 * its alternate screen, which {@link #close} leaves.
 */
public final class Screen implements AutoCloseable {

  private static final String ENTER = "\u001b[?1049h\u001b[?25l";
  private static final String LEAVE = "\u001b[?25h\u001b[?1049l";
  private static final String HOME = "\u001b[H";
  private static final String REST_OF_LINE = "\u001b[K";
  private static final String REST_OF_SCREEN = "\u001b[J";

  private final PrintStream out;
  private boolean open;

  /** A page on the terminal that {@code out} leads to. */
  public Screen(PrintStream out) {
    this.out = out;
  }

  /** Shows {@code lines}, of which those beyond {@code rows} are left out. */
  public synchronized void draw(List<String> lines, int rows) {
    StringBuilder page = new StringBuilder(open ? "" : ENTER).append(HOME);
    open = true;
    int shown = Math.min(lines.size(), rows);
    for (int i = 0; i < shown; i++) {
      page.append(lines.get(i)).append(REST_OF_LINE).append(i < shown - 1 ? "\n" : "");
    }
    page.append(shown < rows ? "\n" + REST_OF_SCREEN : "");
    out.print(page);
    out.flush();
  }

  /** Gives the terminal back as it was. */
  @Override
  public synchronized void close() {
    if (open) {
      open = false;
      out.print(LEAVE);
      out.flush();
    }
  }
}
