package org.scr4j.job.status;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.ThisHost;

/**
 * A process on some host, so that another process can tell whether it is still there.
 *
 * @param host its name as the kernel has it
 * @param pid its id
 * @param space the name space that the id is of, as {@code /proc/self/ns/pid} says; empty where
 *     unknown
 * @param started when it started, which tells it from a later one of the same id
 */
public record RunProcess(String host, long pid, String space, Optional<Instant> started) {

  private static final Path SPACE = Path.of("/proc/self/ns/pid");

  /** The system counts in ticks from a boot time that a clock adjustment moves. */
  private static final Duration TOLERANCE = Duration.ofSeconds(5);

  /** Whether a process is there. */
  public enum Presence {
    /** It is. */
    THERE,
    /** It is not. */
    GONE,
    /** It cannot be told from here. */
    UNKNOWN
  }

  /** This process. */
  public static RunProcess current() throws ClusterException {
    ProcessHandle self = ProcessHandle.current();
    return new RunProcess(ThisHost.name(), self.pid(), ownSpace(), self.info().startInstant());
  }

  /** Whether it is still there: known on its own host only. */
  public Presence presence() throws ClusterException {
    if (pid <= 0 || space.isEmpty() || !host.equals(ThisHost.name()) || !space.equals(ownSpace())) {
      return Presence.UNKNOWN;
    }
    Optional<ProcessHandle> found = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    if (found.isEmpty()) {
      return Presence.GONE;
    }
    Optional<Instant> since = found.get().info().startInstant();
    if (since.isEmpty() || started.isEmpty()) {
      return Presence.UNKNOWN;
    }
    Duration apart = Duration.between(started.get(), since.get()).abs();
    return apart.compareTo(TOLERANCE) <= 0 ? Presence.THERE : Presence.GONE;
  }

  private static String ownSpace() {
    try {
      return Files.readSymbolicLink(SPACE).toString();
    } catch (IOException | UnsupportedOperationException e) {
      // No such system: then nothing is told of processes.
      return "";
    }
  }
}
