package org.scr4j.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.scr4j.cluster.ProcessRunner.Call;
import org.scr4j.cluster.ProcessRunner.Finished;
import org.scr4j.cluster.ProcessRunner.NotStarted;
import org.scr4j.cluster.ProcessRunner.Outcome;
import org.scr4j.cluster.ProcessRunner.TimedOut;

@Timeout(30)
class ProcessRunnerTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  private final ProcessRunner runner = new ProcessRunner();
  private final Map<String, String> environment = Map.of("PATH", System.getenv("PATH"), "A", "b c");

  @TempDir Path directory;

  private Outcome sh(String script, Duration deadline) throws InterruptedException {
    return runner.run(Call.of(List.of("sh", "-c", script), environment, deadline));
  }

  @Test
  void statusAndBothStreamsAreKept() throws Exception {
    assertThat(sh("echo out; echo err >&2; exit 7", LONG))
        .isInstanceOfSatisfying(
            Finished.class,
            end -> {
              assertThat(end.status()).isEqualTo(7);
              assertThat(end.out()).isEqualTo("out\n");
              assertThat(end.err()).isEqualTo("err\n");
              assertThat(end.dropped()).isZero();
              assertThat(end.took()).isPositive();
            });
  }

  @Test
  void aSignalIsAStatusAbove128() throws Exception {
    assertThat(sh("kill -9 $$", LONG))
        .isInstanceOfSatisfying(Finished.class, end -> assertThat(end.status()).isEqualTo(137));
  }

  @Test
  void theEnvironmentIsExactlyTheOneGivenAndArgumentsAreNotInterpreted() throws Exception {
    Outcome outcome =
        runner.run(
            Call.of(
                List.of("sh", "-c", "echo \"$A:$HOME:$1\"", "x", "$(id) *"), environment, LONG));

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Finished.class, end -> assertThat(end.out()).isEqualTo("b c::$(id) *\n"));
  }

  @Test
  void inputIsFedAndWithoutInputTheEndIsReadAtOnce() throws Exception {
    byte[] input = "x".repeat(300_000).getBytes(StandardCharsets.UTF_8);
    Call fed =
        new Call(
            List.of("wc", "-c"), environment, Optional.of(directory), Optional.of(input), LONG);

    assertThat(runner.run(fed))
        .isInstanceOfSatisfying(
            Finished.class, end -> assertThat(end.out().strip()).isEqualTo("300000"));
    assertThat(sh("cat; pwd", LONG)).isInstanceOf(Finished.class);
    assertThat(
            runner.run(
                new Call(List.of("true"), environment, Optional.empty(), Optional.of(input), LONG)))
        .isInstanceOfSatisfying(Finished.class, end -> assertThat(end.status()).isZero());
  }

  @Test
  void muchOutputIsReadToTheEndAndCut() throws Exception {
    assertThat(sh("head -c 5000000 /dev/zero; head -c 3000000 /dev/zero >&2", LONG))
        .isInstanceOfSatisfying(
            Finished.class,
            end -> {
              assertThat(end.out()).hasSize(ProcessRunner.DEFAULT_LIMIT);
              assertThat(end.err()).hasSize(ProcessRunner.DEFAULT_LIMIT);
              assertThat(end.dropped()).isEqualTo(8_000_000 - 2L * ProcessRunner.DEFAULT_LIMIT);
            });
  }

  @Test
  void theDeadlineEndsTheWholeTree() throws Exception {
    Path pids = directory.resolve("pids");
    long start = System.nanoTime();

    Outcome outcome =
        sh(
            "trap '' TERM; echo before; (trap '' TERM; sleep 1000 & echo $! >> %s; wait) & echo $! >> %s; echo $$ >> %s; wait"
                .formatted(pids, pids, pids),
            Duration.ofMillis(400));

    assertThat(outcome)
        .isInstanceOfSatisfying(
            TimedOut.class, late -> assertThat(late.out()).isEqualTo("before\n"));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    assertThat(Files.readAllLines(pids)).hasSize(3).noneMatch(ProcessRunnerTest::runs);
  }

  @Test
  void aProcessLeftInTheBackgroundDoesNotHoldTheResultBack() throws Exception {
    long start = System.nanoTime();
    Outcome outcome = sh("sleep 1000 & echo $!", LONG);

    assertThat(outcome).isInstanceOf(Finished.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    String left = ((Finished) outcome).out().strip();
    assertThat(left).matches(ProcessRunnerTest::runs);
    ProcessTree.end(ProcessHandle.of(Long.parseLong(left)).orElseThrow(), Duration.ZERO);
    assertThat(left).matches(pid -> !runs(pid));
  }

  @Test
  void anInterruptEndsTheProgram() throws Exception {
    Path pid = directory.resolve("pid");
    AtomicReference<Object> result = new AtomicReference<>();
    Thread caller =
        new Thread(
            () -> {
              try {
                result.set(sh("echo $$ > " + pid + "; exec sleep 1000", LONG));
              } catch (InterruptedException e) {
                result.set(e);
              }
            });
    caller.start();
    await().until(() -> Files.exists(pid) && Files.size(pid) > 0);

    caller.interrupt();
    caller.join(TimeUnit.SECONDS.toMillis(10));

    assertThat(result.get()).isInstanceOf(InterruptedException.class);
    assertThat(Files.readString(pid).strip()).matches(p -> !runs(p));
  }

  @Test
  void whyAProgramDoesNotStartIsSaidInOneLine() throws Exception {
    assertThat(notStarted(List.of("scr4j-no-such-program"), Optional.empty()))
        .contains("scr4j-no-such-program", "no such program on PATH");
    assertThat(notStarted(List.of(directory + "/none"), Optional.empty())).contains("no such file");
    Path plain = Files.writeString(directory.resolve("plain"), "x");
    assertThat(notStarted(List.of(plain.toString()), Optional.empty())).contains("not executable");
    assertThat(notStarted(List.of("true"), Optional.of(directory.resolve("gone"))))
        .contains("no directory " + directory.resolve("gone"));
  }

  private String notStarted(List<String> command, Optional<Path> in) throws Exception {
    Outcome outcome = runner.run(new Call(command, environment, in, Optional.empty(), LONG));
    assertThat(outcome).isInstanceOf(NotStarted.class);
    assertThat(((NotStarted) outcome).reason()).hasLineCount(1);
    return ((NotStarted) outcome).reason();
  }

  private static boolean runs(String pid) {
    return ProcessHandle.of(Long.parseLong(pid)).filter(ProcessTree::isRunning).isPresent();
  }
}
