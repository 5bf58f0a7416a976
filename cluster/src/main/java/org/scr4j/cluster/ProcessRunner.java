package org.scr4j.cluster;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs one program to its end or to its deadline, and keeps what it writes.
 *
 * <p>Both streams are read at the same time; only the first part of each, up to a limit, is kept.
 * Safe for use by several threads.
 */
public final class ProcessRunner {

  /** The C library's number: {@code error=2,} up to Java 24, {@code error: 2 (} since 25. */
  private static final Pattern ERROR_NUMBER = Pattern.compile("\\berror(?:=|: )(\\d+)\\b");

  /** How much of each stream is kept unless the caller says so, in bytes. */
  public static final int DEFAULT_LIMIT = 1 << 20;

  private static final Duration DEFAULT_GRACE = Duration.ofSeconds(1);

  /** What a program left running may hold its streams open; they are not waited for longer. */
  private static final Duration STREAM_GRACE = Duration.ofMillis(250);

  private final int limit;
  private final Duration grace;

  /** What became of a program. */
  public sealed interface Outcome {}

  /**
   * It ended.
   *
   * @param status exit status, or 128 plus the signal that ended it
   * @param out standard output, as UTF-8; what is not is replaced
   * @param err standard error, likewise
   * @param dropped bytes of both that were beyond the limit
   * @param took wall time
   */
  public record Finished(int status, String out, String err, long dropped, Duration took)
      implements Outcome {}

  /**
   * The deadline passed, and its whole process tree was ended.
   *
   * @param out what it had written until then
   * @param err likewise
   */
  public record TimedOut(Duration after, String out, String err) implements Outcome {}

  /**
   * It did not start.
   *
   * @param reason one line, with the program's name
   */
  public record NotStarted(String reason) implements Outcome {}

  /**
   * What to run.
   *
   * @param command program and arguments; a program without a slash is looked for in the PATH of
   *     this process
   * @param environment the program's whole environment
   * @param directory where it runs; that of this process where nothing is given
   * @param input what it reads; where nothing is given, it reads the end at once
   * @param deadline wall time that it may take
   */
  public record Call(
      List<String> command,
      Map<String, String> environment,
      Optional<Path> directory,
      Optional<byte[]> input,
      Duration deadline) {

    /** Copies list and map; the input is not copied. */
    public Call {
      command = List.copyOf(command);
      environment = Map.copyOf(environment);
      if (command.isEmpty()) {
        throw new IllegalArgumentException("no program to run");
      }
    }

    /** A call in this process's directory, with nothing to read. */
    public static Call of(
        List<String> command, Map<String, String> environment, Duration deadline) {
      return new Call(command, environment, Optional.empty(), Optional.empty(), deadline);
    }
  }

  /** With the usual limit, and one second between TERM and KILL. */
  public ProcessRunner() {
    this(DEFAULT_LIMIT, DEFAULT_GRACE);
  }

  /**
   * With limits of the caller's.
   *
   * @param limit bytes of each stream that are kept
   * @param grace time between TERM and KILL once the deadline has passed
   */
  public ProcessRunner(int limit, Duration grace) {
    this.limit = limit;
    this.grace = grace;
  }

  /** Runs {@code call}. An interrupt ends the program as its deadline does. */
  public Outcome run(Call call) throws InterruptedException {
    long start = System.nanoTime();
    Process process;
    try {
      process = builder(call).start();
    } catch (IOException e) {
      return new NotStarted(whyNotStarted(call.command().get(0), call.directory(), e));
    }
    StreamDrain out = new StreamDrain(process.getInputStream(), limit);
    StreamDrain err = new StreamDrain(process.getErrorStream(), limit);
    call.input().ifPresent(bytes -> feed(process.getOutputStream(), bytes));
    try {
      if (!process.waitFor(call.deadline().toNanos(), TimeUnit.NANOSECONDS)) {
        ProcessTree.end(process.toHandle(), grace);
        awaitStreams(out, err);
        return new TimedOut(call.deadline(), out.text(), err.text());
      }
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      awaitStreams(out, err);
      return new Finished(
          process.exitValue(), out.text(), err.text(), out.dropped() + err.dropped(), took);
    } catch (InterruptedException e) {
      endUninterrupted(process);
      throw e;
    }
  }

  private static ProcessBuilder builder(Call call) {
    ProcessBuilder builder = new ProcessBuilder(call.command());
    builder.environment().clear();
    builder.environment().putAll(call.environment());
    call.directory().map(Path::toFile).ifPresent(builder::directory);
    if (call.input().isEmpty()) {
      builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    }
    return builder;
  }

  private static void awaitStreams(StreamDrain out, StreamDrain err) throws InterruptedException {
    long deadline = System.nanoTime() + STREAM_GRACE.toNanos();
    out.await(deadline);
    err.await(deadline);
  }

  private void endUninterrupted(Process process) {
    try {
      ProcessTree.end(process.toHandle(), grace);
    } catch (InterruptedException again) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static void feed(OutputStream stdin, byte[] bytes) {
    Thread writer =
        new Thread(
            () -> {
              try (InputStream in = new ByteArrayInputStream(bytes);
                  OutputStream to = stdin) {
                in.transferTo(to);
              } catch (IOException e) {
                // A program need not read all that it is given; its status tells whether it minds.
                return;
              }
            },
            "stdin of a program");
    writer.setDaemon(true);
    writer.start();
  }

  /** One line that says why {@code program} could not be started, and what to do. */
  public static String whyNotStarted(String program, Optional<Path> directory, IOException fault) {
    if (directory.isPresent() && !Files.isDirectory(directory.get())) {
      return "cannot run " + program + ": no directory " + directory.get();
    }
    String message = String.valueOf(fault.getMessage());
    Matcher number = ERROR_NUMBER.matcher(message);
    String why =
        switch (number.find() ? number.group(1) : "") {
          case "2" ->
              program.contains("/")
                  ? "no such file; check its path"
                  : "no such program on PATH; install it or give its full path";
          case "13" -> "not executable; check its permissions (chmod +x)";
          case "7" -> "arguments and environment are too long";
          default -> message.lines().findFirst().orElse("unknown fault");
        };
    return "cannot run " + program + ": " + why;
  }
}
