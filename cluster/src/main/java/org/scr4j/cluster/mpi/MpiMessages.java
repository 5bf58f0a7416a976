package org.scr4j.cluster.mpi;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.scr4j.cluster.Launcher;

/**
 * What mpirun and the ssh below it say on standard error, line by line, and what it means together
 * with mpirun's exit status. Sources: Open MPI 4.1 ({@code help-*.txt}), MPICH 4.0 (Hydra), OpenSSH
 * 9.2; captured, see the tests. The ranks write to the same stream.
 */
final class MpiMessages {

  private static final int SIGNAL_BASE = 128;
  private static final int SIGNALS = 64;
  private static final int FAULT = 255;
  private static final int SIGABRT = 6;

  /** What a line says where no process of the program has run, and what to do. */
  private record Obstacle(Pattern line, String remedy) {}

  private static final List<Obstacle> OBSTACLES =
      List.of(
          new Obstacle(
              Pattern.compile(".*has detected an attempt to run as root\\..*"),
              "; use another user, or where root may: export OMPI_ALLOW_RUN_AS_ROOT=1"
                  + " OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1"),
          new Obstacle(
              Pattern.compile("There are not enough slots available in the system.*"),
              "; ask for fewer processes, or for more on each node (-N)"),
          new Obstacle(Pattern.compile(".*was unable to find the specified executable file.*"), ""),
          new Obstacle(
              Pattern.compile(
                  ".*(was unable to launch the specified application|could not access"
                      + " or execute an executable).*"),
              ""),
          new Obstacle(Pattern.compile("Open RTE detected a parse error in the hostfile:.*"), ""),
          new Obstacle(Pattern.compile(".*HYDU_create_process.*execvp error on file .*"), ""),
          new Obstacle(
              Pattern.compile(".*(unrecognized argument|error parsing parameters).*"),
              "; see mpirun --help"),
          new Obstacle(Pattern.compile(".*: Error: unknown option \".*"), "; see mpirun --help"));

  /** After one of these Hydra waits for ever for a node that it will not hear from. */
  private static final List<Obstacle> HOPELESS =
      List.of(
          new Obstacle(
              Pattern.compile("ssh: (Could not resolve hostname|connect to host) .*"),
              "; see whether ssh reaches the node"),
          new Obstacle(
              Pattern.compile("(\\S+: )?Permission denied \\(.*"),
              "; ssh must work without a password"),
          new Obstacle(
              Pattern.compile("Host key verification failed\\..*"),
              "; make the nodes' keys known: ssh-keyscan"),
          new Obstacle(
              Pattern.compile("\\[proxy:.*unable to connect to server .*"),
              "; nodes cannot connect to this host: give mpirun -localhost with an address that"
                  + " they reach"));

  private static final List<Pattern> LOST =
      List.of(
          Pattern.compile("Connection (?:to|closed by|reset by) ([^ ,]+)[ ,].*"),
          Pattern.compile("Timeout, server (\\S+) not responding\\..*"),
          Pattern.compile(" *Remote daemon: +\\S+ on node (\\S+)"));

  /** Set where a signal ended a process; the exit status says so only in part. */
  private static final Pattern BY_SIGNAL =
      Pattern.compile(
          "YOUR APPLICATION TERMINATED WITH THE EXIT STRING: .*\\(signal (\\d{1,2})\\)");

  private static final Pattern BANNER = Pattern.compile("= +EXIT CODE: (\\d{1,3})");

  private static final List<Pattern> UNREACHED =
      List.of(
          Pattern.compile("ssh: Could not resolve hostname ([^ :]+):.*"),
          Pattern.compile("ssh: connect to host (\\S+) port .*"),
          Pattern.compile("(?:\\S+@)?([^ :@]+): Permission denied \\(.*"),
          Pattern.compile("\\[proxy:[^@]*@([^]]+)\\].*unable to connect to server .*"));

  private final Set<String> lost = new LinkedHashSet<>();
  private OptionalInt signal = OptionalInt.empty();
  private OptionalInt banner = OptionalInt.empty();
  private Optional<String> remedy = Optional.empty();

  /**
   * Takes a line.
   *
   * @return whether it says that no process has run
   */
  synchronized boolean isObstacle(String text) {
    // ssh ends its lines with a carriage return as well.
    String line = text.stripTrailing();
    first(LOST, line).ifPresent(lost::add);
    Matcher bySignal = BY_SIGNAL.matcher(line);
    if (bySignal.matches()) {
      signal = OptionalInt.of(Integer.parseInt(bySignal.group(1)));
    }
    Matcher code = BANNER.matcher(line);
    if (code.matches() && banner.isEmpty()) {
      banner = OptionalInt.of(Integer.parseInt(code.group(1)));
    }
    Optional<Obstacle> found = find(OBSTACLES, line).or(() -> find(HOPELESS, line));
    if (remedy.isEmpty()) {
      remedy = found.map(Obstacle::remedy);
    }
    return found.isPresent();
  }

  private static Optional<Obstacle> find(List<Obstacle> all, String line) {
    return all.stream().filter(one -> one.line().matcher(line).matches()).findFirst();
  }

  /** The node that {@code text} says cannot be reached, or is not any more. */
  static Optional<String> nodeInTrouble(String text) {
    String line = text.stripTrailing();
    return first(LOST, line).or(() -> first(UNREACHED, line));
  }

  private static Optional<String> first(List<Pattern> patterns, String line) {
    return patterns.stream()
        .map(pattern -> pattern.matcher(line))
        .filter(Matcher::matches)
        .map(found -> found.group(1))
        .findFirst();
  }

  /** Whether mpirun would wait for ever after {@code text}. */
  static boolean isHopeless(String text) {
    return find(HOPELESS, text.stripTrailing()).isPresent();
  }

  /** Hosts with which ssh has lost its connection. */
  synchronized Set<String> lost() {
    return Set.copyOf(lost);
  }

  /**
   * How the step ended.
   *
   * @param status of mpirun, or 128 and the signal
   * @param obstacle the line with which {@link #isObstacle} began to hold
   */
  synchronized Launcher.Outcome outcome(MpiFamily family, int status, Optional<String> obstacle) {
    if (status != 0 && obstacle.isPresent()) {
      return new Launcher.NotStarted(obstacle.get() + remedy.orElse(""));
    }
    if (family == MpiFamily.HYDRA) {
      if (status != 0 && signal.isPresent()) {
        return new Launcher.Signalled(signal.getAsInt());
      }
      if (status == FAULT && banner.orElse(0) == SIGABRT) {
        return new Launcher.Signalled(SIGABRT);
      }
    }
    return status > SIGNAL_BASE && status <= SIGNAL_BASE + SIGNALS
        ? new Launcher.Signalled(status - SIGNAL_BASE)
        : new Launcher.Exited(status);
  }
}
