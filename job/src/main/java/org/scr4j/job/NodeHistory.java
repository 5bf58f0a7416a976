package org.scr4j.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scr4j.cluster.NodeSet;
import org.scr4j.kvtree.CorruptTreeException;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.StateFiles;

/**
 * The nodes that were found unusable in this allocation: once out, a node stays out, also in a
 * later {@code scr_run}. It is kept in {@code .scr/nodes_out.scr}, {@code JOB / id / NODE / name}
 * with {@code REASON}, where the node was lost and not just unfit {@code LOST}, and where a run has
 * begun without it {@code LEFT}. What another allocation left there is passed over. LLNL's commands
 * do not know the file.
 *
 * <p>Safe for use by several threads.
 */
public final class NodeHistory {

  private static final String NAME = "nodes_out.scr";
  private static final String JOB = "JOB";
  private static final String NODE = "NODE";
  private static final String REASON = "REASON";
  private static final String LOST = "LOST";
  private static final String LEFT = "LEFT";

  /** What is known of a node that is out; see {@link Out}. */
  private record Entry(String reason, boolean lost, boolean left) {}

  /**
   * A node that is out, as the file has it.
   *
   * @param lost whether it cannot be relied upon for what its cache holds
   * @param left whether a run has begun without it, so that what its cache holds is not the job's
   */
  public record Out(String node, String reason, boolean lost, boolean left) {}

  private final StateFiles files;
  private final Path path;
  private final String jobId;
  private final Messages messages;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private boolean warned;

  private NodeHistory(JobContext job) {
    this.files = job.files();
    this.path = path(job);
    this.jobId = job.allocation().jobId();
    this.messages = job.messages();
  }

  private static Path path(JobContext job) {
    return job.layout().scrDir().resolve(NAME);
  }

  /** What is known so far in the allocation of {@code job}. */
  public static NodeHistory of(JobContext job) throws IOException {
    NodeHistory history = new NodeHistory(job);
    try {
      history.read();
    } catch (CorruptTreeException damaged) {
      Path aside = history.files.moveAside(history.path);
      job.messages().say(damaged.getMessage() + "; moved to " + aside);
    }
    return history;
  }

  private void read() throws IOException {
    for (Out out : read(files, path, jobId)) {
      entries.put(out.node(), new Entry(out.reason(), out.lost(), out.left()));
    }
  }

  /** The nodes that are out of the allocation {@code jobId}, by the files in {@code scrDir}. */
  public static List<Out> recorded(StateFiles files, Path scrDir, String jobId) throws IOException {
    return read(files, scrDir.resolve(NAME), jobId);
  }

  private static List<Out> read(StateFiles files, Path path, String jobId) throws IOException {
    Optional<KvTree> nodes =
        files.read(path).flatMap(tree -> tree.get(JOB, jobId)).flatMap(job -> job.get(NODE));
    List<Out> found = new ArrayList<>();
    for (KvTree.Entry node : nodes.orElseGet(KvTree::new).entries()) {
      found.add(
          new Out(
              node.key(),
              node.tree().value(REASON).orElse("found down"),
              node.tree().value(LOST).isPresent(),
              node.tree().value(LEFT).isPresent()));
    }
    return found;
  }

  /**
   * Notes nodes that are out.
   *
   * @param found each with the reason
   * @param lost whether they cannot be relied upon for what their caches hold
   * @return those that were not out before, or were not known to be lost
   */
  synchronized Map<String, String> note(Map<String, String> found, boolean lost) {
    Map<String, String> news = new LinkedHashMap<>();
    found.forEach(
        (node, reason) -> {
          Entry before = entries.get(node);
          if (before == null || (lost && !before.lost())) {
            entries.put(node, new Entry(reason, lost, before != null && before.left()));
            news.put(node, reason);
          }
        });
    if (!news.isEmpty()) {
      write();
    }
    return news;
  }

  /** A run begins without the nodes that are out: what they have in cache is not the job's now. */
  synchronized void leaveBehind() {
    if (!entries.values().stream().allMatch(Entry::left)) {
      entries.replaceAll((node, entry) -> new Entry(entry.reason(), true, true));
      write();
    }
  }

  private void write() {
    KvTree tree = new KvTree();
    KvTree job = tree.child(JOB, jobId);
    entries.forEach(
        (node, entry) -> {
          job.child(NODE, node).setValue(REASON, entry.reason());
          if (entry.lost()) {
            job.child(NODE, node).setValue(LOST, 1);
          }
          if (entry.left()) {
            job.child(NODE, node).setValue(LEFT, 1);
          }
        });
    try {
      Files.createDirectories(path.getParent());
      files.write(path, tree);
    } catch (IOException e) {
      if (!warned) {
        warned = true;
        messages.say(
            "warning: nodes that are out are not recorded for the next scr_run: " + e.getMessage());
      }
    }
  }

  /** All nodes that are out, each with its reason. */
  public synchronized Map<String, String> out() {
    Map<String, String> all = new LinkedHashMap<>();
    entries.forEach((node, entry) -> all.put(node, entry.reason()));
    return all;
  }

  /** Those of them that nothing is to be expected from, even where they have come back since. */
  public synchronized Map<String, String> lost() {
    Map<String, String> lost = new LinkedHashMap<>();
    entries.forEach(
        (node, entry) -> {
          if (entry.lost()) {
            lost.put(node, entry.reason());
          }
        });
    return lost;
  }

  /** Those that a run has begun without: what they have in cache is not the job's any more. */
  synchronized NodeSet leftBehind() {
    return NodeSet.of(
        entries.entrySet().stream()
            .filter(one -> one.getValue().left())
            .map(Map.Entry::getKey)
            .toList());
  }
}
