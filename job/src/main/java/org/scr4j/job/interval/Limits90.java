package org.scr4j.job.interval;

import java.util.function.DoubleUnaryOperator;

/**
 * Between which numbers a mean lies with 90 % confidence.
 *
 * @param low not negative
 * @param high may be infinite
 */
public record Limits90(double low, double high) {

  private static final double TAIL = 0.05;

  /** Of the normal distribution, for a tail of 5 %. */
  private static final double NORMAL = 1.6448536269514722;

  private static final int STEPS = 200;

  /** From here on the normal distribution is near enough. */
  private static final int MANY = 10_000;

  /** Of a mean with this standard error. */
  public static Limits90 ofMean(double mean, double standardError) {
    return new Limits90(Math.max(0, mean - NORMAL * standardError), mean + NORMAL * standardError);
  }

  /**
   * Of the expected number of events of which {@code count} were seen (exact, F. Garwood, Fiducial
   * limits for the Poisson distribution, 1936).
   */
  public static Limits90 ofCount(int count) {
    if (count > MANY) {
      return ofMean(count, Math.sqrt(count));
    }
    double most = 2.0 * count + 20;
    double low = count == 0 ? 0 : root(mean -> 1 - TAIL - atMost(count - 1, mean), 0, most);
    double high = root(mean -> TAIL - atMost(count, mean), 0, most);
    return new Limits90(low, high);
  }

  /** Probability of no more than {@code count} events where {@code mean} are expected. */
  private static double atMost(int count, double mean) {
    if (mean == 0) {
      return 1;
    }
    double logTerm = -mean;
    double sum = Math.exp(logTerm);
    for (int i = 1; i <= count; i++) {
      logTerm += Math.log(mean / i);
      sum += Math.exp(logTerm);
    }
    return sum;
  }

  /** Where the growing {@code function} is 0. */
  private static double root(DoubleUnaryOperator function, double from, double to) {
    double low = from;
    double high = to;
    for (int i = 0; i < STEPS; i++) {
      double middle = (low + high) / 2;
      if (function.applyAsDouble(middle) < 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }
}
