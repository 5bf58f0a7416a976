package org.scr4j.job;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.scr4j.dataset.EventLogReader;

/**
 * The runs of a job and where its time went, as far as that is known.
 *
 * @param begin start of scr_run
 * @param end when this was made
 * @param history the runs, oldest first
 * @param times where the time went; nothing where that could not be found out
 */
public record JobSummary(
    Instant begin, Instant end, List<RunRecord> history, Optional<RunTimes> times) {

  private static final double PERCENT = 100;
  private static final int MOST_CAUSES = 10;

  /** Copies the list. */
  public JobSummary {
    history = List.copyOf(history);
  }

  static JobSummary of(JobContext job, Instant begin, List<RunRecord> history) {
    Instant end = job.clock().instant();
    Optional<RunTimes> times = Optional.empty();
    try {
      times =
          Optional.of(
              RunTimes.of(
                  history,
                  begin,
                  end,
                  new EventLogReader(job.layout().log()),
                  job.allocation().jobId(),
                  job.clock().getZone()));
    } catch (IOException e) {
      job.messages().say("warning: where the time went is unknown: " + e.getMessage());
    }
    return new JobSummary(begin, end, history, times);
  }

  /** Causes of failures, in the order of their first, each with the numbers of its runs. */
  public Map<String, List<Integer>> failures() {
    Map<String, List<Integer>> runs = new LinkedHashMap<>();
    for (RunRecord run : history) {
      run.failure()
          .ifPresent(
              cause -> runs.computeIfAbsent(cause, key -> new ArrayList<>()).add(run.number()));
    }
    return runs;
  }

  /** For the user. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    Map<String, List<Integer>> failures = failures();
    for (Map.Entry<String, List<Integer>> failure : failures.entrySet()) {
      if (lines.size() == MOST_CAUSES) {
        lines.add("failed: other runs, for " + (failures.size() - MOST_CAUSES) + " other causes");
        break;
      }
      lines.add("failed: " + numbers(failure.getValue()) + ": " + failure.getKey());
    }
    if (!history.isEmpty()) {
      times.ifPresent(known -> lines.add(text(known)));
    }
    return lines;
  }

  /** {@code run 1}, {@code runs 2-4,7}. */
  private static String numbers(List<Integer> runs) {
    StringBuilder text = new StringBuilder(runs.size() == 1 ? "run " : "runs ");
    for (int i = 0; i < runs.size(); i++) {
      int first = runs.get(i);
      while (i + 1 < runs.size() && runs.get(i + 1) == runs.get(i) + 1) {
        i++;
      }
      text.append(first).append(runs.get(i) > first ? "-" + runs.get(i) : "").append(',');
    }
    return text.substring(0, text.length() - 1);
  }

  private static String text(RunTimes times) {
    String total = "time: " + seconds(times.total()) + " s";
    if (times.detail().isEmpty()) {
      return total
          + ": in runs "
          + seconds(times.runs())
          + ", between runs "
          + seconds(times.between())
          + ", before and after "
          + seconds(times.other());
    }
    RunTimes.Detail detail = times.detail().get();
    return total
        + ": computing "
        + seconds(detail.computing())
        + ", checkpointing "
        + seconds(detail.checkpointing())
        + ", recovering "
        + seconds(detail.recovering())
        + ", starting "
        + seconds(detail.starting())
        + ", lost "
        + seconds(detail.lost())
        + ", before and after "
        + seconds(times.other())
        + "; checkpoints "
        + detail.checkpoints()
        + ", goodput "
        + times.goodput().map(share -> seconds(share * PERCENT) + " %").orElse("unknown");
  }

  private static String seconds(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
