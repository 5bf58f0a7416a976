package org.scr4j.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scr4j.kvtree.CorruptTreeException;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.StateFiles;

/**
 * The nodes that were found unusable in this allocation: once out, a node stays out, also in a
 * later {@code scr_run}. It is kept in {@code .scr/nodes_out.scr}, {@code JOB / id / NODE / name}
 * with {@code REASON} and, where the node was lost and not just unfit, {@code LOST}. What another
 * allocation left there is passed over. LLNL's commands do not know the file.
 *
 * <p>Safe for use by several threads.
 */
public final class NodeHistory {

  private static final String JOB = "JOB";
  private static final String NODE = "NODE";
  private static final String REASON = "REASON";
  private static final String LOST = "LOST";

  /** A node that is out, and whether what its cache holds is lost to the job. */
  private record Entry(String reason, boolean lost) {}

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
    return job.layout().scrDir().resolve("nodes_out.scr");
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
    Optional<KvTree> nodes = files.read(path).flatMap(tree -> tree.get(JOB, jobId));
    if (nodes.isEmpty()) {
      return;
    }
    for (String node : nodes.get().get(NODE).map(KvTree::keys).orElse(List.of())) {
      KvTree entry = nodes.get().child(NODE, node);
      entries.put(
          node, new Entry(entry.value(REASON).orElse("found down"), entry.value(LOST).isPresent()));
    }
  }

  /**
   * Notes nodes that are out.
   *
   * @param found each with the reason
   * @param lost whether what their caches hold is lost to the job
   * @return those that were not out before, or were not known to be lost
   */
  synchronized Map<String, String> note(Map<String, String> found, boolean lost) {
    Map<String, String> news = new LinkedHashMap<>();
    found.forEach(
        (node, reason) -> {
          Entry before = entries.get(node);
          if (before == null || (lost && !before.lost())) {
            entries.put(node, new Entry(reason, lost));
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
    Map<String, String> out = out();
    if (!lost().keySet().equals(out.keySet())) {
      note(out, true);
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

  /** Those of them whose cache is lost to the job, even where they have come back since. */
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
}
