package org.scr4j.cluster.alps;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.NodeSet;

/** What aprun says on standard error, read along as it comes. Safe for use by several threads. */
final class AprunMessages {

  /** No task has run: the claim was refused, or the program is not there. */
  private static final Pattern OBSTACLE =
      Pattern.compile(
          "apsched: .*|aprun: .*(?:not found|[Nn]o such file|unrecognized option|invalid option"
              + "|requires an argument|[Uu]sage:).*|aprun: -[A-Za-z]+ .*");

  /** The fabric of the machine tells that a node is gone; the rest of the line differs. */
  private static final Pattern EVENT = Pattern.compile("Received node event ec_node");

  private static final Pattern NODE = Pattern.compile("\\[NID ([0-9]{1,7})\\]");

  /** A claim that does not fit in because of what runs. */
  private static final List<String> REFUSED =
      List.of("claim exceeds reservation", "no more claims allowed");

  private static final int SIGNALS = 64;

  private final Set<String> lost = new LinkedHashSet<>();

  /** Takes a line; returns whether it says that no task has run. */
  synchronized boolean read(String line) {
    if (EVENT.matcher(line).find()) {
      Matcher node = NODE.matcher(line);
      if (node.find()) {
        lost.add(Nids.name(Integer.parseInt(node.group(1))));
      }
    }
    return isObstacle(line);
  }

  static boolean isObstacle(String line) {
    return OBSTACLE.matcher(line).matches();
  }

  /** Whether {@code text} says that the nodes are taken by another application. */
  static boolean isRefusal(String text) {
    return REFUSED.stream().anyMatch(text::contains);
  }

  /** Nodes that aprun was told to be gone. */
  synchronized NodeSet lost() {
    return NodeSet.of(lost);
  }

  /**
   * How a step ended.
   *
   * @param status of aprun: the highest of its tasks, or 128 and the signal; 1 for faults of its
   *     own
   * @param obstacle why no task has run, if it said so
   */
  static Launcher.Outcome outcome(int status, Optional<String> obstacle) {
    if (status != 0 && obstacle.isPresent()) {
      return new Launcher.NotStarted(obstacle.get());
    }
    return status > 128 && status <= 128 + SIGNALS
        ? new Launcher.Signalled(status - 128)
        : new Launcher.Exited(status);
  }
}
