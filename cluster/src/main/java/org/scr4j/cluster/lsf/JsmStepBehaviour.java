package org.scr4j.cluster.lsf;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.Health;
import org.scr4j.cluster.LaunchedStep;
import org.scr4j.cluster.Launcher;
import org.scr4j.cluster.NodeSet;

/** What JSM knows of a step of ours. */
final class JsmStepBehaviour implements LaunchedStep.Behaviour {

  /**
   * What jsrun is known to say when it has reached no daemon of JSM; texts may be glued together.
   */
  private static final List<Pattern> NOT_STARTED =
      List.of(
          Pattern.compile(".*Error initializing RM connection\\. Exiting\\..*"),
          Pattern.compile("Error: Remote JSM server is not responding on host .*"),
          Pattern.compile(".*JSM daemon timed.*"),
          Pattern.compile(".*Terminated while pending.*"),
          Pattern.compile("(?:jsrun|lrun): (?:unrecognized|invalid|unknown) option.*"));

  /** A relaunch does not wait long for a daemon that may be the very one that has died. */
  private static final Duration LIMIT = Duration.ofSeconds(3);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);
  private static final int SIGNALS = 64;

  private final LsfTools tools;
  private final Optional<Set<Integer>> before;
  private final OptionalInt sets;
  private Optional<Integer> id = Optional.empty();

  private JsmStepBehaviour(LsfTools tools, Optional<Set<Integer>> before, OptionalInt sets) {
    this.tools = tools;
    this.before = before;
    this.sets = sets;
  }

  /**
   * Of a step that is about to be started: its number will be one that is not there yet.
   *
   * @param sets how many resource sets it asks for, where that is known
   */
  static JsmStepBehaviour before(LsfTools tools, OptionalInt sets) throws InterruptedException {
    Optional<Set<Integer>> before;
    try {
      before =
          Optional.of(
              tools.steps(LIMIT).stream().map(JsmStep::id).collect(Collectors.toUnmodifiableSet()));
    } catch (ClusterException e) {
      // JSM is away: the step does without a number, and its processes are found by their mark.
      before = Optional.empty();
    }
    return new JsmStepBehaviour(tools, before, sets);
  }

  /** Waits until JSM lists the step, unless it ends before or {@code limit} passes. */
  void awaitNumber(Launcher.Step step, Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    Duration pause = FIRST_PAUSE;
    while (before.isPresent()
        && find().isEmpty()
        && System.nanoTime() - end < 0
        && step.await(pause).isEmpty()) {
      pause = pause.multipliedBy(2);
      pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }
  }

  @Override
  public Optional<String> id() throws InterruptedException {
    return find().map(number -> Integer.toString(number));
  }

  private synchronized Optional<Integer> find() throws InterruptedException {
    if (id.isEmpty() && before.isPresent()) {
      try {
        id = pick(tools.steps(LIMIT), before.get(), sets);
      } catch (ClusterException e) {
        // JSM is away: asked again when it matters.
        return Optional.empty();
      }
    }
    return id;
  }

  /**
   * The step among {@code now} that was not there before.
   *
   * @return nothing where there is none, or more than one that may be meant: somebody else has
   *     started steps too
   */
  static Optional<Integer> pick(List<JsmStep> now, Set<Integer> before, OptionalInt sets) {
    List<JsmStep> added =
        now.stream()
            .filter(step -> !before.contains(step.id()))
            .filter(step -> sets.isEmpty() || step.sets().isEmpty() || step.sets().equals(sets))
            .toList();
    return added.size() == 1 ? Optional.of(added.get(0).id()) : Optional.empty();
  }

  @Override
  public boolean isObstacle(String line) {
    return NOT_STARTED.stream().anyMatch(pattern -> pattern.matcher(line.strip()).matches());
  }

  @Override
  public void cancel(Duration limit) throws ClusterException, InterruptedException {
    Optional<Integer> number = find();
    if (number.isPresent()) {
      tools.kill(number.get(), limit.compareTo(LIMIT) < 0 ? limit : LIMIT);
    }
  }

  @Override
  public Launcher.Outcome outcome(int status, Optional<String> obstacle) {
    if (status != 0 && obstacle.isPresent()) {
      return new Launcher.NotStarted(obstacle.get());
    }
    return status > 128 && status <= 128 + SIGNALS
        ? new Launcher.Signalled(status - 128)
        : new Launcher.Exited(status);
  }

  @Override
  public NodeSet lost(NodeSet nodes) throws InterruptedException {
    endRemains();
    try {
      Map<String, String> states = tools.hosts(nodes, LIMIT);
      return NodeSet.of(
          nodes.stream()
              .filter(states::containsKey)
              .filter(node -> LsfHost.health(states.get(node)) instanceof Health.Failed)
              .toList());
    } catch (ClusterException e) {
      // The scheduler is away: the status counts, and the checks before the next run.
      return NodeSet.empty();
    }
  }

  /** With some versions of JSM tasks outlive their jsrun, and hold what the next step needs. */
  private void endRemains() throws InterruptedException {
    Optional<Integer> number = find();
    try {
      if (number.isPresent()
          && tools.steps(LIMIT).stream()
              .anyMatch(step -> step.id() == number.get() && step.isAlive())) {
        tools.kill(number.get(), LIMIT);
      }
    } catch (ClusterException e) {
      // Whatever is left is found by its mark.
      return;
    }
  }
}
