package org.scr4j.examples.heat;

import java.util.Locale;

/**
 * What a run computes.
 *
 * @param rows of the field, split over the ranks
 * @param columns of the field
 * @param steps to compute in all
 * @param every steps between two checkpoints
 * @param stepMillis the least time that a step takes, to slow a run down
 */
record HeatOptions(int rows, int columns, int steps, int every, int stepMillis) {

  static final String USAGE =
      """
      Usage: heat [--rows N] [--cols N] [--steps N] [--every K] [--step-ms MS]

      Computes how heat spreads over a plate. Run it under any launcher.

        --rows N      rows of the plate, split over the ranks (default 256)
        --cols N      columns of the plate (default 256)
        --steps N     time steps (default 2000)
        --every K     steps between two checkpoints (default 100)
        --step-ms MS  the least time for one step, in milliseconds (default 0)
        --help        this text
      """;

  private static final HeatOptions DEFAULT = new HeatOptions(256, 256, 2000, 100, 0);
  private static final int LARGEST = 1 << 20;

  /** An argument that cannot be used; the message is one line. */
  static final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
      super(message + "; see heat --help");
    }
  }

  static HeatOptions parse(String... arguments) throws UsageException {
    HeatOptions options = DEFAULT;
    for (int i = 0; i < arguments.length; i++) {
      String option = arguments[i];
      int equals = option.indexOf('=');
      String value;
      if (equals > 0) {
        value = option.substring(equals + 1);
        option = option.substring(0, equals);
      } else if (i + 1 < arguments.length) {
        value = arguments[++i];
      } else {
        throw new UsageException(option + " is no option, or lacks its value");
      }
      options = options.with(option, value);
    }
    return options;
  }

  private HeatOptions with(String option, String value) throws UsageException {
    return switch (option) {
      case "--rows" -> new HeatOptions(number(option, value, 1), columns, steps, every, stepMillis);
      case "--cols" -> new HeatOptions(rows, number(option, value, 1), steps, every, stepMillis);
      case "--steps" -> new HeatOptions(rows, columns, number(option, value, 0), every, stepMillis);
      case "--every" -> new HeatOptions(rows, columns, steps, number(option, value, 1), stepMillis);
      case "--step-ms" -> new HeatOptions(rows, columns, steps, every, number(option, value, 0));
      default -> throw new UsageException("unknown option " + option);
    };
  }

  private static int number(String option, String value, int least) throws UsageException {
    try {
      int number = Integer.parseInt(value);
      if (number >= least && number <= LARGEST) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw wrong(option, value, least);
    }
    throw wrong(option, value, least);
  }

  private static UsageException wrong(String option, String value, int least) {
    return new UsageException(
        String.format(
            Locale.ROOT, "%s is a number from %d to %d, not '%s'", option, least, LARGEST, value));
  }
}
