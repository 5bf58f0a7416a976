package org.scr4j.job;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scr4j.cluster.NodeSet;
import org.scr4j.dataset.ArrivedFlush;
import org.scr4j.dataset.BuildResult;
import org.scr4j.dataset.DatasetDescriptor;
import org.scr4j.dataset.DatasetIndex;
import org.scr4j.dataset.FlushState;
import org.scr4j.dataset.ScavengeNeed;

/**
 * Saves what the cache holds and the prefix lacks, after the last run.
 *
 * <p>Output comes first, oldest first: all of it is wanted. Then the newest checkpoint that can be
 * had; where output was lost, one from before it, so that the next run makes it again.
 */
public final class Postrun {

  /**
   * What was done.
   *
   * @param saved names of the datasets that are in the prefix now
   * @param failed names of those that are not, each with the reason
   * @param current the checkpoint that the next run starts from, where there is one
   * @param lost whether output is lost, or a checkpoint was there and none could be saved
   */
  public record Result(
      List<String> saved, Map<String, String> failed, Optional<String> current, boolean lost) {

    /** Copies list and map. */
    public Result {
      saved = List.copyOf(saved);
      failed = Collections.unmodifiableMap(new LinkedHashMap<>(failed));
    }
  }

  /** Files looked at the same time, at most. */
  private static final int LOOKED_AT_ONCE = 16;

  private final JobContext job;
  private final List<String> saved = new ArrayList<>();
  private final Map<String, String> failed = new LinkedHashMap<>();
  private final Map<Integer, Boolean> attempts = new LinkedHashMap<>();
  private boolean lost;

  /** Saves for {@code job}; made anew for each time. */
  public Postrun(JobContext job) {
    this.job = job;
  }

  /**
   * Saves.
   *
   * @param history nodes that are out, whatever a check says: what is left in the cache of a node
   *     that came back is not what the job has now
   * @throws JobException if there is something to save and no node is usable
   */
  public Result run(NodeHistory history) throws IOException, JobException, InterruptedException {
    FlushState flush = job.flush().read();
    DatasetIndex index = job.index().read().orElse(DatasetIndex.EMPTY);
    List<FlushState.Entry> outputs = mine(ScavengeNeed.outputs(flush, index));
    List<FlushState.Entry> checkpoints = mine(ScavengeNeed.checkpoints(flush, index));
    if (outputs.isEmpty() && checkpoints.isEmpty()) {
      job.messages().detail("nothing in cache that the prefix lacks");
      return result();
    }
    NodeSet chosen = job.chosen(job.allocation().nodes());
    NodeReport nodes = job.health().check(chosen, history.lost());
    Scavenge.Sources from =
        new Scavenge.Sources(
            answering(chosen, nodes),
            NodeSet.of(nodes.unknown().keySet()),
            NodeSet.of(nodes.down().keySet()).minus(history.leftBehind()));
    if (from.up().isEmpty() && from.unknown().isEmpty() && !canTry(from.down())) {
      throw new JobException(
          ExitCode.TOO_FEW_NODES,
          "nothing can be saved from cache, since no node answers: " + nodes.reasons());
    }
    int firstLost = outputs(outputs, from);
    checkpoints(checkpoints, firstLost, from);
    return result();
  }

  /**
   * What is in the cache of a node that no run may use can still be copied, as long as it answers.
   * One that the user excluded had no part in the run.
   */
  private NodeSet answering(NodeSet chosen, NodeReport nodes) {
    NodeSet drained = NodeSet.of(nodes.unfit().keySet()).minus(job.settings().excludeNodes());
    return chosen.intersection(nodes.up().union(drained));
  }

  private boolean canTry(NodeSet down) {
    return !down.isEmpty() && job.platform().lastResort().isPresent();
  }

  /** The cache of another allocation is gone. */
  private List<FlushState.Entry> mine(List<FlushState.Entry> datasets) {
    return datasets.stream()
        .filter(
            dataset ->
                dataset
                    .descriptor()
                    .flatMap(DatasetDescriptor::jobId)
                    .map(job.allocation().jobId()::equals)
                    .orElse(true))
        .toList();
  }

  /** Saves output; returns the id of the first that is lost, or the highest number there is. */
  private int outputs(List<FlushState.Entry> outputs, Scavenge.Sources from)
      throws IOException, InterruptedException {
    for (FlushState.Entry dataset : outputs) {
      if (!attempt(dataset, from)) {
        lost = true;
        return dataset.id();
      }
    }
    return Integer.MAX_VALUE;
  }

  private void checkpoints(List<FlushState.Entry> newestFirst, int before, Scavenge.Sources from)
      throws IOException, InterruptedException {
    for (FlushState.Entry dataset : newestFirst) {
      if (dataset.id() >= before) {
        failed.putIfAbsent(name(dataset), "not wanted, since output before it is lost");
        continue;
      }
      Boolean earlier = attempts.get(dataset.id());
      boolean there = earlier == null ? attempt(dataset, from) : earlier;
      if (there) {
        job.index().setCurrent(name(dataset));
        return;
      }
    }
    lost |= !newestFirst.isEmpty();
  }

  private boolean attempt(FlushState.Entry dataset, Scavenge.Sources from)
      throws InterruptedException {
    String reason;
    if (arrived(dataset)) {
      return true;
    }
    try {
      BuildResult result = new Scavenge(job).run(dataset, from);
      if (result instanceof BuildResult.Complete complete) {
        job.flush().update(state -> state.withLocation(dataset.id(), FlushState.Location.PFS));
        saved.add(name(dataset));
        job.messages().say("saved " + name(dataset) + rebuilt(complete));
        attempts.put(dataset.id(), true);
        return true;
      }
      reason = ((BuildResult.Incomplete) result).reason();
    } catch (IOException e) {
      reason = Optional.ofNullable(e.getMessage()).orElse(e.toString());
    }
    failed.put(name(dataset), reason);
    attempts.put(dataset.id(), false);
    job.messages().say("cannot save " + name(dataset) + ": " + reason);
    return false;
  }

  /** A flush that was killed after all files had arrived needs nothing from the cache. */
  private boolean arrived(FlushState.Entry dataset) {
    if (!dataset.onItsWay() || dataset.descriptor().isEmpty()) {
      return false;
    }
    try {
      ArrivedFlush flush =
          new ArrivedFlush(
              job.files(), job.layout(), job.clock(), job.messages()::say, LOOKED_AT_ONCE);
      if (!flush.complete(dataset.descriptor().get()).isEmpty()) {
        return false;
      }
    } catch (IOException e) {
      job.messages().detail("its flush cannot be completed: " + e.getMessage());
      return false;
    }
    saved.add(name(dataset));
    job.messages().say("saved " + name(dataset) + ": all its files had arrived");
    attempts.put(dataset.id(), true);
    return true;
  }

  private static String rebuilt(BuildResult.Complete result) {
    return result.rebuilt().isEmpty() ? "" : ", files of ranks " + result.rebuilt() + " rebuilt";
  }

  private static String name(FlushState.Entry dataset) {
    return dataset.name().orElse("dataset " + dataset.id());
  }

  private Result result() throws IOException {
    Optional<String> current = job.index().read().flatMap(DatasetIndex::current);
    return new Result(saved, failed, current, lost);
  }
}
