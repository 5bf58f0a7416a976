package org.scr4j.job.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {

  private static final Duration SOON = Duration.ofMillis(5);
  private static final Duration NEVER = Duration.ofDays(1);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private final AtomicLong done = new AtomicLong();

  private Progress.Display bar(int columns) {
    Progress.Timing timing = new Progress.Timing(SOON, SOON, NEVER);
    return new Progress.Display(out, true, () -> columns, "", timing);
  }

  private Progress.Count count() {
    return new Progress.Count(
        "verifying ckpt.7", done.get(), OptionalLong.of(4_000_000_000L), Progress.Unit.BYTES);
  }

  private String shown() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aBarIsRedrawnInItsLineAndRemovedAtTheEnd() {
    done.set(1_000_000_000L);
    Progress progress = Progress.start(bar(80), this::count);
    await().until(() -> shown().contains("25 %, 1.0 GB of 4.0 GB"));
    done.set(2_000_000_000L);
    await().until(() -> shown().contains("50 %, 2.0 GB of 4.0 GB") && shown().contains(" left"));
    progress.close();

    assertThat(shown())
        .contains("verifying ckpt.7 [####.............] 25 %")
        .contains("verifying ckpt.7 [########.........] 50 %, 2.0 GB of 4.0 GB, ")
        .endsWith("\r\u001b[K")
        .doesNotContain("\n");
    assertThat(shown().split("\r\u001b\\[K")).allMatch(line -> line.length() < 80);
  }

  @Test
  void aMessageIsNotMixedWithTheBar() {
    Progress progress = Progress.start(bar(80), this::count);
    await().until(() -> shown().contains("0 %"));
    progress.aside(() -> out.print("something to say\n"));
    progress.close();
    assertThat(shown()).contains("\r\u001b[Ksomething to say\n");
  }

  @Test
  void inALogItIsAPlainLineNowAndThen() {
    Progress.Timing timing = new Progress.Timing(NEVER, NEVER, SOON);
    Progress.Display log = new Progress.Display(out, false, () -> 80, "scr_copy: ", timing);
    done.set(3_000_000_000L);
    Progress progress = Progress.start(log, this::count);
    await().until(() -> shown().lines().count() >= 2);
    progress.close();
    assertThat(shown().lines())
        .allMatch(
            line ->
                line.startsWith("scr_copy: progress: verifying ckpt.7: 75 %, 3.0 GB of 4.0 GB"));
    assertThat(shown()).doesNotContain("\u001b").endsWith("\n");
  }

  @Test
  void shortWorkShowsNothing() {
    AtomicInteger looks = new AtomicInteger();
    Progress.Display display =
        new Progress.Display(out, true, () -> 80, "", new Progress.Timing(NEVER, SOON, SOON));
    Progress.start(
            display,
            () -> {
              looks.incrementAndGet();
              return count();
            })
        .close();
    assertThat(shown()).isEmpty();
    assertThat(looks).hasValue(0);
  }

  @Test
  void itNeedsNoTotalAndFitsANarrowTerminal() {
    Progress progress =
        Progress.start(
            bar(40),
            () ->
                new Progress.Count(
                    "collecting a name that is long indeed",
                    12,
                    OptionalLong.empty(),
                    Progress.Unit.RANKS));
    await().until(() -> shown().contains("collecting"));
    progress.close();
    assertThat(shown().split("\r\u001b\\[K")).allMatch(line -> line.length() < 40);
  }
}
