package org.scr4j.redundancy;

import java.util.Locale;

/**
 * How the files of a dataset are protected against the loss of nodes.
 *
 * @param kind the method
 * @param setSize the least number of ranks that a set should have where there are enough; SCR's
 *     {@code SCR_SET_SIZE}; without meaning for {@link Kind#SINGLE}
 * @param failures how many members of a set may be lost, whichever they are: 0 for SINGLE, 1 for
 *     XOR, the number of copies of each rank's files for PARTNER, of checks for RS
 */
public record Scheme(Kind kind, int setSize, int failures) {

  /** A method of redset that this version encodes and rebuilds. */
  public enum Kind {
    /** Nothing but the files themselves: a lost node loses the dataset. */
    SINGLE,
    /** Whole copies of a rank's files with the next ranks of its set. */
    PARTNER,
    /** Parity over the set, rotated over its members: any one member may be lost. */
    XOR,
    /** Reed-Solomon checks over the set, rotated over its members: as many may be lost. */
    RS;

    /** As it stands in file names: {@code xor}. */
    public String inFileName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** redset's and SCR's own default set size. */
  public static final int DEFAULT_SET_SIZE = 8;

  /** Checks that the numbers fit the method. */
  public Scheme {
    if (setSize < 1) {
      throw new IllegalArgumentException("a set has at least 1 rank, not " + setSize);
    }
    boolean fits =
        switch (kind) {
          case SINGLE -> failures == 0;
          case XOR -> failures == 1;
          case PARTNER, RS -> failures >= 1;
        };
    if (!fits) {
      throw new IllegalArgumentException(kind + " cannot survive " + failures + " failures a set");
    }
  }

  /** No redundancy. */
  public static Scheme single() {
    return new Scheme(Kind.SINGLE, 1, 0);
  }

  /** Parity over sets of at least {@code setSize} ranks. */
  public static Scheme xor(int setSize) {
    return new Scheme(Kind.XOR, setSize, 1);
  }

  /** {@code copies} copies of each rank's files within sets of at least {@code setSize} ranks. */
  public static Scheme partner(int setSize, int copies) {
    return new Scheme(Kind.PARTNER, setSize, copies);
  }

  /**
   * {@code failures} Reed-Solomon checks over sets of at least {@code setSize} ranks. Sets are
   * encoded that have more members than checks, and no more than 256 of both together.
   */
  public static Scheme reedSolomon(int setSize, int failures) {
    return new Scheme(Kind.RS, setSize, failures);
  }
}
