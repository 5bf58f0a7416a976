package org.scr4j.job.terminal;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Shows how far long work is: on a terminal a bar with rate and time left, redrawn in place and
 * removed at the end; elsewhere a plain line now and then. Work that is done soon shows nothing.
 *
 * <p>The work counts, and this looks at its counter from a thread of its own.
 */
public final class Progress {

  private static final String CLEAR = "\r\u001b[K";
  private static final int BAR = 24;
  private static final int SHORT_BAR = 10;

  /** Letters of the line that are neither name nor bar nor numbers. */
  private static final int FRAME = 5;

  /** Room for percentage, amounts, rate and time left. */
  private static final int USUAL_NUMBERS = 42;

  private static final int LEAST_FOR_BAR = 60;
  private static final double NANOS = 1e9;

  /** Over how much time a rate is taken. */
  private static final Duration WINDOW = Duration.ofSeconds(15);

  /** What the work has got through. */
  public interface Counter {
    /** How far it is now; called every so often by another thread. */
    Count count();
  }

  /** What work is counted in. */
  public enum Unit {
    /** Bytes. */
    BYTES,
    /** Ranks of the program. */
    RANKS
  }

  /**
   * How far work is.
   *
   * @param what is being done, a few words
   * @param done how much is
   * @param total of how much, where known
   */
  public record Count(String what, long done, OptionalLong total, Unit unit) {}

  /**
   * When something is shown.
   *
   * @param first not before the work has gone on for so long, on a terminal
   * @param redraw between two looks on a terminal
   * @param line between two lines elsewhere; nothing is shown before the first
   */
  public record Timing(Duration first, Duration redraw, Duration line) {

    /** A bar after 1 s, redrawn 4 times a second; a line every 30 s. */
    public static final Timing USUAL =
        new Timing(Duration.ofSeconds(1), Duration.ofMillis(250), Duration.ofSeconds(30));
  }

  /**
   * Where it is shown.
   *
   * @param out standard error as a rule
   * @param bar whether that is a terminal
   * @param columns tells its width; asked once, when there is something to show
   * @param head what plain lines begin with, such as {@code scr_copy: node3: }
   */
  public record Display(
      PrintStream out, boolean bar, IntSupplier columns, String head, Timing timing) {}

  private record Sample(long nanos, long done) {}

  private final Display display;
  private final Counter counter;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Deque<Sample> samples = new ArrayDeque<>();
  private final Thread thread;
  private String last = "";
  private int columns;
  private boolean shown;

  private Progress(Display display, Counter counter) {
    this.display = display;
    this.counter = counter;
    this.thread = new Thread(this::show, "progress");
    thread.setDaemon(true);
  }

  /** Shows {@code counter} until closed. */
  public static Progress start(Display display, Counter counter) {
    Progress progress = new Progress(display, counter);
    progress.thread.start();
    return progress;
  }

  /** Runs {@code message}, which writes where this writes, so that the two are not mixed. */
  public synchronized void aside(Runnable message) {
    clear();
    message.run();
  }

  private void show() {
    Timing timing = display.timing();
    try {
      Duration wait = display.bar() ? timing.first() : timing.line();
      while (!ended.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        draw(counter.count(), System.nanoTime());
        wait = display.bar() ? timing.redraw() : timing.line();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void draw(Count count, long nanos) {
    if (ended.getCount() == 0) {
      return;
    }
    if (!count.what().equals(last)) {
      last = count.what();
      samples.clear();
    }
    columns = columns == 0 ? display.columns().getAsInt() : columns;
    samples.addLast(new Sample(nanos, count.done()));
    while (samples.size() > 2 && nanos - samples.peekFirst().nanos() > WINDOW.toNanos()) {
      samples.removeFirst();
    }
    if (display.bar()) {
      display.out().print(CLEAR + Words.cut(bar(count, rate()), columns - 1));
      shown = true;
    } else {
      display.out().print(display.head() + "progress: " + line(count, rate()) + "\n");
    }
    display.out().flush();
  }

  /** A second; zero while it cannot be told. */
  private double rate() {
    Sample first = samples.peekFirst();
    Sample now = samples.peekLast();
    double seconds = (now.nanos() - first.nanos()) / NANOS;
    return seconds <= 0 ? 0 : Math.max(0, now.done() - first.done()) / seconds;
  }

  private String bar(Count count, double rate) {
    if (count.total().isEmpty() || columns < LEAST_FOR_BAR) {
      return line(count, rate);
    }
    long total = count.total().getAsLong();
    // It gives way to a long name, but does not change while the numbers behind it do.
    int spare = columns - count.what().length() - FRAME - USUAL_NUMBERS;
    int width = Math.max(SHORT_BAR, Math.min(BAR, spare));
    int filled = width * Words.percent(count.done(), total) / 100;
    String bar = "[" + "#".repeat(filled) + ".".repeat(width - filled) + "] ";
    int room = columns - 1 - bar.length() - 1;
    String rest = rest(count, rate);
    String name = Words.cut(count.what(), Math.max(8, room - rest.length()));
    return name + " " + bar + rest;
  }

  private static String line(Count count, double rate) {
    return count.what() + ": " + rest(count, rate);
  }

  private static String rest(Count count, double rate) {
    StringBuilder text = new StringBuilder();
    if (count.total().isPresent()) {
      long total = count.total().getAsLong();
      text.append(String.format(Locale.ROOT, "%3d %%", Words.percent(count.done(), total)).strip());
      text.append(", ").append(amount(Math.min(count.done(), total), count.unit(), false));
      text.append(" of ").append(amount(total, count.unit(), true));
    } else {
      text.append(amount(count.done(), count.unit(), true));
    }
    if (rate > 0) {
      if (count.unit() == Unit.BYTES) {
        text.append(", ").append(Words.bytes(rate)).append("/s");
      }
      if (count.total().isPresent() && count.done() < count.total().getAsLong()) {
        double rest = (double) count.total().getAsLong() - count.done();
        double left = rest / rate;
        text.append(", ").append(Words.duration(Duration.ofSeconds(Math.round(left))));
        text.append(" left");
      }
    }
    return text.toString();
  }

  private static String amount(long number, Unit unit, boolean named) {
    return unit == Unit.BYTES ? Words.bytes(number) : number + (named ? " ranks" : "");
  }

  private void clear() {
    if (shown) {
      shown = false;
      display.out().print(CLEAR);
      display.out().flush();
    }
  }

  /** The work has ended; a bar is removed, and nothing is shown any more. */
  public void close() {
    ended.countDown();
    synchronized (this) {
      clear();
    }
  }
}
