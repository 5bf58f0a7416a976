package org.scr4j.cluster.slurm;

import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.LauncherMessages;
import org.scr4j.cluster.NodeSet;
import org.scr4j.cluster.ToolText;

/**
 * Standard error of the application's srun: passed on byte by byte as it comes, and read along for
 * what srun itself says about a step that it could not start.
 */
final class SrunMessages {

  /** What srun says when no task has run: {@code src/srun/allocate.c, launch.c, opt.c}. */
  private static final List<Pattern> NOT_STARTED =
      List.of(
          Pattern.compile("srun: (error|fatal): Unable to (create step|confirm allocation).*"),
          Pattern.compile("srun: (error|fatal): Slurm job \\d+ has expired.*"),
          Pattern.compile("srun: (error|fatal): Hostlist is empty!.*"),
          Pattern.compile("srun: (error|fatal): Only allocated \\d+ nodes asked for \\d+.*"),
          Pattern.compile("srun: (error|fatal): [Ii]nvalid .*"),
          Pattern.compile("srun: (error|fatal): Unable to (init|load|parse) .*"),
          Pattern.compile("srun: unrecognized option .*"),
          Pattern.compile("srun: (invalid option|option requires an argument|option '.*) ?.*"));

  private static final int SIGNALS = 64;

  private final LauncherMessages messages;
  private Optional<String> obstacle = Optional.empty();

  SrunMessages(InputStream stderr) {
    messages = new LauncherMessages(stderr, this::read);
  }

  private synchronized void read(String line) {
    if (obstacle.isEmpty() && isObstacle(line)) {
      obstacle = Optional.of(ToolText.shown(line));
    }
  }

  static boolean isObstacle(String line) {
    return NOT_STARTED.stream().anyMatch(pattern -> pattern.matcher(line).matches());
  }

  /** Waits for the end of the stream; something that was left running may hold it open. */
  void await(Duration limit) throws InterruptedException {
    messages.await(limit);
  }

  /** Why no task has run, in srun's words, if it said so. */
  synchronized Optional<String> obstacle() {
    return obstacle;
  }

  /**
   * How a step ended.
   *
   * @param status of srun: the highest of its tasks, or 128 and the signal
   * @param obstacle why no task has run, if it is known
   * @param lost nodes of the step that the job does not have any more; srun returns 0 where the
   *     tasks on the other nodes did
   */
  static Launcher.Outcome outcome(int status, Optional<String> obstacle, NodeSet lost) {
    if (!lost.isEmpty()) {
      return new Launcher.NodesLost(lost, status);
    }
    if (status != 0 && obstacle.isPresent()) {
      return new Launcher.NotStarted(obstacle.get());
    }
    return status > 128 && status <= 128 + SIGNALS
        ? new Launcher.Signalled(status - 128)
        : new Launcher.Exited(status);
  }
}
