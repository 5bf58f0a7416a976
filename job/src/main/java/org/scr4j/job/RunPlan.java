package org.scr4j.job;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.scr4j.cluster.FoldedOutput;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.Platform;
import org.scr4j.kvtree.CorruptTreeException;

/**
 * What scr_run would do first, without doing it: nodes are asked, nothing is started, written or
 * removed.
 *
 * @param allocation id and nodes, with the end where it is known
 * @param nodes what the checks say; nothing where it is decided without them
 * @param needed how many nodes the run needs
 * @param decision whether a run would be started
 * @param command the launcher's command; nothing where none would be started
 */
public record RunPlan(
    String allocation,
    Optional<NodeReport> nodes,
    OptionalLong needed,
    Decision decision,
    List<String> command) {

  /** Copies the list. */
  public RunPlan {
    command = List.copyOf(command);
  }

  /** Asks for {@code job} as it stands now. */
  public static RunPlan of(JobContext job, JobRun.Commands commands)
      throws IOException, JobException, InterruptedException {
    String allocation = allocation(job);
    List<String> arguments = new ProgramArguments(job, commands).preview();
    Optional<Decision.Stop> stop =
        Decider.beforeNodes(
            new Decider.Situation(
                job.halt().read(),
                job.settings().haltSeconds().toSeconds(),
                job.clock().instant(),
                job.allocation().endTime(),
                job.settings().runs(),
                job.settings().prefix().toString()));
    if (stop.isPresent()) {
      return new RunPlan(allocation, Optional.empty(), OptionalLong.empty(), stop.get(), List.of());
    }
    NodeSet chosen = job.chosen(job.allocation().nodes());
    OptionalInt wanted = job.platform().launcher().nodesWanted(arguments);
    long needed =
        Decider.nodesNeeded(job.settings().minNodes(), OptionalLong.empty(), wanted, chosen.size());
    NodeReport report =
        job.health().check(chosen, history(job).map(NodeHistory::out).orElse(Map.of()));
    Decision decision = Decider.byNodes(report, needed);
    List<String> command =
        decision instanceof Decision.Continue go
            ? job.platform()
                .launcher()
                .command(new Launcher.Request(arguments, go.nodes(), Map.of()))
            : List.of();
    return new RunPlan(allocation, Optional.of(report), OptionalLong.of(needed), decision, command);
  }

  /** What SCR_ENABLE=0 makes of it, for the user. */
  public static List<String> unprotected(Platform platform, JobRun.Commands commands)
      throws IOException, JobException {
    NodeSet nodes = platform.resourceManager().allocation().nodes();
    List<String> arguments = Unprotected.arguments(commands);
    List<String> command =
        platform.launcher().command(new Launcher.Request(arguments, nodes, Map.of()));
    return List.of(
        "decision: run once, without checks, since SCR_ENABLE=0",
        "command: " + CommandWords.shown(command));
  }

  private static String allocation(JobContext job) {
    String end =
        job.allocation()
            .endTime()
            .map(Instant::toString)
            .map(time -> "ends at " + time)
            .orElse("end unknown");
    return job.allocation().jobId() + ", nodes " + job.allocation().nodes() + ", " + end;
  }

  /** A damaged record is moved aside by a run, not by the question what a run would do. */
  static Optional<NodeHistory> history(JobContext job) throws IOException {
    try {
      job.files().read(job.layout().scrDir().resolve("nodes_out.scr"));
    } catch (CorruptTreeException damaged) {
      job.messages().say(damaged.getMessage() + "; a run would move it aside");
      return Optional.empty();
    }
    return Optional.of(NodeHistory.of(job));
  }

  /** What scr_run would end with at once; 0 where it would start a run. */
  public int exitCode() {
    return decision instanceof Decision.Stop stop ? stop.exitCode() : ExitCode.DONE;
  }

  /** For the user. The last line is the command, where there is one. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("allocation: " + allocation);
    nodes.ifPresent(report -> lines.addAll(checks(report)));
    if (decision instanceof Decision.Stop stop) {
      lines.add("decision: no run, exit status " + stop.exitCode() + ": " + stop.message());
    } else {
      lines.add("decision: run on nodes of " + ((Decision.Continue) decision).nodes());
      lines.add("command: " + CommandWords.shown(command));
    }
    return lines;
  }

  private List<String> checks(NodeReport report) {
    List<String> lines = new ArrayList<>();
    lines.add("usable: " + (report.up().isEmpty() ? "none" : report.up().toString()));
    Map<String, Map<String, String>> others = new LinkedHashMap<>();
    others.put("down: ", report.down());
    others.put("unfit: ", report.unfit());
    others.put("unknown: ", report.unknown());
    others.forEach(
        (kind, found) -> FoldedOutput.lines(found).forEach(line -> lines.add(kind + line)));
    needed.ifPresent(count -> lines.add("needed: " + count));
    return lines;
  }
}
