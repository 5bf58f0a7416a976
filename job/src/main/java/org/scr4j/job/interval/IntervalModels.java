package org.scr4j.job.interval;

import java.util.ArrayList;
import java.util.List;

/**
 * The best time of work between two checkpoints, in seconds.
 *
 * <p>{@code cost} is how long a checkpoint stops the program; {@code meanTime} is the mean time to
 * the next interrupt. Both are positive; a mean time may be infinite.
 */
public final class IntervalModels {

  private IntervalModels() {}

  /** J. W. Young, A first order approximation to the optimum checkpoint interval, CACM 17, 1974. */
  public static double young(double cost, double meanTime) {
    return Math.sqrt(2 * cost * meanTime);
  }

  /**
   * J. T. Daly, A higher order estimate of the optimum checkpoint interval for restart dumps, FGCS
   * 22, 2006, equation 37.
   */
  public static double daly(double cost, double meanTime) {
    double twice = 2 * meanTime;
    if (cost >= twice) {
      return meanTime;
    }
    if (Double.isInfinite(meanTime)) {
      return meanTime;
    }
    double share = cost / twice;
    return Math.sqrt(cost * twice) * (1 + Math.sqrt(share) / 3 + share / 9) - cost;
  }

  /**
   * The wall time that work takes with failures and restarts, of the same paper (equation 20).
   *
   * @param work time that it takes without failures and checkpoints
   * @param interval time of work between two checkpoints
   * @param restart time that it takes to go on after a failure
   */
  public static double wallTime(
      double work, double interval, double cost, double restart, double meanTime) {
    return meanTime
        * Math.exp(restart / meanTime)
        * Math.expm1((interval + cost) / meanTime)
        * work
        / interval;
  }

  /**
   * One level of checkpoints.
   *
   * @param cost of a checkpoint of this level
   * @param rate of failures that need exactly this level
   */
  public record Level(double cost, double rate) {}

  /**
   * Intervals of several levels, first order (S. Di and others, 2014; A. Benoit and others, 2017):
   * each level is as if it were alone.
   *
   * @return one for each of {@code levels}
   */
  public static List<Double> multilevel(List<Level> levels) {
    List<Double> intervals = new ArrayList<>();
    for (Level level : levels) {
      intervals.add(Math.sqrt(2 * level.cost() / level.rate()));
    }
    return intervals;
  }

  /** Share of the time that {@link #multilevel} loses to checkpoints and to work done again. */
  public static double multilevelOverhead(List<Level> levels) {
    return levels.stream().mapToDouble(level -> Math.sqrt(2 * level.cost() * level.rate())).sum();
  }
}
