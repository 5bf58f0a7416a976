package org.scr4j.job;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.scr4j.cluster.Allocation;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.StepOutput;
import org.scr4j.dataset.EventLogReader;
import org.scr4j.dataset.HaltReason;

/** Starts the program, and starts it again while that makes sense. */
public final class RunLoop {

  /**
   * How it went.
   *
   * @param runs runs that were started
   * @param exitCode what scr_run ends with
   * @param failedNodes nodes that were found down, each with its reason
   * @param ending why there was no further run, in one line
   * @param history the runs that have ended, oldest first
   */
  public record Result(
      int runs,
      int exitCode,
      Map<String, String> failedNodes,
      String ending,
      List<RunRecord> history) {

    /** Copies the map and the list. */
    public Result {
      failedNodes = Map.copyOf(failedNodes);
      history = List.copyOf(history);
    }
  }

  /** The arguments of the launcher. */
  public interface Program {
    /** What to start next. */
    List<String> arguments() throws IOException, JobException, InterruptedException;
  }

  /** For the rest of a run's output on its way into its log; it can go on after that. */
  private static final Duration OUTPUT_LIMIT = Duration.ofSeconds(1);

  private final JobContext job;
  private final Program program;
  private final Termination termination;
  private final RunNodes nodes;
  private final Optional<RunLogs> logs;
  private final Progress progress;
  private final EventLogReader events;
  private final List<RunRecord> history = new ArrayList<>();
  private final RunRecorder recorder;
  private Allocation allocation;
  private int runs;
  private long logEnd;
  private Optional<Launcher.Outcome> last = Optional.empty();

  /**
   * A loop that runs {@code program} in {@code job} until {@code termination} is asked for.
   *
   * @param history nodes that are out of this job from the start
   * @param logs where each run has files of its own, if that is wanted
   * @param recorder is told of each run
   */
  RunLoop(
      JobContext job,
      Program program,
      NodeHistory history,
      Termination termination,
      Optional<RunLogs> logs,
      RunRecorder recorder) {
    this.job = job;
    this.program = program;
    this.nodes = new RunNodes(job, history);
    this.logs = logs;
    this.progress = new Progress(job);
    this.events = new EventLogReader(job.layout().log());
    this.termination = termination;
    this.recorder = recorder;
    this.allocation = job.allocation();
  }

  /** Runs started so far. */
  public int runs() {
    return runs;
  }

  /** Runs the program until it has finished or nothing more can be done. */
  public Result run() throws IOException, JobException, InterruptedException {
    nodes.tellOfEarlierRuns();
    warnOfWatchdog();
    while (termination.requested().isEmpty()) {
      refreshAllocation();
      Optional<Decision.Stop> stop = Decider.beforeNodes(situation());
      if (stop.isPresent()) {
        return ended(stop.get());
      }
      List<String> arguments = program.arguments();
      int outBefore = nodes.out().size();
      Decision decision = byNodes(arguments);
      if (decision instanceof Decision.Stop tooFew) {
        return ended(tooFew);
      }
      if (notStarted().isPresent() && nodes.out().size() == outBefore) {
        // No node has failed since: the next attempt would end as the last one did.
        return result(ExitCode.UNAVAILABLE, "the program did not start: " + notStarted().get());
      }
      Optional<Decision.Stop> stalled = stalled();
      if (stalled.isPresent()) {
        return ended(stalled.get());
      }
      runs++;
      Launcher.Outcome outcome = step(arguments, ((Decision.Continue) decision).nodes());
      last = Optional.of(outcome);
      boolean succeeded = outcome instanceof Launcher.Exited exited && exited.status() == 0;
      if (succeeded && termination.requested().isEmpty()) {
        return finished();
      }
    }
    Signal signal = termination.requested().get();
    return result(signal.status(), "ended by " + signal.name());
  }

  /** Asked once the nodes have been checked: only then is known whether the last run lost one. */
  private Optional<Decision.Stop> stalled() {
    if (history.isEmpty()) {
      return Optional.empty();
    }
    progress.runEnded(history.get(history.size() - 1));
    return progress.stalled();
  }

  /** Judges nodes; one of the last run's that is down now has taken that run with it. */
  private NodeReport check(NodeSet chosen) throws InterruptedException {
    Map<String, String> before = nodes.out();
    NodeReport report = nodes.check(chosen);
    Map<String, String> found = new LinkedHashMap<>(report.down());
    found.keySet().removeAll(before.keySet());
    if (!history.isEmpty()) {
      int newest = history.size() - 1;
      history.set(newest, history.get(newest).withLost(found));
    }
    return report;
  }

  private void warnOfWatchdog() {
    Watchdog.Limits limits = job.settings().watchdog();
    if (limits.wanted() && !limits.complete()) {
      job.messages()
          .say(
              "warning: SCR_WATCHDOG=1 does nothing unless SCR_WATCHDOG_TIMEOUT and"
                  + " SCR_WATCHDOG_TIMEOUT_PFS are set too");
    }
  }

  private Decider.Situation situation() throws IOException {
    OptionalLong left =
        job.settings().runs().isPresent()
            ? OptionalLong.of(job.settings().runs().getAsLong() - runs)
            : OptionalLong.empty();
    return new Decider.Situation(
        job.halt().read(),
        job.settings().haltSeconds().toSeconds(),
        job.clock().instant(),
        allocation.endTime(),
        left,
        job.settings().prefix().toString());
  }

  private Decision byNodes(List<String> arguments) throws IOException, InterruptedException {
    NodeSet chosen = job.chosen(allocation.nodes());
    OptionalInt wanted = job.platform().launcher().nodesWanted(arguments);
    long needed =
        Decider.nodesNeeded(
            job.settings().minNodes(), job.nodesFile().read(), wanted, chosen.size());
    NodeReport report = check(chosen);
    Decision decision = Decider.byNodes(report, needed);
    if (decision instanceof Decision.Stop && !report.unknown().isEmpty()) {
      // Unknown is not dead: they get a second chance before the job is given up for want of them.
      job.messages().say("checking again, since unknown nodes would make the difference");
      decision = Decider.byNodes(check(chosen), needed);
    }
    return decision;
  }

  /** After a run the resource manager may know nodes as gone that it granted, and another end. */
  private void refreshAllocation() {
    if (runs == 0) {
      return;
    }
    try {
      allocation = job.platform().resourceManager().allocation();
    } catch (ClusterException e) {
      job.messages().say("warning: using the allocation as known so far: " + e.getMessage());
    }
  }

  private Launcher.Outcome step(List<String> arguments, NodeSet usable)
      throws IOException, InterruptedException {
    nodes.runBegins();
    progress.runBegins();
    long logFrom = logged();
    StepOutput output =
        logs.map(files -> files.forRun(runs, job.messages()::say)).orElseGet(StepOutput::inherited);
    Launcher.Request request =
        new Launcher.Request(arguments, usable, StepEnvironment.of(job, allocation), output);
    Launcher.Step step =
        termination.launch(() -> job.platform().launcher().launch(request), job.limits().grace());
    Instant start = job.clock().instant();
    job.messages()
        .say(
            (runs == 1 ? "launched" : "relaunched")
                + " on nodes "
                + step.nodes()
                + ": run="
                + runs
                + " step="
                + step.id()
                + " at_ms="
                + start.toEpochMilli());
    job.log().runStarted(runs);
    recorder.runStarted(runs, step, start, allocation);
    RunningStep.End end =
        new RunningStep(job, step, nodes.usable(allocation.nodes().minus(step.nodes()))).await();
    termination.ended();
    nodes.lost(end.lost());
    Optional<String> ended = end.ended();
    if (termination.requested().isPresent()) {
      ended = termination.requested().map(Signal::name);
      job.log().halted(ended.get());
    }
    Instant over = noteEnd(end.outcome(), start);
    history.add(
        new RunRecord(
            runs, step.nodes(), start, over, end.outcome(), end.lost(), ended, logFrom, logged()));
    if (logs.isPresent()) {
      logs.get().finish(OUTPUT_LIMIT);
    }
    if (!step.awaitClean(job.limits().clean())) {
      job.messages()
          .say(
              "processes of step "
                  + step.id()
                  + " are left after "
                  + job.limits().clean().toSeconds()
                  + " s");
    }
    return end.outcome();
  }

  private Instant noteEnd(Launcher.Outcome outcome, Instant start) {
    Instant end = job.clock().instant();
    Duration took = Duration.between(start, end);
    job.messages()
        .say(
            "step ended: run="
                + runs
                + " outcome="
                + Outcomes.text(outcome)
                + " after_s="
                + took.toMillis() / 1000.0
                + " at_ms="
                + end.toEpochMilli());
    job.log().runEnded(runs, took);
    recorder.runEnded(outcome, end);
    return end;
  }

  /** Where the event log ends; a log that cannot be looked at costs the summary, not the job. */
  private long logged() {
    try {
      logEnd = events.size();
    } catch (IOException e) {
      job.messages().detail("the event log cannot be read: " + e.getMessage());
    }
    return logEnd;
  }

  /** Why the last run did not start, where it did not. */
  private Optional<String> notStarted() {
    return last.filter(Launcher.NotStarted.class::isInstance)
        .map(outcome -> ((Launcher.NotStarted) outcome).reason());
  }

  private Result finished() throws IOException {
    Optional<HaltReason> halted = Decider.haltReasonButFinished(situation());
    return halted.isPresent()
        ? result(ExitCode.HALTED, "stopped by halt condition: " + halted.get().text())
        : result(ExitCode.DONE, "the program ended with status 0");
  }

  private Result ended(Decision.Stop stop) throws InterruptedException {
    if (last.isEmpty()) {
      return result(stop.exitCode(), stop.message());
    }
    if (stop.reason() != StopReason.TOO_FEW_NODES && stop.reason() != StopReason.NO_PROGRESS) {
      // A node that took the last run with it belongs into log and report too.
      check(job.chosen(allocation.nodes()));
    }
    int status = Outcomes.exitCode(last.get());
    boolean own =
        switch (stop.reason()) {
          case FINISHED, NO_RUNS_LEFT -> true;
          case HALTED, OUT_OF_TIME -> last.get() instanceof Launcher.Exited;
          case TOO_FEW_NODES, NO_PROGRESS -> false;
        };
    return result(own ? status : stop.exitCode(), stop.message());
  }

  private Result result(int exitCode, String ending) {
    return new Result(runs, exitCode, nodes.out(), ending, history);
  }
}
