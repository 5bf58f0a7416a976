package org.scr4j.cluster;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The word by which the processes of one step are known on every node: each has it in its
 * environment as {@link #VARIABLE}. It names the allocation and the process that started the step,
 * so that what a dead {@code scr_run} left behind can be told from what another one runs.
 *
 * @param jobId the allocation
 * @param host where the step was started
 * @param pid of the process that started it
 * @param started when that process started, in milliseconds since 1970
 * @param secret what nobody can guess
 */
public record StepMark(String jobId, String host, long pid, long started, String secret) {

  /** Every process of the step has it. */
  public static final String VARIABLE = "SCR_STEP_MARK";

  private static final Pattern TEXT =
      Pattern.compile(
          "scr4j:([^:\\s]{1,255}):([^:\\s]{1,255}):(\\d{1,10}):(\\d{1,18}):([0-9a-f]{32})");
  private static final Pattern NOT_PLAIN = Pattern.compile("[^\\w.@+-]");
  private static final int SECRET_WORDS = 2;
  private static final long SLACK_MILLIS = 2000;

  /**
   * A mark for a step that this process starts.
   *
   * @throws ClusterException if this host's name cannot be told
   */
  public static StepMark create(String jobId) throws ClusterException {
    SecureRandom random = new SecureRandom();
    StringBuilder secret = new StringBuilder();
    for (int i = 0; i < SECRET_WORDS; i++) {
      secret.append(String.format(Locale.ROOT, "%016x", random.nextLong()));
    }
    ProcessHandle self = ProcessHandle.current();
    return new StepMark(
        plain(jobId), plain(ThisHost.name()), self.pid(), started(self), secret.toString());
  }

  /** Ids of jobs may hold anything, such as {@code 12[3].server}. */
  private static String plain(String text) {
    String plain = NOT_PLAIN.matcher(text).replaceAll("_");
    return plain.isEmpty() ? "_" : plain;
  }

  /** What {@link #text()} gave; nothing where {@code text} is something else. */
  public static Optional<StepMark> parse(String text) {
    Matcher parts = TEXT.matcher(text);
    return parts.matches()
        ? Optional.of(
            new StepMark(
                parts.group(1),
                parts.group(2),
                Long.parseLong(parts.group(3)),
                Long.parseLong(parts.group(4)),
                parts.group(5)))
        : Optional.empty();
  }

  /** One word without anything that a shell or grep would mind. */
  public String text() {
    return String.join(
        ":", "scr4j", jobId, host, Long.toString(pid), Long.toString(started), secret);
  }

  /** Whether it is of the allocation {@code id} and of a process of {@code onHost}. */
  public boolean isOf(String id, String onHost) {
    return jobId.equals(plain(id)) && host.equals(plain(onHost));
  }

  /** Whether the process of this host that started the step is still alive. */
  public boolean isStarterAlive() {
    return ProcessHandle.of(pid)
        .filter(process -> Math.abs(started(process) - started) <= SLACK_MILLIS)
        .filter(ProcessTree::isRunning)
        .isPresent();
  }

  private static long started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }
}
