package org.scr4j.job.status;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.NodeSetException;
import org.scr4j.dataset.HaltConditions;
import org.scr4j.job.NodeHistory;
import org.scr4j.job.terminal.Style;
import org.scr4j.job.terminal.Words;

/** A job's status as lines for people, none wider than the terminal. */
public final class StatusText {

  private static final int LABEL = 10;
  private static final int FAILURES = 5;
  private static final int NODES_OUT = 4;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  private final JobStatus status;
  private final int columns;
  private final Style style;
  private final ZoneId zone;
  private final List<String> lines = new ArrayList<>();

  /**
   * A text of {@code status}.
   *
   * @param columns how wide it may be
   * @param zone of the times that it tells
   */
  public StatusText(JobStatus status, int columns, Style style, ZoneId zone) {
    this.status = status;
    this.columns = columns;
    this.style = style;
    this.zone = zone;
  }

  /**
   * The lines.
   *
   * @param datasets so many of them at most
   */
  public List<String> lines(int datasets) {
    lines.clear();
    field("prefix", status.prefix().toString());
    job();
    nodes();
    time();
    halt();
    lines.add("");
    new DatasetTable(status, columns, style).lines(datasets).forEach(lines::add);
    failures();
    for (String problem : status.problems()) {
      field("damaged", problem, Tone.BAD);
    }
    return List.copyOf(lines);
  }

  private enum Tone {
    PLAIN,
    GOOD,
    NOTABLE,
    BAD
  }

  private void field(String label, String text) {
    field(label, text, Tone.PLAIN);
  }

  private void field(String label, String text, Tone tone) {
    String shown = Words.cut(Words.printable(text), columns - LABEL);
    String marked =
        switch (tone) {
          case PLAIN -> shown;
          case GOOD -> style.good(shown);
          case NOTABLE -> style.notable(shown);
          case BAD -> style.bad(shown);
        };
    lines.add(style.heading(String.format(Locale.ROOT, "%-" + LABEL + "s", label)) + marked);
  }

  private void job() {
    if (status.job().isEmpty()) {
      field("job", "no scr_run has recorded itself here", Tone.NOTABLE);
      return;
    }
    JobRecord job = status.job().get();
    field("job", job.jobId() + " of " + job.user() + " (" + job.manager() + ")");
    field("state", state(job), tone(job));
    job.lastRun().ifPresent(run -> field("run", run(job, run)));
  }

  private Tone tone(JobRecord job) {
    return switch (status.life()) {
      case ALIVE -> Tone.GOOD;
      case DEAD -> Tone.BAD;
      case ENDED -> job.exitCode().orElse(0) == 0 ? Tone.GOOD : Tone.NOTABLE;
      case NONE, UNKNOWN -> Tone.NOTABLE;
    };
  }

  private String state(JobRecord job) {
    return switch (status.life()) {
      case ENDED ->
          "ended with status "
              + job.exitCode().orElse(0)
              + job.ending().map(why -> ": " + why).orElse("");
      case DEAD ->
          "dead: scr_run (process "
              + job.process().pid()
              + " on "
              + job.process().host()
              + ") is gone without a word; scr_postrun saves what is in cache";
      case UNKNOWN ->
          phase(job.phase()) + ", says its record; " + job.process().host() + " alone could tell";
      case ALIVE, NONE -> phase(job.phase()) + "; scr_run began " + since(job.began()) + " ago";
    };
  }

  private static String phase(JobRecord.Phase phase) {
    return switch (phase) {
      case CHECKING -> "checking nodes";
      case RUNNING -> "running";
      case SAVING -> "saving what is in cache";
      case ENDED -> "ended";
      case UNKNOWN -> "in a phase that this version does not know";
    };
  }

  private String run(JobRecord job, JobRecord.Run run) {
    String most =
        job.runsAllowed().isPresent() ? " of at most " + job.runsAllowed().getAsLong() : "";
    String head = run.number() + most + ", step " + run.step();
    if (run.stop().isPresent()) {
      Duration took = Duration.between(run.start(), run.stop().get());
      return head + ", ended after " + Words.duration(took) + ": " + run.outcome().orElse("");
    }
    boolean going = status.life() == JobStatus.Life.ALIVE;
    return head + (going ? ", for " + since(run.start()) : ", began " + time(run.start()));
  }

  private void nodes() {
    if (status.job().isPresent()) {
      JobRecord job = status.job().get();
      String all = count(job.nodes()).map(n -> " of " + n).orElse("");
      Optional<JobRecord.Run> run = job.lastRun();
      field(
          "nodes",
          run.map(last -> count(last.nodes()).map(n -> n + all + ": ").orElse("") + last.nodes())
              .orElse("none used yet" + all));
    } else if (status.lastRunNodes().isPresent()) {
      field("nodes", status.lastRunNodes().getAsLong() + " in the last run");
    }
    int shown = 0;
    for (NodeHistory.Out out : status.nodesOut()) {
      if (shown++ == NODES_OUT) {
        field("", "and " + (status.nodesOut().size() - NODES_OUT) + " more nodes are out");
        return;
      }
      field("out", out.node() + ": " + out.reason(), Tone.NOTABLE);
    }
  }

  private static Optional<Long> count(String nodes) {
    try {
      return Optional.of(NodeSet.parse(nodes).size());
    } catch (NodeSetException e) {
      // What stands there is shown as it is, without a number.
      return Optional.empty();
    }
  }

  private void time() {
    if (status.life() == JobStatus.Life.ENDED || status.job().isEmpty()) {
      return;
    }
    if (status.timeLeft().isEmpty()) {
      field("time", "no end of the allocation is known");
      return;
    }
    Duration left = status.timeLeft().get();
    String keep =
        status.haltSeconds() > 0
            ? ", of which SCR keeps the last " + Words.duration(seconds(status.haltSeconds()))
            : "";
    boolean short_ = left.compareTo(seconds(status.haltSeconds())) <= 0;
    field(
        "time",
        left.isZero()
            ? "the allocation has ended"
            : Words.duration(left) + " left in the allocation" + keep,
        short_ ? Tone.BAD : Tone.PLAIN);
  }

  /** A file may hold any number. */
  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(Math.min(Math.max(0, seconds), Integer.MAX_VALUE));
  }

  private void halt() {
    HaltConditions halt = status.halt();
    List<String> set = new ArrayList<>();
    halt.exitReason().ifPresent(reason -> set.add("reason " + reason));
    halt.checkpointsLeft().ifPresent(left -> set.add("after " + left + " more checkpoints"));
    halt.exitBefore().ifPresent(at -> set.add("before " + time(at)));
    halt.exitAfter().ifPresent(at -> set.add("after " + time(at)));
    halt.haltSeconds().ifPresent(at -> set.add("halt seconds " + at));
    if (set.isEmpty()) {
      field("halt", "no condition is set");
    } else {
      field("halt", String.join(", ", set), Tone.NOTABLE);
    }
    status.halting().ifPresent(why -> field("", "no further run: " + why.text(), Tone.NOTABLE));
  }

  private void failures() {
    lines.add("");
    if (status.failures().isEmpty()) {
      lines.add(style.heading("no failures are recorded"));
      return;
    }
    lines.add(style.heading("last failures"));
    for (Failure failure :
        status.failures().subList(0, Math.min(FAILURES, status.failures().size()))) {
      String when = failure.at().map(this::time).orElse("                   ");
      lines.add(Words.cut(Words.printable("  " + when + "  " + failure.what()), columns));
    }
    int more = status.failures().size() - FAILURES;
    if (more > 0) {
      lines.add("  and " + more + " earlier ones");
    }
  }

  private String since(Instant start) {
    return Words.duration(Duration.between(start, status.at()));
  }

  private String time(Instant at) {
    return TIME.format(at.atZone(zone));
  }

  private String time(long seconds) {
    try {
      return time(Instant.ofEpochSecond(seconds));
    } catch (java.time.DateTimeException e) {
      return seconds + " s since 1970";
    }
  }
}
