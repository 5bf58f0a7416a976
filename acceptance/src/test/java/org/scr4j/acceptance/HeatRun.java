package org.scr4j.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The heat example under {@code scr_run local}, and what its log says of its progress. */
final class HeatRun {

  static final int STEPS = 300;
  static final int EVERY = 10;
  private static final String PLATE = " --rows 64 --cols 48 --steps " + STEPS + " --every " + EVERY;
  private static final Pattern FINAL_LINE =
      Pattern.compile(
          "heat: ranks=(\\d+) steps=(\\d+) restarted_from=(\\S+) checksum=([0-9a-f]{16})");
  private static final Pattern CHECKPOINT =
      Pattern.compile("event=CHECKPOINT_END.* name=\"heat\\.(\\d+)\"");

  private static final Pattern CURRENT =
      Pattern.compile("(?m)^ *\\d+ +YES +\\S+ +\\* +heat\\.(\\d+)$");

  /** The line that heat ends with. */
  record Answer(int ranks, int steps, String restartedFrom, String checksum) {
    /** The step of the checkpoint that the run restarted from; 0 where it started from scratch. */
    int restartedFromStep() {
      return restartedFrom.equals("none") ? 0 : Integer.parseInt(restartedFrom.substring(5));
    }
  }

  private HeatRun() {}

  /** 8 ranks on 4 nodes, slow enough to lose a node in the middle. */
  static Installed.Running start(Installed scr) throws IOException {
    return scr.start("scr_run", arguments());
  }

  static String[] arguments() {
    return arguments("local -N4 -n8");
  }

  /** The arguments of scr_run for a launcher with options. */
  static String[] arguments(String launcher) {
    return arguments(launcher, 5);
  }

  /** As {@link #arguments(String)}, with the least time that each of the steps takes. */
  static String[] arguments(String launcher, int stepMillis) {
    return (launcher + " " + Installed.heat() + PLATE + " --step-ms " + stepMillis).split(" ");
  }

  /** What heat computes when nothing fails: one rank, no scr_run. */
  static String undisturbedChecksum(Path directory) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    Path out = directory.resolve("undisturbed.out");
    ProcessBuilder builder =
        new ProcessBuilder((Installed.heat() + PLATE).split(" "))
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().keySet().removeIf(name -> name.startsWith("SCR_"));
    builder.environment().put("SCR_PREFIX", directory.toString());
    builder.environment().put("SCR_JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("SCR_CNTL_BASE", directory.resolve("control").toString());
    builder.environment().put("SCR_CACHE_BASE", directory.resolve("cache").toString());
    builder.environment().put("SCR_JOB_ID", "undisturbed");
    assertThat(builder.start().waitFor()).isZero();
    return answer(Files.readString(out)).checksum();
  }

  static Answer answer(String output) {
    Answer last = null;
    Matcher line = FINAL_LINE.matcher(output);
    while (line.find()) {
      last =
          new Answer(
              Integer.parseInt(line.group(1)),
              Integer.parseInt(line.group(2)),
              line.group(3),
              line.group(4));
    }
    assertThat(last).as("heat's final line in: " + output).isNotNull();
    return last;
  }

  /** The steps of all checkpoints that completed, in the order in which they did. */
  static List<Integer> checkpoints(Installed scr) {
    Path log = scr.prefix().resolve(".scr/log");
    try {
      String text = Files.exists(log) ? Files.readString(log) : "";
      return CHECKPOINT.matcher(text).results().map(r -> Integer.valueOf(r.group(1))).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until {@code count} checkpoints in all have completed under this prefix. */
  static void awaitCheckpoints(Installed scr, Installed.Running run, int count) {
    await("checkpoint " + count)
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> checkpoints(scr).size() >= count || !run.process().isAlive());
    assertThat(checkpoints(scr).size())
        .as("checkpoints before scr_run ended: " + run.out() + run.err())
        .isGreaterThanOrEqualTo(count);
  }

  /** The last checkpoint that completed is on the prefix, valid, current, every byte verified. */
  static void assertThatTheNewestIsIndexed(Installed scr) throws IOException, InterruptedException {
    int newest = checkpoints(scr).stream().mapToInt(Integer::intValue).max().orElseThrow();
    String list = scr.ok("scr_index", "--list").out();
    Matcher current = CURRENT.matcher(list);
    assertThat(current.find()).as(list).isTrue();
    // The end may have come between a checkpoint's completion and its line in the log.
    assertThat(Integer.parseInt(current.group(1))).as(list).isIn(newest, newest + EVERY);
    scr.ok("scr_index", "--verify", "heat." + current.group(1));
  }
}
