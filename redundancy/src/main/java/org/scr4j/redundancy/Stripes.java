package org.scr4j.redundancy;

/**
 * How redset spreads a set with XOR or Reed-Solomon: its members' bytes are cut across into as many
 * stripes as there are members, and every member has one chunk of each. In stripe s the members s,
 * s - 1, ... hold the checks 0, 1, ... (round the ring), the others data.
 *
 * <p>A member's data are its files, end to end, its chunks in the order of the stripes; its checks
 * stand in its redundancy file in the order of their numbers. XOR is the case of one check, its
 * parity.
 *
 * @param size members of the set, and stripes
 * @param failures checks in each stripe
 */
record Stripes(int size, int failures) {

  /** Those of the set of {@code member}. */
  static Stripes of(Descriptor member) {
    return new Stripes(member.size(), member.failures());
  }

  /** Bytes in a chunk: the largest member's files over its chunks, rounded up; at least 1. */
  static long chunk(long largest, int parts) {
    return Math.max(1, largest / parts + (largest % parts == 0 ? 0 : 1));
  }

  /** Whether {@code member} has a check in {@code stripe}, and no data. */
  boolean isCheck(int member, int stripe) {
    return check(member, stripe) < failures;
  }

  /**
   * The number of the check that {@code member} has; {@code failures} or more where it has none.
   */
  int check(int member, int stripe) {
    return Math.floorMod(stripe - member, size);
  }

  /** The member that has {@code check}. */
  int holder(int check, int stripe) {
    return Math.floorMod(stripe - check, size);
  }

  /** Which of its chunks of data a member has in {@code stripe}, from 0. */
  int part(int member, int stripe) {
    int checksBefore = Math.max(0, member + failures - size);
    return stripe - (stripe > member ? failures : checksBefore);
  }
}
