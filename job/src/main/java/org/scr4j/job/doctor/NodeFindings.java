package org.scr4j.job.doctor;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.FoldedOutput;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.RemoteShell;
import org.scr4j.job.JobContext;
import org.scr4j.job.NodeReport;
import org.scr4j.job.terminal.Words;

/** Each node: whether a run could use it, and what a probe on it finds. */
final class NodeFindings {

  private static final Finding.Area AREA = Finding.Area.NODES;

  /** Below this, the difference is in how it is measured. */
  private static final long SKEW_SECONDS = 2;

  private final JobContext job;
  private final Optional<Path> lock;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * Checks of the nodes of {@code job}.
   *
   * @param lock a file that this process holds a lock on
   */
  NodeFindings(JobContext job, Optional<Path> lock) {
    this.job = job;
    this.lock = lock;
  }

  List<Finding> run() throws InterruptedException {
    NodeSet chosen = job.chosen(job.allocation().nodes());
    NodeReport report = job.health(true).check(chosen, Map.of());
    health(chosen, report);
    NodeSet asked = chosen.minus(NodeSet.of(report.down().keySet()));
    if (asked.isEmpty()) {
      findings.add(Finding.skipped(AREA, "probe", "no node answers, so none was looked at", ""));
      return findings;
    }
    probe(asked);
    return findings;
  }

  private void health(NodeSet chosen, NodeReport report) {
    Map<String, String> unusable = report.unusable(chosen);
    for (String line : FoldedOutput.lines(unusable)) {
      findings.add(
          Finding.warning(
              AREA,
              "health",
              line,
              "scr_run leaves it out; have more nodes than needed, or ask the administrators"));
    }
    long needed = job.settings().minNodes().orElse(1);
    String text = report.up().size() + " of " + chosen.size() + " nodes are usable";
    if (report.up().size() < needed) {
      findings.add(
          Finding.bad(
              AREA,
              "health",
              text + ", and a run needs " + needed,
              "allocate more nodes, or set a smaller SCR_MIN_NODES"));
    } else {
      findings.add(Finding.ok(AREA, "health", text));
    }
  }

  private void probe(NodeSet asked) throws InterruptedException {
    NodeProbe probe = new NodeProbe(job, lock);
    Instant before = job.clock().instant();
    Map<String, RemoteShell.Result> results;
    try {
      results = job.platform().remoteShell().run(asked, probe.command(), job.limits().check());
    } catch (ClusterException e) {
      findings.add(
          Finding.bad(
              AREA,
              "shell",
              Doctor.message(e),
              "without a remote shell no node can be checked or saved from; see scr_env --detected"));
      return;
    }
    Instant after = job.clock().instant();
    Map<String, NodeProbe.Answer> answers = new LinkedHashMap<>();
    Map<String, String> silent = new LinkedHashMap<>();
    for (String node : asked) {
      if (results.get(node) instanceof RemoteShell.Finished done) {
        answers.put(node, NodeProbe.parse(done.out()));
      } else {
        silent.put(node, why(results.get(node)));
      }
    }
    fold(
        silent,
        "shell",
        Finding.Level.BAD,
        "see that the remote shell reaches it without a password; scr_env --detected names it",
        answers.size() + " nodes answer over " + job.platform().remoteShell().name());
    clock(answers, before, after);
    programs(answers);
    directories(answers);
    locks(answers);
  }

  private static String why(RemoteShell.Result result) {
    if (result instanceof RemoteShell.TimedOut late) {
      return "no answer within " + Words.duration(late.after());
    }
    if (result instanceof RemoteShell.Unreachable none) {
      return none.reason();
    }
    return result instanceof RemoteShell.Undecided open ? open.reason() : "gave no answer";
  }

  /** One finding for all nodes with the same fault; where none has one, that all is well. */
  private void fold(
      Map<String, String> faults, String check, Finding.Level level, String remedy, String good) {
    for (String line : FoldedOutput.lines(faults)) {
      findings.add(new Finding(AREA, check, level, line, remedy));
    }
    if (faults.isEmpty()) {
      findings.add(Finding.ok(AREA, check, good));
    }
  }

  private void clock(Map<String, NodeProbe.Answer> answers, Instant before, Instant after) {
    Map<String, String> skewed = new LinkedHashMap<>();
    answers.forEach(
        (node, answer) -> {
          // The node's clock is read in whole seconds, once when the probe begins, once at its end.
          answer
              .began()
              .ifPresent(at -> skew(node, before.getEpochSecond() - at - 1, "behind", skewed));
          answer
              .ended()
              .ifPresent(at -> skew(node, at - after.getEpochSecond(), "ahead of", skewed));
        });
    fold(
        skewed,
        "clock",
        Finding.Level.WARNING,
        "have the nodes' clocks kept by NTP: halt times and the age of files are compared",
        "clocks agree within " + SKEW_SECONDS + " s");
  }

  private static void skew(String node, long seconds, String where, Map<String, String> skewed) {
    if (seconds > SKEW_SECONDS) {
      skewed.put(
          node,
          "clock is "
              + Words.duration(Duration.ofSeconds(Math.min(seconds, Integer.MAX_VALUE)))
              + " "
              + where
              + " this host's");
    }
  }

  private void programs(Map<String, NodeProbe.Answer> answers) {
    Map<String, String> faults = new LinkedHashMap<>();
    answers.forEach(
        (node, answer) -> {
          if (!answer.copy().equals(NodeProbe.GOOD)) {
            faults.put(node, "libexec/scr_copy " + answer.copy());
          }
        });
    fold(
        faults,
        "java",
        Finding.Level.BAD,
        "what is in cache cannot be saved there: install scr4j and a Java 17 where all nodes see"
            + " them, and name it by SCR_JAVA_HOME",
        "scr_copy and its Java run on every node");
  }

  private void directories(Map<String, NodeProbe.Answer> answers) {
    Map<String, String> unwritable = new LinkedHashMap<>();
    Map<String, String> left = new LinkedHashMap<>();
    Map<String, Long> least = new LinkedHashMap<>();
    Map<String, String> where = new LinkedHashMap<>();
    answers.forEach(
        (node, answer) -> {
          if (!answer.prefix().equals(NodeProbe.GOOD)) {
            unwritable.put(node, "the prefix directory " + answer.prefix());
          }
          if (!answer.left().isEmpty()) {
            left.put(node, String.join(", ", answer.left()));
          }
          answer
              .free()
              .forEach(
                  (directory, kib) -> {
                    if (least.getOrDefault(directory, Long.MAX_VALUE) > kib) {
                      least.put(directory, kib);
                      where.put(directory, node);
                    }
                  });
        });
    fold(
        unwritable,
        "prefix",
        Finding.Level.BAD,
        "choose a prefix directory on a file system that all nodes have",
        "the prefix directory can be written from every node");
    least.forEach((directory, kib) -> findings.add(space(directory, kib, where.get(directory))));
    fold(
        left,
        "leftovers",
        Finding.Level.WARNING,
        "remove them if those jobs have ended: they take the room of this job's checkpoints",
        "nothing of other jobs of this user is in control and cache directories");
  }

  private static Finding space(String directory, long kib, String node) {
    String text = directory + ": at least " + Words.bytes(kib * 1024.0) + " free (" + node + ")";
    return kib == 0
        ? Finding.bad(AREA, "space", text, "free space there, or choose another SCR_CACHE_BASE")
        : Finding.ok(AREA, "space", text);
  }

  private void locks(Map<String, NodeProbe.Answer> answers) {
    Map<String, String> blind = new LinkedHashMap<>();
    boolean seen = false;
    for (Map.Entry<String, NodeProbe.Answer> node : answers.entrySet()) {
      if (node.getValue().lock().equals("free")) {
        blind.put(node.getKey(), "does not see a lock that this host holds in the prefix");
      }
      seen |= node.getValue().lock().equals("held");
    }
    if (seen || !blind.isEmpty()) {
      fold(
          blind,
          "lock",
          Finding.Level.WARNING,
          "have the file system mounted with locks between nodes (Lustre: flock, not localflock)",
          "locks in the prefix are seen by the nodes");
    }
  }
}
