package org.scr4j.kvtree;

/**
 * Bounds on what a reader accepts, so that a damaged or hostile file cannot exhaust memory or
 * stack.
 *
 * @param maxBytes packed size, header and trailer included
 * @param maxDepth levels of keys
 * @param maxKeys keys in the whole tree
 * @param maxKeyBytes length of one key
 */
public record KvTreeLimits(long maxBytes, int maxDepth, int maxKeys, int maxKeyBytes) {

  /** Enough for a million ranks in one file; a tree of this many keys takes about 1 GiB of heap. */
  public static final KvTreeLimits DEFAULT = new KvTreeLimits(512L << 20, 64, 8 << 20, 64 << 10);

  /** Deeper trees would endanger the stack of a thread of ordinary size. */
  private static final int DEEPEST = 1000;

  /** Checks that no bound is negative, or beyond what an array or a stack holds. */
  public KvTreeLimits {
    boolean sound =
        maxBytes >= 0
            && maxBytes <= Integer.MAX_VALUE - 8
            && maxDepth >= 0
            && maxDepth <= DEEPEST
            && maxKeys >= 0
            && maxKeyBytes >= 0
            && maxKeyBytes <= Integer.MAX_VALUE - 8;
    if (!sound) {
      throw new IllegalArgumentException("limits out of range");
    }
  }
}
