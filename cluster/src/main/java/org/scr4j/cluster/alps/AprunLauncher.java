package org.scr4j.cluster.alps;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.scr4j.cluster.Allocation;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.ProcessTree;
import org.scr4j.cluster.Site;
import org.scr4j.cluster.StepMark;
import org.scr4j.cluster.ThisHost;
import org.scr4j.cluster.pbs.PbsText;

/** Starts applications with {@code aprun}, a child of this process. */
final class AprunLauncher implements Launcher {

  /** Its name. */
  static final String NAME = "aprun";

  /**
   * How many ranks the application has: ALPS tells its tasks their number, {@code ALPS_APP_PE}, but
   * not how many there are.
   */
  static final String PES = "SCR_APRUN_PES";

  private static final Duration NUMBER_LIMIT = Duration.ofSeconds(10);
  private static final Duration GRACE = Duration.ofMillis(500);

  private final AlpsTools tools;
  private final Site site;
  private final String program;
  private final String jobId;

  AprunLauncher(AlpsTools tools, Site site, String program, String jobId) {
    this.tools = tools;
    this.site = site;
    this.program = program;
    this.jobId = jobId;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public OptionalInt nodesWanted(List<String> arguments) throws ClusterException {
    return AprunArguments.parse(arguments).nodesWanted();
  }

  @Override
  public List<String> command(Request request) throws ClusterException {
    AprunArguments arguments = AprunArguments.parse(request.arguments());
    return arguments.command(program, arguments.choose(request.nodes()));
  }

  @Override
  public Step launch(Request request) throws ClusterException, InterruptedException {
    AprunArguments arguments = AprunArguments.parse(request.arguments());
    NodeSet nodes = arguments.choose(request.nodes());
    Map<String, String> variables = new HashMap<>(site.environment());
    variables.putAll(request.environment());
    variables.put(PES, Integer.toString(arguments.pes()));
    AlpsStep step =
        AlpsStep.start(
            arguments.command(program, nodes),
            variables,
            nodes,
            StepMark.create(jobId),
            site,
            new AprunBehaviour(tools, jobId),
            request.output());
    step.awaitNumber(NUMBER_LIMIT);
    return step;
  }

  @Override
  public boolean cancel(String stepId, Duration limit)
      throws ClusterException, InterruptedException {
    if (!stepId.matches("[0-9]{1,18}")) {
      throw new ClusterException(
          "'" + PbsText.shown(stepId) + "' is no application of ALPS, such as 295 (apstat)");
    }
    for (AlpsApplication one : tools.applications(limit)) {
      if (one.apid().equals(stepId)) {
        if (!one.isOf(jobId)) {
          throw new ClusterException("application " + stepId + " does not belong to job " + jobId);
        }
        return tools.kill(stepId, limit);
      }
    }
    return false;
  }

  @Override
  public List<String> endOrphans(Allocation allocation, Duration limit)
      throws ClusterException, InterruptedException {
    OptionalInt here = AlpsTools.thisNode();
    String host = ThisHost.name();
    List<String> lines = new ArrayList<>();
    for (AlpsApplication one : tools.applications(limit)) {
      if (!one.isOf(jobId) || one.pid().isEmpty() || isElsewhere(one, here)) {
        continue;
      }
      // ALPS itself ends what has no aprun any more.
      Optional<ProcessHandle> aprun =
          ProcessHandle.of(one.pid().getAsLong()).filter(ProcessTree::isRunning);
      Optional<StepMark> mark = aprun.flatMap(process -> mark(process.pid()));
      boolean orphan =
          mark.filter(known -> known.isOf(jobId, host) && !known.isStarterAlive()).isPresent();
      if (orphan && tools.kill(one.apid(), limit)) {
        ProcessTree.end(aprun.get(), GRACE);
        lines.add(
            "application "
                + one.apid()
                + ": its scr_run (process "
                + mark.get().pid()
                + ") is gone");
      }
    }
    return lines;
  }

  private static boolean isElsewhere(AlpsApplication one, OptionalInt here) {
    return here.isPresent() && one.nid().isPresent() && !here.equals(one.nid());
  }

  private static Optional<StepMark> mark(long pid) {
    try {
      String all =
          Files.readString(
              Path.of("/proc", Long.toString(pid), "environ"), StandardCharsets.ISO_8859_1);
      for (String variable : all.split("\0")) {
        if (variable.startsWith(StepMark.VARIABLE + "=")) {
          return StepMark.parse(variable.substring(StepMark.VARIABLE.length() + 1));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      // Gone meanwhile, or another user's: no business of ours.
      return Optional.empty();
    }
  }
}
