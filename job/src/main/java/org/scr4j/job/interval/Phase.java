package org.scr4j.job.interval;

/**
 * Something that was done several times.
 *
 * @param count how often
 * @param seconds how long all of it took
 * @param squares sum of the squares of the single times
 */
public record Phase(long count, double seconds, double squares) {

  /** Never done. */
  public static final Phase NONE = new Phase(0, 0, 0);

  /** Done once more. */
  Phase and(double took) {
    return new Phase(count + 1, seconds + took, squares + took * took);
  }

  /** The average; 0 where it was never done. */
  public double mean() {
    return count == 0 ? 0 : seconds / count;
  }

  /** The standard error of the average; 0 where one time only is known. */
  public double standardError() {
    if (count < 2) {
      return 0;
    }
    double variance = (squares - seconds * seconds / count) / (count - 1);
    return Math.sqrt(Math.max(0, variance) / count);
  }
}
