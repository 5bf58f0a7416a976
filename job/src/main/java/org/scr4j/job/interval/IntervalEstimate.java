package org.scr4j.job.interval;

import java.util.List;
import java.util.Optional;

/**
 * How often to checkpoint, by a model and a log.
 *
 * @param model which one
 * @param seconds work between two checkpoints; at least 1
 * @param limits between which it is, since cost and failure rate are known from few events
 * @param percent what checkpoints of that interval cost, as a percentage of the work between them;
 *     with several levels what they and work done again cost together
 * @param levels with several levels: cache first, then prefix
 */
public record IntervalEstimate(
    Model model, double seconds, Limits90 limits, double percent, List<LevelEstimate> levels) {

  private static final double PERCENT = 100;

  /** The models. */
  public enum Model {
    /** Young's, first order. */
    YOUNG,
    /** Daly's, higher order. */
    DALY,
    /** First order, for checkpoints in cache of which some are flushed. */
    MULTILEVEL
  }

  /**
   * One level.
   *
   * @param name cache or prefix
   * @param cost of a checkpoint of this level, in seconds
   * @param failures that needed exactly this level
   * @param seconds between two checkpoints of this level
   */
  public record LevelEstimate(String name, double cost, int failures, double seconds) {}

  /** Copies the list. */
  public IntervalEstimate {
    levels = List.copyOf(levels);
  }

  /** By {@code model}; nothing where the log has no checkpoint, or no time. */
  public static Optional<IntervalEstimate> of(LogStatistics log, Model model) {
    boolean measured = log.cost().mean() > 0 && log.seconds() > 0;
    if (!measured) {
      return Optional.empty();
    }
    return Optional.of(model == Model.MULTILEVEL ? multilevel(log) : single(log, model));
  }

  private static IntervalEstimate single(LogStatistics log, Model model) {
    double cost = log.cost().mean();
    Limits90 costs = Limits90.ofMean(cost, log.cost().standardError());
    Limits90 times = log.meanTimeLimits();
    double best = Math.max(1, interval(model, cost, log.meanTimeToInterrupt()));
    Limits90 limits =
        new Limits90(
            Math.max(1, interval(model, costs.low(), times.low())),
            Math.max(1, interval(model, costs.high(), times.high())));
    return new IntervalEstimate(model, best, limits, cost * PERCENT / best, List.of());
  }

  private static double interval(Model model, double cost, double meanTime) {
    return model == Model.YOUNG
        ? IntervalModels.young(cost, meanTime)
        : IntervalModels.daly(cost, meanTime);
  }

  private static IntervalEstimate multilevel(LogStatistics log) {
    int prefix = log.prefixRestarts();
    int cache = Math.max(0, log.failed() - prefix);
    boolean flushes = log.flushCheckpoint().mean() > 0;
    // Without flushes there is one level, which all failures need.
    List<IntervalModels.Level> levels =
        flushes
            ? List.of(
                level(log.checkpoint(), cache, log), level(log.flushCheckpoint(), prefix, log))
            : List.of(level(log.checkpoint(), log.failed(), log));
    List<Double> intervals = IntervalModels.multilevel(levels);
    LevelEstimate first =
        new LevelEstimate(
            "cache",
            levels.get(0).cost(),
            flushes ? cache : log.failed(),
            Math.max(1, intervals.get(0)));
    List<LevelEstimate> all =
        flushes
            ? List.of(
                first,
                new LevelEstimate(
                    "prefix",
                    levels.get(1).cost(),
                    prefix,
                    Math.max(first.seconds(), intervals.get(1))))
            : List.of(first);
    Limits90 costs = Limits90.ofMean(log.checkpoint().mean(), log.checkpoint().standardError());
    Limits90 failures = Limits90.ofCount(first.failures());
    Limits90 limits =
        new Limits90(
            Math.max(1, IntervalModels.young(costs.low(), log.seconds() / failures.high())),
            Math.max(1, IntervalModels.young(costs.high(), log.seconds() / failures.low())));
    return new IntervalEstimate(
        Model.MULTILEVEL,
        first.seconds(),
        limits,
        IntervalModels.multilevelOverhead(levels) * PERCENT,
        all);
  }

  private static IntervalModels.Level level(Phase phase, int failures, LogStatistics log) {
    return new IntervalModels.Level(phase.mean(), Math.max(1, failures) / log.seconds());
  }

  /** Every how many checkpoints one is to be flushed; nothing unless there are two levels. */
  public Optional<Long> flushEvery() {
    return levels.size() < 2
        ? Optional.empty()
        : Optional.of(Math.max(1, Math.round(levels.get(1).seconds() / levels.get(0).seconds())));
  }
}
