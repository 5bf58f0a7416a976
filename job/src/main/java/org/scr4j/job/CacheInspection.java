package org.scr4j.job;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.scr4j.cluster.FoldedOutput;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.RemoteShell;
import org.scr4j.dataset.CacheSurvey;
import org.scr4j.dataset.CachedPart;

/** Asks nodes what their caches hold, and tells which datasets that suffices for. */
public final class CacheInspection {

  private final JobContext job;
  private final String controlDir;

  /**
   * An inspection for {@code job}.
   *
   * @param controlDir the control directory as the nodes call it
   */
  public CacheInspection(JobContext job, String controlDir) {
    this.job = job;
    this.controlDir = controlDir;
  }

  /**
   * Asks all of {@code up} at the same time. A node that gives no answer counts as lost, and the
   * user is told.
   *
   * @return the datasets that {@code up} holds something of, oldest first
   */
  public List<CacheSurvey.State> run(NodeSet up) throws IOException, InterruptedException {
    CacheSurvey survey = new CacheSurvey();
    if (up.isEmpty()) {
      return survey.states();
    }
    Map<String, RemoteShell.Result> results =
        job.platform().remoteShell().run(up, command(), job.limits().check());
    Map<String, String> said = new LinkedHashMap<>();
    Map<String, String> lost = new LinkedHashMap<>();
    for (String node : up) {
      RemoteShell.Result result = results.get(node);
      if (result instanceof RemoteShell.Finished finished && finished.status() == ExitCode.DONE) {
        finished.out().lines().forEach(line -> CachedPart.parse(line).ifPresent(survey::add));
        if (!finished.err().isBlank()) {
          said.put(node, finished.err());
        }
      } else {
        lost.put(node, "counts as lost: " + why(result));
      }
    }
    FoldedOutput.lines(said).forEach(job.messages()::detail);
    FoldedOutput.lines(lost).forEach(job.messages()::say);
    return survey.states();
  }

  private List<String> command() {
    String program = job.home().resolve("libexec").resolve("scr_inspect_cache").toString();
    return List.of(program, controlDir);
  }

  private static String why(RemoteShell.Result result) {
    if (result instanceof RemoteShell.Finished finished) {
      String last =
          finished.err().lines().filter(line -> !line.isBlank()).reduce("", (a, b) -> b).strip();
      return "scr_inspect_cache ended with status " + finished.status() + " " + last;
    }
    if (result instanceof RemoteShell.TimedOut late) {
      Duration after = late.after();
      return "no answer within " + after.toSeconds() + " s";
    }
    if (result instanceof RemoteShell.Undecided open) {
      return "not asked: " + open.reason();
    }
    return "not reachable: " + ((RemoteShell.Unreachable) result).reason();
  }
}
