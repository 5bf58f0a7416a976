package org.scr4j.cluster.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.ProcessTree;

/**
 * Finds the live processes that have certain variables in their environment, whoever their parent
 * is: a process inherits them from the rank that it descends from, orphans included.
 *
 * <p>Where there is no {@code /proc}, the processes that were noted when they were started, and
 * what descends from them, stand in for them.
 */
final class LocalProcesses {

  /** Looks again when a process could not be read: it may just be changing its program. */
  private static final int LOOKS = 3;

  private final Path proc;
  private final Supplier<List<LocalStepRecord>> records;

  /**
   * Processes listed in {@code proc}.
   *
   * @param records what was noted of steps, for systems without {@code /proc}
   */
  LocalProcesses(Path proc, Supplier<List<LocalStepRecord>> records) {
    this.proc = proc;
    this.records = records;
  }

  private record Scan(Set<ProcessHandle> found, boolean unsure) {}

  /** The processes that have all of {@code variables}; never this one, nor its ancestors. */
  Set<ProcessHandle> find(Map<String, String> variables) {
    return scan(variables).found();
  }

  /** Whether there are none, also when looked at again. */
  boolean none(Map<String, String> variables) {
    for (int i = 0; i < LOOKS; i++) {
      Scan scan = scan(variables);
      if (!scan.found().isEmpty()) {
        return false;
      }
      if (!scan.unsure()) {
        return true;
      }
    }
    return true;
  }

  /**
   * Sends KILL to the processes that have all of {@code variables} until none is left.
   *
   * @return how many there were
   * @throws ClusterException if some are left after {@code limit}
   */
  int killAll(Map<String, String> variables, Duration limit)
      throws ClusterException, InterruptedException {
    Set<ProcessHandle> killed = new HashSet<>();
    boolean gone =
        ProcessTree.await(
            limit,
            () -> {
              Set<ProcessHandle> found = find(variables);
              found.forEach(ProcessHandle::destroyForcibly);
              killed.addAll(found);
              // Those of a dead parent may not be found any more while they still die.
              return found.isEmpty()
                  && killed.stream().noneMatch(ProcessTree::isRunning)
                  && none(variables);
            });
    if (!gone) {
      throw new ClusterException(
          "processes "
              + find(variables).stream().map(ProcessHandle::pid).toList()
              + " do not end when killed; look at them with ps");
    }
    return killed.size();
  }

  private Scan scan(Map<String, String> variables) {
    Set<ProcessHandle> found = new HashSet<>();
    boolean unsure = false;
    if (Files.isReadable(proc.resolve("self").resolve("environ"))) {
      List<String> wanted = new ArrayList<>();
      variables.forEach((name, value) -> wanted.add("\0" + name + "=" + value + "\0"));
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc, "[0-9]*")) {
        for (Path entry : entries) {
          unsure |= look(entry, wanted, found);
        }
      } catch (IOException | DirectoryIteratorException e) {
        unsure = true;
      }
    } else {
      records.get().forEach(record -> record.live(variables).forEach(found::add));
    }
    for (Optional<ProcessHandle> own = Optional.of(ProcessHandle.current());
        own.isPresent();
        own = own.get().parent()) {
      found.remove(own.get());
    }
    found.removeIf(handle -> !ProcessTree.isRunning(handle));
    return new Scan(found, unsure);
  }

  /**
   * Adds the process of {@code entry} where it has all that is wanted.
   *
   * @return whether it is one whose environment cannot be seen at this instant
   */
  private static boolean look(Path entry, List<String> wanted, Set<ProcessHandle> found) {
    // The handle comes first: if its number were given to another process after this, its start
    // time would differ, and no signal would be sent.
    Optional<ProcessHandle> handle =
        ProcessHandle.of(Long.parseLong(entry.getFileName().toString()));
    if (handle.isEmpty()) {
      return false;
    }
    String environment;
    try {
      byte[] bytes = Files.readAllBytes(entry.resolve("environ"));
      environment = "\0" + new String(bytes, StandardCharsets.UTF_8) + "\0";
    } catch (IOException e) {
      // Ended meanwhile, or another user's, which is none of ours.
      return false;
    }
    if (environment.length() == 2) {
      return ProcessTree.isRunning(handle.get());
    }
    if (wanted.stream().allMatch(environment::contains)) {
      found.add(handle.get());
    }
    return false;
  }
}
