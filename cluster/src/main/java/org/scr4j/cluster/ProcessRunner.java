package org.scr4j.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs one program to its end or to its deadline. (Signatures; the bodies follow.) */
public final class ProcessRunner {

  /** What became of a program. */
  public sealed interface Outcome {}

  /** It ended: exit status, or 128 plus the signal. */
  public record Finished(int status, String out, String err, Duration took) implements Outcome {}

  /** The deadline passed and its whole process tree was ended. */
  public record TimedOut(Duration after, String out, String err) implements Outcome {}

  /** It could not be started: one line that says why and what to do. */
  public record NotStarted(String reason) implements Outcome {}

  /** What to run; environment is the program's whole environment. */
  public record Call(
      List<String> command,
      Map<String, String> environment,
      Optional<Path> directory,
      Optional<byte[]> input,
      Duration deadline) {}

  public Outcome run(Call call) throws InterruptedException {
    throw new UnsupportedOperationException();
  }
}
