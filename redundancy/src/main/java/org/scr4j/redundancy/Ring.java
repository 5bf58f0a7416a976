package org.scr4j.redundancy;

import java.util.List;

/**
 * A redundancy set as one of its members sees it.
 *
 * @param peers to talk with
 * @param me this rank's place
 * @param ranks the job's rank of each member
 */
record Ring(Peers peers, Descriptor me, List<Integer> ranks) {

  /** The rank of the member {@code distance} before this one. */
  int before(int distance) {
    return ranks.get(me.before(distance));
  }

  /** The rank of the member {@code distance} behind this one. */
  int behind(int distance) {
    return ranks.get(me.behind(distance));
  }
}
