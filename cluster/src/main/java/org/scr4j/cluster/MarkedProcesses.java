package org.scr4j.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The processes of steps, found on nodes by their {@link StepMark}. */
public final class MarkedProcesses {

  /**
   * Kills marked processes where {@code $2} is KILL, again and again, since one may have started
   * others meanwhile; prints the pids of those that are left. In POSIX sh.
   */
  private static final String SCRIPT =
      """
      find() { grep -lsF "$w" /proc/[0-9]*/environ 2>/dev/null | sed 's,^/proc/,,;s,/environ$,,'; }
      w=$1; [ -r /proc/self/environ ] || { echo 'no /proc' >&2; exit 3; }
      i=0
      while found=$(find); [ -n "$found" ] && [ "$2" = KILL ] && [ $i -lt 5 ]; do
        kill -9 $found 2>/dev/null
        i=$((i + 1))
      done
      echo $found
      exit 0
      """;

  /** Prints the marks that processes of this user have, each once. */
  private static final String MARKS =
      "cat /proc/[0-9]*/environ 2>/dev/null | tr '\\000' '\\n' | sed -n 's/^"
          + StepMark.VARIABLE
          + "=//p' | sort -u";

  private final RemoteShell shell;

  /** Processes on nodes that {@code shell} reaches. */
  public MarkedProcesses(RemoteShell shell) {
    this.shell = shell;
  }

  /**
   * Whether no process with {@code mark} is left on any of {@code nodes} that can be reached.
   *
   * @param limit for all of them; a node that has not answered by then may have some
   */
  public boolean none(NodeSet nodes, StepMark mark, Duration limit)
      throws ClusterException, InterruptedException {
    return quiet(shell.run(nodes, command(mark, "LIST"), limit));
  }

  /**
   * Kills the processes with {@code mark} on those of {@code nodes} that can be reached.
   *
   * @return whether none is left there
   */
  public boolean kill(NodeSet nodes, StepMark mark, Duration limit)
      throws ClusterException, InterruptedException {
    return quiet(shell.run(nodes, command(mark, "KILL"), limit));
  }

  /** The marks that are found on {@code nodes}, each with the nodes that have it. */
  public Map<StepMark, NodeSet> marks(NodeSet nodes, Duration limit)
      throws ClusterException, InterruptedException {
    Map<StepMark, Set<String>> found = new LinkedHashMap<>();
    shell
        .run(nodes, List.of("sh", "-c", MARKS), limit)
        .forEach(
            (node, result) -> {
              if (result instanceof RemoteShell.Finished done) {
                done.out()
                    .lines()
                    .flatMap(line -> StepMark.parse(line.strip()).stream())
                    .forEach(
                        mark ->
                            found.computeIfAbsent(mark, key -> new LinkedHashSet<>()).add(node));
              }
            });
    Map<StepMark, NodeSet> marks = new HashMap<>();
    found.forEach((mark, names) -> marks.put(mark, NodeSet.of(names)));
    return marks;
  }

  private static List<String> command(StepMark mark, String what) {
    return List.of("sh", "-c", SCRIPT, "scr4j", StepMark.VARIABLE + "=" + mark.text(), what);
  }

  private static boolean quiet(Map<String, RemoteShell.Result> results) {
    return results.values().stream()
        .allMatch(
            result ->
                result instanceof RemoteShell.Unreachable
                    || (result instanceof RemoteShell.Finished done
                        && done.status() == 0
                        && done.out().isBlank()));
  }
}
