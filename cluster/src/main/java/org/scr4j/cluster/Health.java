package org.scr4j.cluster;

/**
 * What a check found of one node. Unknown is a finding of its own: it means neither up nor down.
 */
public sealed interface Health {

  /** The node can be used. */
  record Healthy() implements Health {}

  /**
   * The node cannot be used, and nothing can be had from it.
   *
   * @param reason one line, without the node's name
   */
  record Failed(String reason) implements Health {}

  /**
   * The node must not be used for a run, such as one that an administrator drained, but it answers:
   * what is in its cache can still be copied.
   *
   * @param reason one line, without the node's name
   */
  record Unfit(String reason) implements Health {}

  /**
   * The check came to no result, such as for want of an answer in time.
   *
   * @param reason one line, without the node's name
   */
  record Unknown(String reason) implements Health {}
}
