package org.scr4j.job.terminal;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What one of the standard streams of this process leads to. No library call tells a terminal from
 * a file without loading native code, but the name of what the stream leads to does.
 *
 * @param present whether it is a terminal
 * @param colour whether text may be coloured: a terminal that is not {@code dumb}, and no NO_COLOR
 */
public record Terminal(boolean present, boolean colour) {

  /** Standard output. */
  public static final int OUT = 1;

  /** Standard error. */
  public static final int ERR = 2;

  /** No terminal. */
  public static final Terminal NONE = new Terminal(false, false);

  private static final int USUAL_COLUMNS = 80;
  private static final int USUAL_ROWS = 24;
  private static final int MOST = 1000;
  private static final int STTY_SECONDS = 2;

  /**
   * Its size in letters.
   *
   * @param columns at least 20
   * @param rows at least 5
   */
  public record Size(int columns, int rows) {}

  /**
   * What stream {@code number} leads to.
   *
   * @param environment that of this process: TERM, NO_COLOR
   */
  public static Terminal of(int number, Map<String, String> environment) {
    Path link = Path.of("/proc/self/fd/" + number);
    if (!Files.isSymbolicLink(link)) {
      return NONE;
    }
    String target;
    try {
      target = Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      // What cannot be looked at is treated as a file: that is right for every stream.
      return NONE;
    }
    boolean present =
        target.startsWith("/dev/pts/")
            || target.startsWith("/dev/tty")
            || target.equals("/dev/console");
    String type = environment.getOrDefault("TERM", "");
    boolean able = present && !type.isEmpty() && !type.equals("dumb");
    return new Terminal(able, able && environment.getOrDefault("NO_COLOR", "").isEmpty());
  }

  /**
   * Its size now; 80 by 24 where it does not tell.
   *
   * @param environment COLUMNS and LINES are what a terminal without a size has
   */
  public Size size(Map<String, String> environment) {
    String[] told = present ? stty().strip().split(" ") : new String[0];
    int rows = told.length == 2 ? number(told[0]) : 0;
    int columns = told.length == 2 ? number(told[1]) : 0;
    return new Size(
        bounded(columns, number(environment.getOrDefault("COLUMNS", "")), USUAL_COLUMNS, 20),
        bounded(rows, number(environment.getOrDefault("LINES", "")), USUAL_ROWS, 5));
  }

  private static int bounded(int first, int second, int usual, int least) {
    int chosen = first > 0 ? first : second > 0 ? second : usual;
    return Math.min(MOST, Math.max(least, chosen));
  }

  private static int number(String text) {
    return text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
  }

  /** {@code rows columns} of the controlling terminal, or nothing. */
  private static String stty() {
    try {
      Process process =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(STTY_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return "";
      }
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException | UncheckedIOException e) {
      // No stty, or no controlling terminal: then the usual size must do.
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
