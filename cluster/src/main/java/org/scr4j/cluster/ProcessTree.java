package org.scr4j.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Ends a process and all that descends from it. */
public final class ProcessTree {

  /** How long a killed process may take to go: only one stuck in the kernel needs longer. */
  private static final Duration KILL_LIMIT = Duration.ofSeconds(5);

  private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

  private ProcessTree() {}

  /**
   * Sends TERM to {@code root} and its descendants, those included that appear meanwhile, and KILL
   * to what is left after {@code grace}.
   *
   * @return whether all of them are gone
   */
  public static boolean end(ProcessHandle root, Duration grace) throws InterruptedException {
    return end(List.of(root), grace);
  }

  /** As the other, for several roots at the same time. */
  public static boolean end(Collection<ProcessHandle> roots, Duration grace)
      throws InterruptedException {
    Set<ProcessHandle> tree = new LinkedHashSet<>(roots);
    Set<ProcessHandle> told = new LinkedHashSet<>();
    if (!grace.isZero() && await(grace, () -> toldAndGone(tree, told))) {
      return true;
    }
    return await(KILL_LIMIT, () -> killedAndGone(tree));
  }

  private static boolean toldAndGone(Set<ProcessHandle> tree, Set<ProcessHandle> told) {
    grow(tree);
    for (ProcessHandle handle : tree) {
      if (told.add(handle)) {
        handle.destroy();
      }
    }
    return tree.stream().noneMatch(ProcessTree::isRunning);
  }

  private static boolean killedAndGone(Set<ProcessHandle> tree) {
    grow(tree);
    tree.forEach(ProcessHandle::destroyForcibly);
    return tree.stream().noneMatch(ProcessTree::isRunning);
  }

  /** Once a process is gone its children are nobody's descendants, so they are noted before. */
  private static void grow(Set<ProcessHandle> tree) {
    for (ProcessHandle handle : List.copyOf(tree)) {
      if (isRunning(handle)) {
        handle.descendants().forEach(tree::add);
      }
    }
  }

  /**
   * Whether a process still runs. One that has ended is not running, even where its parent has not
   * asked for its status yet and the system therefore still lists it.
   */
  public static boolean isRunning(ProcessHandle handle) {
    return handle.isAlive() && !isZombie(handle.pid());
  }

  private static boolean isZombie(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      int state = stat.lastIndexOf(')') + 2;
      return state < stat.length() && "ZX".indexOf(stat.charAt(state)) >= 0;
    } catch (IOException e) {
      // Gone meanwhile, or a system without /proc: what isAlive said stands.
      return false;
    }
  }

  /** A question that may have effects, such as sending a signal again. */
  public interface Condition {
    /** Whether the wait is over. */
    boolean holds();
  }

  /**
   * Asks until {@code condition} holds, for {@code limit} at most.
   *
   * <p>For processes that are not our children: no portable event tells of their end (the JDK polls
   * too, ten times slower), so it is asked for in short steps.
   *
   * @return whether it held in time
   */
  public static boolean await(Duration limit, Condition condition) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    long pause = SHORTEST_PAUSE;
    while (!condition.holds()) {
      if (System.nanoTime() - deadline >= 0) {
        return false;
      }
      LockSupport.parkNanos(pause);
      if (Thread.interrupted()) {
        throw new InterruptedException("while waiting for processes to end");
      }
      pause = Math.min(LONGEST_PAUSE, pause * 2);
    }
    return true;
  }
}
