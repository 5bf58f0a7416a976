package org.scr4j.job;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.scr4j.cluster.FoldedOutput;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.RemoteShell;
import org.scr4j.dataset.BuildResult;
import org.scr4j.dataset.DatasetBuilder;
import org.scr4j.dataset.FlushState;
import org.scr4j.dataset.IndexFile;
import org.scr4j.dataset.Meter;
import org.scr4j.dataset.RankToFile;
import org.scr4j.job.terminal.Metered;

/**
 * Brings one dataset from the caches of the nodes to the prefix: collect on every node at once,
 * rebuild what is lost, verify, index. May be repeated: what is there already is not copied again.
 */
public final class Scavenge {

  private static final int PARALLELISM = 8;
  private static final double MILLIS = 1000.0;
  private static final Pattern UNTOLD = Pattern.compile(".*: Return code: [0-9]+|.*: progress: .*");

  private final JobContext job;
  private final String controlDir;

  /** Scavenges for {@code job} from its own control directory. */
  public Scavenge(JobContext job) {
    this(job, job.controlDir());
  }

  /**
   * Scavenges for {@code job}.
   *
   * @param controlDir the control directory as the nodes call it
   */
  public Scavenge(JobContext job, String controlDir) {
    this.job = job;
    this.controlDir = controlDir;
  }

  /**
   * Where to collect.
   *
   * @param up nodes that answer
   * @param unknown nodes that may answer or not: tried only if the others do not suffice
   * @param down nodes that are held to be down, but had a part in the last run: tried after that,
   *     where there is a way to them that needs no scheduler
   */
  public record Sources(NodeSet up, NodeSet unknown, NodeSet down) {}

  /** Scavenges {@code dataset}. */
  public BuildResult run(FlushState.Entry dataset, Sources from)
      throws IOException, InterruptedException {
    String name = dataset.name().orElse("dataset " + dataset.id());
    Instant start = job.clock().instant();
    job.log().scavengeStarted(dataset.id(), name);
    new StagingArea(job).prepare(dataset);
    job.messages().say("collecting " + name + " from " + from.up());
    RemoteShell shell = job.platform().remoteShell();
    collect(dataset.id(), name, from.up(), shell);
    BuildResult result = build(dataset.id());
    if (result instanceof BuildResult.Incomplete && !from.unknown().isEmpty()) {
      job.messages()
          .say(name + " is not complete; trying " + from.unknown() + ", whose state is unknown");
      collect(dataset.id(), name, from.unknown(), shell);
      result = build(dataset.id());
    }
    Optional<RemoteShell> other = job.platform().lastResort();
    if (result instanceof BuildResult.Incomplete && !from.down().isEmpty() && other.isPresent()) {
      job.messages()
          .say(
              name
                  + " is not complete; trying "
                  + from.down()
                  + ", held to be down, by "
                  + other.get().name());
      collect(dataset.id(), name, from.down(), other.get());
      result = build(dataset.id());
    }
    job.log().scavengeEnded(dataset.id(), name, Duration.between(start, job.clock().instant()));
    return result;
  }

  private void collect(int id, String name, NodeSet nodes, RemoteShell shell)
      throws IOException, InterruptedException {
    CollectedCount arrived = new CollectedCount(job.files(), job.layout(), id);
    Messages.Shown shown = job.messages().showing(() -> arrived.count("collecting " + name));
    Map<String, RemoteShell.Result> results;
    try {
      results = shell.run(nodes, command(id), deadline());
    } finally {
      shown.close();
    }
    new ScavengeLog(job.layout().datasetDir(id), job.allocation().jobId()).add(nodes, results);
    Map<String, String> good = new LinkedHashMap<>();
    Map<String, String> bad = new LinkedHashMap<>();
    Duration longest = Duration.ZERO;
    for (String node : nodes) {
      RemoteShell.Result result = results.get(node);
      if (result instanceof RemoteShell.Finished finished && finished.status() <= ExitCode.NO) {
        good.put(node, part(finished));
        longest = longest.compareTo(finished.took()) < 0 ? finished.took() : longest;
      } else {
        bad.put(node, complaint(result));
      }
    }
    String most = ", in " + longest.toMillis() / MILLIS + " s at most";
    FoldedOutput.lines(good).forEach(line -> job.messages().detail(name + " from " + line + most));
    FoldedOutput.lines(bad).forEach(line -> job.messages().say(name + " from " + line));
  }

  private List<String> command(int id) {
    List<String> command =
        new ArrayList<>(
            List.of(
                job.home().resolve("libexec").resolve("scr_copy").toString(),
                "--cntldir",
                controlDir,
                "--id",
                Integer.toString(id),
                "--prefix",
                job.settings().prefix().toString(),
                "--buf",
                Long.toString(job.settings().bufferBytes())));
    if (job.settings().crc()) {
      command.add("--crc");
    }
    return command;
  }

  /** Past the end of the allocation nothing can be collected. */
  private Duration deadline() {
    Duration most = job.limits().collect();
    return job.allocation()
        .endTime()
        .map(end -> Duration.between(job.clock().instant(), end))
        .filter(left -> left.compareTo(most) < 0 && !left.isNegative() && !left.isZero())
        .orElse(most);
  }

  private static String part(RemoteShell.Finished finished) {
    if (finished.status() != ExitCode.DONE) {
      return "has no part of it";
    }
    String last = lastLine(finished);
    return "collected" + (last.isEmpty() ? "" : ", " + last);
  }

  private static String complaint(RemoteShell.Result result) {
    if (result instanceof RemoteShell.Finished finished) {
      String last = lastLine(finished);
      return "failed with status " + finished.status() + ": " + last;
    }
    if (result instanceof RemoteShell.TimedOut late) {
      return "not done within " + late.after().toSeconds() + " s";
    }
    if (result instanceof RemoteShell.Undecided open) {
      return "not asked: " + open.reason();
    }
    return "not reachable: " + ((RemoteShell.Unreachable) result).reason();
  }

  /** The last that tells how it ended: LLNL's {@code Return code} is known from the status. */
  private static String lastLine(RemoteShell.Finished finished) {
    String err = lastLine(finished.err());
    return err.isEmpty() ? lastLine(finished.out()) : err;
  }

  private static String lastLine(String text) {
    return text.lines()
        .filter(line -> !line.isBlank() && !UNTOLD.matcher(line).matches())
        .reduce("", (first, second) -> second);
  }

  private BuildResult build(int id) throws IOException {
    DatasetBuilder.Options options =
        new DatasetBuilder.Options(
            (int) Math.min(job.settings().bufferBytes(), 1 << 20),
            PARALLELISM,
            RankToFile.ENTRIES_PER_FILE);
    IndexFile index = job.index();
    Meter meter = new Meter();
    Messages.Shown shown = job.messages().showing(() -> Metered.count("building", meter));
    try {
      return new DatasetBuilder(
              job.files(), job.layout(), index, options, line -> job.messages().say(line), meter)
          .build(id);
    } finally {
      shown.close();
    }
  }
}
